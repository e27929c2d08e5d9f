/* Small comforts. Every page works without this file. */
(() => {
  "use strict";
  const find = (selector, root = document) => root.querySelector(selector);
  const typing = (element) => element && (element.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(element.tagName));

  /* Quick exit: blank first, then leave without a step back. Shift three times within five seconds does the same. */
  const exit = find("[data-quick-exit]");
  const leave = (event) => {
    if (event) event.preventDefault();
    document.documentElement.classList.add("is-leaving");
    document.body.classList.add("is-leaving");
    document.title = "…";
    window.location.replace(exit.href);
  };
  if (exit) {
    exit.addEventListener("click", leave);
    let presses = [];
    document.addEventListener("keyup", (event) => {
      if (event.key !== "Shift") { presses = []; return; }
      const now = Date.now();
      presses = presses.filter((at) => now - at < 5000).concat(now);
      if (presses.length >= 3) leave();
    });
    /* A page that comes back from the browser's memory asks the server again, which remembers for a minute. */
    window.addEventListener("pageshow", (event) => { if (event.persisted) window.location.reload(); });
  }

  /* Errors: read the summary first, on load and after a partial swap. */
  const focusErrors = (root) => { const summary = find("[data-error-summary]", root); if (summary) summary.focus(); };
  focusErrors(document);
  document.addEventListener("htmx:afterSwap", (event) => focusErrors(event.target));
  document.addEventListener("click", (event) => {
    const link = event.target.closest("[data-error-summary] a[href^='#']");
    const field = link && document.getElementById(link.hash.slice(1));
    if (!field) return;
    event.preventDefault();
    field.focus({ preventScroll: true });
    (field.closest(".field") || field).scrollIntoView({ block: "center" });
  });

  /* Menus close on Escape and on a click elsewhere. */
  document.addEventListener("click", (event) => {
    document.querySelectorAll("details[data-pop][open]").forEach((menu) => { if (!menu.contains(event.target)) menu.open = false; });
    if (event.target.closest("[data-print]")) window.print();
  });
  document.addEventListener("keydown", (event) => {
    const menu = event.key === "Escape" && find("details[data-pop][open]");
    if (menu) { menu.open = false; find("summary", menu).focus(); }
  });

  /* A form that is sent once stays sent once. */
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post" || form.hasAttribute("data-repeat")) return;
    if (form.dataset.sent) { event.preventDefault(); return; }
    form.dataset.sent = "yes";
    window.setTimeout(() => delete form.dataset.sent, 4000);
  });
  document.addEventListener("change", (event) => {
    const form = event.target.closest("form[data-submit-on-change]");
    if (form) form.requestSubmit();
  });

  /* Keys for those who work here all day: "/" searches, j and k walk through a table that has the focus. */
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
    const search = find("[data-search]");
    if (event.key === "/" && search) { event.preventDefault(); search.focus(); return; }
    const table = event.target.closest("[data-rows], .table-wrap");
    if (!table || !/^[jk]$/.test(event.key)) return;
    const links = [...table.querySelectorAll("tbody tr")].map((row) => find("a, button, input", row)).filter(Boolean);
    const here = links.findIndex((link) => link.closest("tr").contains(document.activeElement));
    const next = links[event.key === "j" ? Math.min(here + 1, links.length - 1) : Math.max(here - 1, 0)];
    if (next) next.focus();
  });

  /* Two minutes before the session ends we say so; staying takes one press and loses nothing that was typed. */
  const idle = Number(document.body.dataset.idle || 0);
  const warning = find("[data-idle-warning]");
  if (idle > 180 && warning) {
    let timer;
    const wind = () => {
      window.clearTimeout(timer);
      warning.hidden = true;
      timer = window.setTimeout(() => { warning.hidden = false; }, (idle - 120) * 1000);
    };
    wind();
    document.addEventListener("htmx:afterRequest", wind);
    find("[data-stay]", warning).addEventListener("click", () => fetch("/app.webmanifest").then(wind));
  }

  /* The hour of an emergency runs down before one's eyes; without a script each page says how long is left. */
  const left = find("[data-left]");
  if (left) {
    const until = Date.now() + Number(left.dataset.left) * 1000;
    window.setInterval(() => { left.textContent = Math.max(0, Math.ceil((until - Date.now()) / 60000)); }, 5000);
  }
})();
