/* The roll call on a bad connection: what was chosen stays in the page until the server has it. Without this file the
   form is an ordinary form. Nothing is written to the browser's storage: names must not stay on a phone. */
(() => {
  "use strict";
  const WAITS = [2, 4, 8, 15, 30];
  let tries = 0, timer = 0, busy = false, pending = false;
  const form = () => document.querySelector("[data-roll-call]");
  const show = (which) => form().querySelectorAll("[data-waiting], [data-signed-out]").forEach((note) => { note.hidden = !(which in note.dataset); });
  const later = (which) => {
    show(which);
    window.clearTimeout(timer);
    timer = window.setTimeout(send, WAITS[Math.min(tries++, WAITS.length - 1)] * 1000);
  };
  const parsed = async (response) => new DOMParser().parseFromString(await response.text(), "text/html");
  const samePlace = (response) => new URL(response.url).pathname === window.location.pathname;

  /* A fresh token: signing in again in another tab changes it. */
  const renew = async () => {
    const response = await fetch(window.location.pathname);
    const token = samePlace(response) && (await parsed(response)).querySelector("[data-roll-call] [name=csrfmiddlewaretoken]");
    if (token) form().querySelector("[name=csrfmiddlewaretoken]").value = token.value;
    return Boolean(token);
  };

  const written = () => new URLSearchParams(new FormData(form()));

  async function send() {
    if (busy || !pending) return;
    busy = true;
    try {
      const body = written();
      const response = await fetch(window.location.pathname, { method: "POST", body });
      if ((response.status === 403 || !samePlace(response)) && !(await renew())) return later("signedOut");
      if (response.status === 403 || !samePlace(response)) return later("waiting");
      if (response.status >= 500) return later("waiting");
      /* Marks that were changed while the answer was under way go after it. */
      if (String(written()) !== String(body)) { window.setTimeout(send, 0); return; }
      pending = false;
      const answer = (await parsed(response)).querySelector("#inhoud");
      if (!answer) return window.location.reload();
      document.querySelector("#inhoud").replaceChildren(...answer.childNodes);
      greet();
      window.scrollTo(0, 0);
      const summary = document.querySelector("[data-error-summary]");
      (summary || document.querySelector("#inhoud")).focus();
    } catch {
      later("waiting");
    } finally {
      busy = false;
    }
  }

  const greet = () => { const all = document.querySelector("[data-all-present]"); if (all) all.hidden = false; };
  document.addEventListener("submit", (event) => {
    if (event.target !== form()) return;
    event.preventDefault();
    pending = true;
    tries = 0;
    send();
  });
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-all-present]")) form().querySelectorAll("[value=present]").forEach((mark) => { mark.checked = true; });
  });
  window.addEventListener("online", () => { tries = 0; send(); });
  window.addEventListener("beforeunload", (event) => { if (pending) event.preventDefault(); });
  greet();
})();
