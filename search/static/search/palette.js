// Ctrl+K opens the palette; / ? and g with a letter are single keys, which can be switched off. None of them is taken
// while somebody types. Without this the search box and the menu remain.
(() => {
  "use strict";
  const palette = document.getElementById("palette");
  const keys = document.getElementById("keys");
  if (!palette) return;
  const input = document.getElementById("palette-q");
  const list = document.getElementById("palette-list");
  const told = palette.querySelector("[data-palette-told]");
  const options = () => [...list.querySelectorAll("[role=option]")];
  let chosen = null;
  let entered = false; // Enter came before the options for what was typed

  const open = () => {
    if (palette.open) return;
    if (keys.open) keys.close();
    palette.showModal();
    input.value = "";
    input.focus();
    input.dispatchEvent(new Event("palette"));
  };
  const showKeys = () => { if (!keys.open) keys.showModal(); };

  const choose = (option) => {
    chosen?.setAttribute("aria-selected", "false");
    chosen = option ?? null;
    if (!chosen) return input.removeAttribute("aria-activedescendant");
    chosen.setAttribute("aria-selected", "true");
    chosen.scrollIntoView({ block: "nearest" });
    input.setAttribute("aria-activedescendant", chosen.id);
  };
  const step = (by) => {
    const all = options();
    if (all.length) choose(all[(all.indexOf(chosen) + by + all.length) % all.length]);
  };
  const isFresh = () => list.firstElementChild?.dataset.asked === input.value;
  const go = () => { if (chosen) location.assign(chosen.dataset.url); };

  input.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      step(event.key === "ArrowDown" ? 1 : -1);
    } else if (event.key === "Enter") {
      event.preventDefault();
      entered = !isFresh();
      if (!entered) go();
    }
  });
  list.addEventListener("htmx:afterSwap", () => {
    choose(options()[0]);
    told.textContent = options().length;
    if (entered && isFresh()) go();
  });
  list.addEventListener("click", (event) => {
    const option = event.target.closest("[role=option]");
    if (option) { choose(option); go(); }
  });
  list.addEventListener("mousedown", (event) => event.preventDefault()); // the box keeps the focus

  for (const dialog of [palette, keys]) {
    dialog.addEventListener("click", (event) => { if (event.target === dialog) dialog.close(); });
    dialog.querySelector("[data-dialog-close]").addEventListener("click", () => dialog.close());
  }
  document.querySelectorAll("[data-palette-open]").forEach((button) => button.addEventListener("click", open));

  // --- Keys ---

  const read = () => { try { return localStorage.getItem("single-keys") !== "off"; } catch { return true; } };
  const single = keys.querySelector("[data-single-keys]");
  single.checked = read();
  single.addEventListener("change", () => { try { localStorage.setItem("single-keys", single.checked ? "on" : "off"); } catch { /* for this page only */ } });

  // Just after the palette has closed its box still has the focus: nobody types there any more.
  const isTyping = (target) =>
    (palette.open || target !== input) && target.closest?.("textarea, select, [contenteditable]:not([contenteditable=false]), input:not([type=checkbox], [type=radio], [type=button], [type=submit])") !== null;

  let went = 0; // when g was pressed
  const singleKey = (key) => {
    const place = Date.now() - went < 1500 ? keys.querySelector(`[data-go="${CSS.escape(key)}"]`) : null;
    went = key === "g" ? Date.now() : 0;
    if (place) location.assign(place.href);
    else if (key === "?") showKeys();
    else if (key === "/") document.getElementById("search-q").focus();
    else return false;
    return true;
  };

  document.addEventListener("keydown", (event) => {
    if (event.isComposing || event.defaultPrevented || event.altKey) return;
    const typing = isTyping(event.target) && event.target.id !== "search-q";
    if ((event.ctrlKey || event.metaKey) && !event.shiftKey && event.key.toLowerCase() === "k") {
      if (typing || palette.open) return;
      event.preventDefault();
      open();
    } else if (!event.ctrlKey && !event.metaKey && single.checked && !isTyping(event.target) && !document.querySelector("dialog[open]")) {
      if (singleKey(event.key)) event.preventDefault();
    }
  });
})();
