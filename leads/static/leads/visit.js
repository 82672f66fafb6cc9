// Photos of a visit: each shot joins those chosen before, can be left out again, and is measured before it is sent.
// Without this, the camera's one photo and what was chosen together go up as they stand.
(() => {
  "use strict";
  const place = document.querySelector("[data-photos]");
  if (!place) return;
  const [camera, chooser] = place.querySelectorAll("input[type=file]");
  const list = place.querySelector("[data-photo-list]");
  let photos = [];

  const keep = () => {
    const transfer = new DataTransfer();
    for (const photo of photos) transfer.items.add(photo);
    chooser.files = transfer.files;
    camera.value = "";
  };

  const line = (photo) => {
    const item = document.createElement("li");
    const name = document.createElement("span");
    const megabytes = photo.size / 1024 ** 2;
    const large = megabytes > Number(place.dataset.largest) ? ` — ${place.dataset.tooLarge}` : "";
    name.textContent = `${photo.name} · ${megabytes.toFixed(1)} MB${large}`;
    if (large) name.className = "state-red";
    const button = document.createElement("button");
    button.type = "button";
    button.className = "btn btn-sm";
    button.textContent = place.dataset.remove;
    button.setAttribute("aria-label", `${place.dataset.remove}: ${photo.name}`);
    button.addEventListener("click", () => { photos = photos.filter((other) => other !== photo); keep(); show(); chooser.focus(); });
    item.append(name, button);
    return item;
  };
  const show = () => list.replaceChildren(...photos.map(line));

  const add = (input) => {
    const known = new Set(photos.map((photo) => `${photo.name}|${photo.size}|${photo.lastModified}`));
    photos = [...photos, ...[...input.files].filter((photo) => !known.has(`${photo.name}|${photo.size}|${photo.lastModified}`))];
    keep();
    show();
  };
  for (const input of [camera, chooser]) input.addEventListener("change", () => add(input));
})();
