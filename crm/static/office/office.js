// What makes the shell quick. Every page works without it.
(() => {
  "use strict";

  document.addEventListener("submit", (event) => {
    if (event.target.dataset.confirm && !confirm(event.target.dataset.confirm)) event.preventDefault();
  });

  // On a phone the filters stand folded, so that the rows come first.
  if (innerWidth < 576) document.querySelectorAll("details[data-fold-narrow]").forEach((folded) => folded.removeAttribute("open"));

  // Long selects can be typed into, on pages that load the script for it.
  if (window.TomSelect) {
    document.querySelectorAll("form[data-guard] select").forEach((select) => {
      if (select.options.length <= 12 && !select.multiple) return;
      new TomSelect(select, { plugins: select.multiple ? ["remove_button"] : [], maxOptions: 300, allowEmptyOption: !select.required });
      select.setAttribute("aria-hidden", "true"); // the field that one types into has the label now
    });
  }

  // Errors take the focus, so that a screen reader reads them and the page shows them.
  document.querySelector("[data-focus]")?.focus();

  // Menus made of <details> close on Escape and on a click elsewhere.
  const menus = () => document.querySelectorAll("details.office-user[open], details.office-columns[open]");
  document.addEventListener("click", (event) => menus().forEach((menu) => menu.contains(event.target) || menu.removeAttribute("open")));
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    menus().forEach((menu) => { menu.removeAttribute("open"); menu.querySelector("summary").focus(); });
  });

  // Leaving a form with changes asks first. A form that came back with errors holds changes already.
  let changed = document.querySelector("form[data-guard]") !== null && document.querySelector("[data-focus]") !== null;
  document.addEventListener("input", (event) => { if (event.target.closest("form[data-guard]")) changed = true; });
  document.addEventListener("submit", (event) => { if (event.target.matches("form[data-guard]")) changed = false; });
  addEventListener("beforeunload", (event) => { if (changed) event.preventDefault(); });

  // The step back to a list leads to it as it was left: its filters, order, columns and page.
  document.querySelectorAll(".breadcrumb a[href]").forEach((link) => {
    const left = link.search === "" && sessionStorage.getItem(`list:${link.pathname}`);
    if (left && link.pathname !== location.pathname) link.search = left;
  });

  // The thin bar while something loads.
  let loading = 0;
  const show = (step) => { loading = Math.max(0, loading + step); document.getElementById("loading").classList.toggle("on", loading > 0); };
  document.addEventListener("htmx:beforeRequest", () => show(1));
  document.addEventListener("htmx:afterRequest", () => show(-1));
})();
