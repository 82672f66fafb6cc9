// What makes the shell quick. Every page works without it.
(() => {
  "use strict";

  // Lists: sorting, paging and filtering swap the table only; the address is kept, so going back keeps the place.
  const swapList = (url) =>
    htmx.ajax("GET", url, { target: "#list", swap: "outerHTML" }).then(() => history.replaceState(history.state, "", url));

  const listLink = (event) => {
    const link = event.target.closest("[data-list] #list a[href^='?']");
    if (!link || link.hasAttribute("download") || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    history.pushState({ list: true }, "", link.href);
    swapList(link.href);
  };

  const filterAddress = (form) => {
    const query = new URLSearchParams();
    for (const [name, value] of new FormData(form)) if (value !== "") query.append(name, value);
    return `${location.pathname}?${query}`;
  };

  document.addEventListener("click", listLink);
  addEventListener("popstate", () => { if (document.querySelector("[data-list]")) location.reload(); });
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.matches("[data-filters]")) {
      // Empty fields stay out of the address; errors and the Clear button need the whole page.
      event.preventDefault();
      location.assign(filterAddress(form));
    }
    if (form.dataset.confirm && !confirm(form.dataset.confirm)) event.preventDefault();
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

  // The thin bar while something loads.
  let loading = 0;
  const show = (step) => { loading = Math.max(0, loading + step); document.getElementById("loading").classList.toggle("on", loading > 0); };
  document.addEventListener("htmx:beforeRequest", () => show(1));
  document.addEventListener("htmx:afterRequest", () => show(-1));
})();
