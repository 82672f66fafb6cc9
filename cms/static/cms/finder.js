// The site finder, quicker: choices answer at once, and the drawing of the parks can be moved, with each site on it.
// Without it the form has its button and the drawing its numbers.

const finder = () => document.getElementById("finder");
let leaflet, map, marks;

// --- Choices ---

let asking;
async function ask(address, push) {
  asking?.abort();
  asking = new AbortController();
  finder().classList.add("is-asking");
  try {
    const answer = await fetch(address, { signal: asking.signal, headers: { Accept: "text/html" } });
    if (!answer.ok) return location.assign(address);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (push) history.pushState(null, "", address);
    show(page.getElementById("finder"));
  } catch (error) {
    if (error.name !== "AbortError") location.assign(address);
  }
}

function show(answer) {
  const focused = document.activeElement?.matches?.(".finder-filters input, .finder-filters select")
    ? [document.activeElement.name, document.activeElement.value] : null;
  const folded = finder().querySelector(".filters-fold").open;
  for (const part of [".finder-filters", ".finder-list"]) {
    finder().querySelector(part).replaceWith(answer.querySelector(part));
  }
  finder().querySelector(".filters-fold").open = folded;
  finder().classList.remove("is-asking");
  const plan = document.getElementById("plan");
  plan.dataset.places = answer.querySelector("#plan").dataset.places;
  if (map) place(plan);
  else plan.querySelector("svg").replaceWith(answer.querySelector("#plan svg"));
  if (focused) {
    const again = [...finder().querySelectorAll(".finder-filters input, .finder-filters select")]
      .find((field) => field.name === focused[0] && (field.tagName === "SELECT" || field.value === focused[1]));
    again?.focus({ preventScroll: true });
  }
}

document.addEventListener("change", (event) => {
  const form = event.target.closest(".finder-filters");
  if (!form) return;
  const query = new URLSearchParams([...new FormData(form)].filter(([, value]) => value));
  ask(form.getAttribute("action") + (query.size ? `?${query}` : ""), true);
});
addEventListener("popstate", () => ask(location.href, false));

// Ticked for comparison: a fifth is not taken.
document.addEventListener("change", (event) => {
  if (!event.target.matches(".pick input")) return;
  const boxes = [...document.querySelectorAll(".pick input")];
  const full = boxes.filter((box) => box.checked).length >= 4;
  for (const box of boxes) box.disabled = full && !box.checked;
});

// --- Drawing ---

function load(plan) {
  const style = document.createElement("link");
  style.rel = "stylesheet";
  style.href = plan.dataset.style;
  document.head.prepend(style);
  const script = document.createElement("script");
  script.src = plan.dataset.script;
  script.onload = () => begin(plan);
  document.head.append(script);
}

function begin(plan) {
  leaflet = window.L;
  const bounds = [[0, 0], [460, 720]];
  const drawing = plan.querySelector("svg").cloneNode(true);
  for (const part of drawing.querySelectorAll("title, .map-park")) part.remove();
  drawing.setAttribute("role", "presentation");
  drawing.removeAttribute("aria-labelledby");
  const frame = plan.querySelector(".plan-frame");
  frame.replaceChildren();
  frame.classList.add("is-live");
  map = leaflet.map(frame, {
    crs: leaflet.CRS.Simple, attributionControl: false, zoomControl: false, zoomSnap: 0.25, minZoom: -2, maxZoom: 2,
    maxBounds: [[-60, -60], [520, 780]], maxBoundsViscosity: 1, scrollWheelZoom: false,
  });
  frame.setAttribute("role", "region");
  frame.setAttribute("aria-label", plan.dataset.name);
  leaflet.svgOverlay(drawing, bounds).addTo(map);
  leaflet.control.zoom({ zoomInTitle: plan.dataset.near, zoomOutTitle: plan.dataset.far }).addTo(map);
  map.fitBounds([[75, 85], [415, 675]], { animate: false });
  marks = leaflet.layerGroup().addTo(map);
  place(plan);
}

async function place(plan) {
  const asked = plan.dataset.places;
  const answer = await fetch(asked);
  if (!answer.ok || plan.dataset.places !== asked) return;
  const { features } = await answer.json();
  marks.clearLayers();
  for (const { geometry, properties } of features) {
    const [x, y] = geometry.coordinates;
    mark(properties, [properties.name_y ?? y, x]).addTo(marks);
  }
}

function mark(told, where) {
  const park = told.kind === "park";
  const face = document.createElement("span");
  face.textContent = park ? told.name : "";
  const icon = leaflet.divIcon({
    html: face, iconSize: park ? null : [24, 24],
    className: park ? "plan-park" : `plan-site plan-${told.kind}${told.bound ? " plan-bound" : ""}`,
  });
  const name = park ? told.name : `${told.name} · ${told.state}`;
  const made = leaflet.marker(where, { icon, keyboard: !park, interactive: !park, title: park ? "" : name, riseOnHover: true });
  if (park) return made;
  made.on("add", () => made.getElement().setAttribute("aria-label", name));
  made.on("click keypress", ({ originalEvent }) => {
    if (!originalEvent?.key || originalEvent.key === "Enter") location.assign(told.url);
  });
  made.on("mouseover mouseout", ({ type }) => card(told.code)?.classList.toggle("is-pointed", type === "mouseover"));
  return made;
}

const card = (code) => [...document.querySelectorAll(".site-card")].find((each) => each.dataset.code === code);

const plan = document.getElementById("plan");
if (plan) {
  new IntersectionObserver((seen, watch) => {
    if (!seen.some((entry) => entry.isIntersecting)) return;
    watch.disconnect();
    load(plan);
  }, { rootMargin: "200px" }).observe(plan);
}
