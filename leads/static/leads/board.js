// The board: a card goes to another stage by mouse or finger, by its menu or by the keys. What a gate refuses is asked for
// in a dialog. Without it the menus lead to the page of the move.
(() => {
  "use strict";

  const dialog = document.getElementById("move-dialog");
  const columns = () => [...document.querySelectorAll(".lead-board ol[data-stage]")];
  const headers = () => ({ ...JSON.parse(document.body.getAttribute("hx-headers")), "HX-Request": "true", "HX-Target": "move-dialog" });
  const addressOf = (card) => `/office/leads/${card.dataset.card}/move/`;
  const back = () => location.pathname + location.search;
  let moving = null; // the card, and where it stood

  const say = (html) => { document.getElementById("messages").innerHTML = html; };
  const tell = (text) => {
    const box = document.createElement("div");
    box.className = "alert alert-danger office-message";
    box.setAttribute("role", "alert");
    box.textContent = text;
    say("");
    document.getElementById("messages").append(box);
    scrollTo(0, 0);
  };

  const putBack = () => {
    if (!moving) return;
    const { card, from, before } = moving;
    from.insertBefore(card, before?.parentNode === from ? before : null);
    moving = null;
  };

  const close = () => { if (dialog.open) dialog.close(); };
  dialog.addEventListener("close", () => { const card = moving?.card; putBack(); card?.querySelector("a")?.focus(); });
  dialog.addEventListener("click", (event) => { if (event.target.closest("[data-close]")) close(); });

  // The figures of the columns and the card itself as they are now; cards that were read on stay.
  const refresh = async (card) => {
    const answer = await fetch(back(), { headers: { "HX-Request": "true", "HX-Target": "list" } });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    for (const head of page.querySelectorAll("[id^=head-]")) document.getElementById(head.id)?.replaceWith(head);
    const totals = page.querySelector(".office-totals");
    if (totals) document.querySelector(".office-totals")?.replaceWith(totals);
    const fresh = page.getElementById(card.id);
    if (fresh) { htmx.process(fresh); card.replaceWith(fresh); card = fresh; }
    for (const list of columns()) if (list.querySelector(".lead-card")) list.querySelector(".lead-board-empty")?.remove();
    card.querySelector("a").focus();
  };

  const send = async (card, body) => {
    body.set("back", back());
    dialog.inert = true; // what is typed before the answer comes would be lost with the form
    const answer = await fetch(addressOf(card), { method: "POST", headers: headers(), body }).finally(() => { dialog.inert = false; });
    if (answer.ok && answer.headers.get("Content-Type").startsWith("application/json")) {
      const { stage, html } = await answer.json();
      const list = document.querySelector(`ol[data-stage="${stage}"]`);
      if (card.parentNode !== list) list.prepend(card);
      moving = null;
      close();
      say(html);
      await refresh(card);
      return;
    }
    if (answer.headers.get("Content-Type").startsWith("text/html") && answer.status < 500) {
      dialog.innerHTML = await answer.text();
      if (!dialog.open) dialog.showModal();
      (dialog.querySelector("[data-focus]") ?? dialog.querySelector("input:not([type=hidden]), select, textarea"))?.focus();
      return;
    }
    const refusal = answer.status === 422 ? await answer.text() : "";
    putBack();
    close();
    refusal ? tell(refusal) : location.reload();
  };

  const move = (card, to, from = card.parentNode, before = card.nextElementSibling) => {
    moving = { card, from, before };
    const body = new FormData();
    body.set("to", to);
    body.set("moved_on", dialog.dataset.today);
    send(card, body);
  };

  dialog.addEventListener("submit", (event) => {
    event.preventDefault();
    send(moving.card, new FormData(event.target));
  });

  // --- By the menu, by the keys, by the mouse ---

  document.addEventListener("click", (event) => {
    const link = event.target.closest("[data-move-to]");
    if (!link || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    link.closest("details").removeAttribute("open");
    move(link.closest("[data-card]"), link.dataset.moveTo);
  });

  document.addEventListener("keydown", (event) => {
    const card = event.target.closest?.("[data-card]");
    if (!card || !event.ctrlKey || !["ArrowRight", "ArrowLeft"].includes(event.key)) return;
    const all = columns();
    const next = all[all.indexOf(card.parentNode) + (event.key === "ArrowRight" ? 1 : -1)];
    if (!next) return;
    event.preventDefault();
    move(card, next.dataset.stage);
  });

  const makeSortable = () => {
    for (const list of columns()) {
      new Sortable(list, {
        group: "leads", sort: false, draggable: "[data-card]", filter: "details, .btn", preventOnFilter: false,
        delay: 200, delayOnTouchOnly: true, forceFallback: true, fallbackTolerance: 4, scroll: true, ghostClass: "lead-card-ghost",
        onStart: (event) => { moving = null; event.item.dataset.before = event.item.nextElementSibling?.id ?? ""; },
        onEnd: (event) => {
          if (event.from === event.to) return;
          const before = event.item.dataset.before ? document.getElementById(event.item.dataset.before) : null;
          move(event.item, event.to.dataset.stage, event.from, before);
        },
      });
    }
    document.querySelector(".lead-board")?.setAttribute("data-draggable", ""); // from now on cards follow the mouse
  };
  makeSortable();
  document.addEventListener("list:shown", makeSortable);
})();
