// Dragging a couple to a group is the form of its own page, filled in by the mouse; without this script the links do the same.
(() => {
  const form = document.getElementById("move-by-drag");
  if (!form) return;
  let held = null;
  for (const couple of document.querySelectorAll("[data-couple]")) {
    couple.draggable = true;
    couple.addEventListener("dragstart", (event) => {
      held = couple;
      event.dataTransfer.effectAllowed = "move";
      event.dataTransfer.setData("text/plain", couple.dataset.couple);
    });
    couple.addEventListener("dragend", () => { held = null; });
  }
  for (const place of document.querySelectorAll("[data-place]")) {
    place.addEventListener("dragover", (event) => {
      if (!held || place.contains(held)) return;
      event.preventDefault();
      place.classList.add("is-target");
    });
    place.addEventListener("dragleave", () => place.classList.remove("is-target"));
    place.addEventListener("drop", (event) => {
      event.preventDefault();
      place.classList.remove("is-target");
      if (!held) return;
      form.action = held.dataset.couple;
      form.elements.to.value = place.dataset.place;
      form.submit();
    });
  }
})();
