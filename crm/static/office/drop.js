// Files dropped on, or pasted beside, a record's files go up at once. Without this, the form asks for a button.
(() => {
  "use strict";
  const send = (form, files) => {
    if (!files.length) return;
    const transfer = new DataTransfer();
    for (const file of files) transfer.items.add(file);
    form.querySelector("input[type=file]").files = transfer.files;
    form.querySelector("[data-drop-send]").disabled = true;
    form.setAttribute("aria-busy", "true");
    form.requestSubmit();
  };
  document.querySelectorAll("form[data-drop]").forEach((form) => {
    const zone = form.closest("section") || form;
    zone.addEventListener("dragover", (event) => { event.preventDefault(); form.classList.add("dragging"); });
    zone.addEventListener("dragleave", (event) => { if (!zone.contains(event.relatedTarget)) form.classList.remove("dragging"); });
    zone.addEventListener("drop", (event) => {
      event.preventDefault();
      form.classList.remove("dragging");
      send(form, event.dataTransfer.files);
    });
    form.querySelector("input[type=file]").addEventListener("change", (event) => send(form, event.target.files));
    // A picture pasted anywhere but into a field that is being written in.
    document.addEventListener("paste", (event) => {
      if (event.target.closest("input, textarea, [contenteditable]")) return;
      if (event.clipboardData.files.length) { event.preventDefault(); send(form, event.clipboardData.files); }
    });
  });
})();
