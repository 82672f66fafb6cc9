// Lists: filtering as one types, sorting and paging swap the rows only; the address says what is shown, and going back
// keeps the place. Every list works without it.
(() => {
  "use strict";

  const holder = document.querySelector("[data-list]");
  if (!holder) return;
  const filters = holder.querySelector("[data-filters]");
  const KEPT = ["sort", "columns", "view"];

  // --- The address, and the rows for it ---

  const filterAddress = () => {
    const query = new URLSearchParams();
    for (const [name, value] of new FormData(filters)) if (value !== "" && !KEPT.includes(name)) query.append(name, value);
    const now = new URLSearchParams(location.search);
    for (const name of KEPT) for (const value of now.getAll(name)) query.append(name, value);
    return `${location.pathname}?${query}`;
  };

  let asked = 0;
  const show = async (url) => {
    const turn = ++asked;
    await htmx.ajax("GET", url, { target: "#list", swap: "outerHTML" });
    if (turn === asked) document.dispatchEvent(new CustomEvent("list:shown"));
  };

  // A filter that the server refuses is told by the whole page.
  document.addEventListener("htmx:responseError", (event) => {
    if (event.detail.target?.id === "list") location.reload();
  });

  const filter = () => {
    const url = filterAddress();
    if (url === location.pathname + location.search) return;
    history.replaceState(history.state, "", url);
    show(url);
  };

  let waiting;
  filters?.addEventListener("input", (event) => {
    if (!event.target.matches("input[type=text], input[type=search]")) return;
    clearTimeout(waiting);
    waiting = setTimeout(filter, 350);
  });
  filters?.addEventListener("change", (event) => {
    if (event.target.matches("select, input[type=checkbox], input[type=radio]")) filter();
  });
  filters?.addEventListener("submit", (event) => {
    event.preventDefault(); // empty fields stay out of the address
    clearTimeout(waiting);
    location.assign(filterAddress());
  });

  document.addEventListener("click", (event) => {
    const link = event.target.closest("[data-list] #list a[href^='?']");
    if (!link || link.hasAttribute("download") || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    keepPlace();
    history.pushState({ list: true }, "", link.href);
    show(link.href);
  });

  addEventListener("popstate", () => {
    const query = new URLSearchParams(location.search);
    for (const field of filters?.elements ?? []) if (field.name && field.type !== "hidden") field.value = query.get(field.name) ?? "";
    document.addEventListener("list:shown", findPlace, { once: true });
    show(location.href);
  });

  // --- The place: where the rows were scrolled to, by address ---

  const frame = () => holder.querySelector(".office-table-frame, [data-scrolls]");
  const key = () => `place:${location.pathname}${location.search}`;
  const keepPlace = () => {
    const rows = frame();
    sessionStorage.setItem(key(), JSON.stringify([scrollY, rows?.scrollTop ?? 0, rows?.scrollLeft ?? 0]));
    sessionStorage.setItem(`list:${location.pathname}`, location.search);
  };
  const findPlace = () => {
    const [top, down, right] = JSON.parse(sessionStorage.getItem(key()) ?? "[0,0,0]");
    frame()?.scrollTo(right, down);
    scrollTo(0, top);
  };
  addEventListener("pagehide", keepPlace);
  if (performance.getEntriesByType("navigation")[0]?.type === "back_forward") findPlace();

  // --- Columns: their order and their widths ---

  const post = (url, values) => {
    const headers = JSON.parse(document.body.getAttribute("hx-headers"));
    return fetch(url, { method: "POST", headers, body: new URLSearchParams(values) });
  };

  const cellsOf = (head) => [...head.closest("table").rows].map((row) => row.cells[head.cellIndex]).filter(Boolean);
  const setWidth = (head, width) => {
    for (const cell of cellsOf(head)) for (const side of ["minWidth", "maxWidth", "width"]) cell.style[side] = `${width}px`;
    head.dataset.width = width;
  };
  const keepWidth = (head) => {
    const table = head.closest("table");
    post(table.dataset.widths, { url_name: table.dataset.urlName, column: head.dataset.column, width: head.dataset.width });
  };
  const within = (width) => Math.min(1000, Math.max(40, Math.round(width)));

  const drawWidths = () => {
    for (const head of holder.querySelectorAll("th[data-width]")) setWidth(head, head.dataset.width);
    for (const head of holder.querySelectorAll("table[data-widths] th[data-column]")) {
      const grip = document.createElement("span");
      grip.className = "office-grip";
      grip.addEventListener("pointerdown", (start) => {
        start.preventDefault();
        grip.setPointerCapture(start.pointerId);
        const wide = head.offsetWidth;
        grip.onpointermove = (now) => setWidth(head, within(wide + now.clientX - start.clientX));
        grip.onpointerup = () => { grip.onpointermove = grip.onpointerup = null; keepWidth(head); };
      });
      head.append(grip);
    }
  };
  drawWidths();
  document.addEventListener("list:shown", drawWidths);

  // The first column stays where it is.
  const hangTools = () => {
    const tools = holder.querySelector("[data-column-tools]")?.content.firstElementChild;
    for (const line of tools ? holder.querySelectorAll("[data-columns] li") : []) {
      const own = tools.cloneNode(true);
      if (!line.previousElementSibling) for (const button of own.querySelectorAll("[data-shift]")) button.remove();
      const column = line.querySelector("label").textContent.trim();
      for (const button of own.children) button.ariaLabel = button.ariaLabel.replace("COLUMN", column);
      line.append(own);
    }
  };
  hangTools();
  document.addEventListener("list:shown", hangTools);

  let keeping;
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-columns] [data-shift], [data-columns] [data-widen]");
    if (!button) return;
    const line = button.closest("li");
    if (button.dataset.shift) {
      const next = button.dataset.shift < 0 ? line.previousElementSibling : line.nextElementSibling;
      if (next && !next.querySelector("input").disabled) button.dataset.shift < 0 ? next.before(line) : next.after(line);
      button.focus();
      return;
    }
    const head = holder.querySelector(`th[data-column="${CSS.escape(line.dataset.column)}"]`);
    if (!head) return;
    setWidth(head, within(head.offsetWidth + Number(button.dataset.widen)));
    clearTimeout(keeping);
    keeping = setTimeout(() => keepWidth(head), 600);
  });

  // --- Picking rows ---

  const picks = () => [...holder.querySelectorAll("input[name=pk][form=bulk]")];
  const tellPicked = () => {
    const form = holder.querySelector("[data-bulk]");
    if (!form) return;
    const all = form.querySelector("[data-pick-all]")?.checked;
    const count = picks().filter((box) => box.checked).length;
    const page = form.querySelector("[data-pick-page]");
    page.checked = count > 0 && count === picks().length;
    page.indeterminate = count > 0 && !page.checked;
    form.querySelector("[data-picked]").textContent = all || !count ? "" : form.dataset.picked.replace("0", count);
    for (const button of form.querySelectorAll("button")) button.disabled = !all && !count;
  };
  document.addEventListener("change", (event) => {
    if (event.target.matches("[data-pick-page]")) for (const box of picks()) box.checked = event.target.checked;
    if (event.target.matches("[data-pick-page], [data-pick-all], input[name=pk][form=bulk]")) tellPicked();
  });
  // Of all that match, the single ones need not be named in the address.
  document.addEventListener("submit", (event) => {
    if (event.target.matches("[data-bulk]") && event.target.querySelector("[data-pick-all]")?.checked) for (const box of picks()) box.checked = false;
  });
  tellPicked();
  document.addEventListener("list:shown", tellPicked);
})();
