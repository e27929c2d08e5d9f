/* Moving a couple, by mouse or by keyboard, is the form of its own page, filled in on the board; without this file the links
   lead to that page. The answer of the server replaces the board, the focus follows the couple, and what happened is said. */
(() => {
  "use strict";
  const find = (selector, root = document) => root.querySelector(selector);
  let held = null, address = "", busy = false;
  const mover = () => find("#mover");
  const place = (url) => new URL(url, window.location.href).pathname;
  const ours = (link) => place(link.href) === address;

  /* The region is in the page from the start, so that what comes into it is read aloud. */
  const say = (text) => {
    const note = document.createElement("p");
    note.className = "notice tone--good";
    note.textContent = text;
    find("#moved").replaceChildren(...(text ? [note] : []));
  };
  const ready = () => document.querySelectorAll("[data-couple]").forEach((couple) => { couple.draggable = true; });

  /* `where`: the couple's own link to move it, which is where the focus comes back to. */
  const open = (link, to) => {
    address = place(link.href);
    const form = find("form", mover()), home = link.closest("[data-place]");
    form.reset();
    find("[data-who]", form).textContent = link.dataset.name;
    form.elements.to.value = to === undefined && home ? home.dataset.place : to || "";
    refuse([]);
    if (to === undefined) { mover().showModal(); form.elements.to.focus(); }
    return form;
  };
  const close = () => {
    if (mover().open) mover().close();
    const link = [...document.querySelectorAll("[data-move]")].find(ours);
    if (link) link.focus();
  };

  const refuse = (texts) => {
    const note = find("[data-refused]", mover());
    note.hidden = !texts.length;
    note.replaceChildren(...texts.map((text) => { const line = document.createElement("p"); line.textContent = text; return line; }));
  };

  const send = async (form) => {
    if (busy) return;
    busy = true;
    try {
      const response = await fetch(address, { method: "POST", body: new URLSearchParams(new FormData(form)) });
      const answer = new DOMParser().parseFromString(await response.text(), "text/html");
      const board = find("#board", answer);
      if (board) {
        find("#board").replaceWith(board);
        ready();
        say([...answer.querySelectorAll(".messages .notice p")].map((line) => line.textContent.trim()).join(" "));
        close();
        return;
      }
      const errors = [...answer.querySelectorAll("[data-error-summary] li")].map((line) => line.textContent.trim());
      if (!errors.length) { window.location.assign(address); return; }
      if (!mover().open) mover().showModal();
      refuse(errors);
      form.elements.to.focus();
    } catch {
      if (!mover().open) mover().showModal();
      refuse([mover().dataset.offline]);
    } finally {
      busy = false;
    }
  };

  document.addEventListener("click", (event) => {
    const link = event.target.closest("[data-move]");
    if (link && mover() && !event.ctrlKey && !event.metaKey && !event.shiftKey) { event.preventDefault(); open(link); }
    if (event.target.closest("[data-close]")) close();
  });
  document.addEventListener("submit", (event) => {
    if (!event.target.closest("#mover")) return;
    event.preventDefault();
    send(event.target);
  });
  /* Escape closes the dialog by itself; the focus goes back to the couple. */
  document.addEventListener("cancel", (event) => { if (event.target === mover()) { event.preventDefault(); close(); } }, true);

  /* By mouse: what is dropped is sent at once; a rule that objects opens the same dialog. */
  const target = (event) => { const goal = event.target.closest("[data-place]"); return held && goal && !goal.contains(held) ? goal : null; };
  const unmark = () => document.querySelectorAll(".is-target").forEach((goal) => goal.classList.remove("is-target"));
  document.addEventListener("dragstart", (event) => {
    held = event.target.closest && event.target.closest("[data-couple]");
    if (!held) return;
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", held.dataset.couple);
  });
  document.addEventListener("dragend", () => { held = null; unmark(); });
  document.addEventListener("dragover", (event) => {
    const goal = target(event);
    if (!goal) return;
    event.preventDefault();
    unmark();
    goal.classList.add("is-target");
  });
  document.addEventListener("drop", (event) => {
    const goal = target(event);
    if (!goal) return;
    event.preventDefault();
    unmark();
    send(open(find("[data-move]", held), goal.dataset.place));
  });
  document.addEventListener("htmx:afterSwap", ready);
  ready();
})();
