// The keyboard: single letters act unless somebody types, or has switched them off in the map.
import { acts, goTo } from "./bindings.js";
import { areOn, closeMap, isMapOpen, openMap } from "./map.js";

const G_LASTS = 1_500;
let isAfterG = false, forgetting;

const isTyping = (target) => target.closest?.("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable], dialog[open]:not(.keys)");

const began = () => {
  isAfterG = true;
  clearTimeout(forgetting);
  forgetting = setTimeout(() => { isAfterG = false; }, G_LASTS);
  return true;
};

const act = (key) => {
  if (isAfterG) {
    isAfterG = false;
    return goTo(key);
  }
  if (key === "g") return began();
  return Object.hasOwn(acts, key) && acts[key]();
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || isTyping(event.target)) return;
  if (event.key === "?") {
    event.preventDefault();
    if (isMapOpen()) closeMap();
    else openMap();
    return;
  }
  if (areOn() && !isMapOpen() && act(event.key)) event.preventDefault();
});

document.addEventListener("click", (event) => { if (event.target.closest("[data-keys-open]")) openMap(); });

const offer = () => {
  for (const button of document.querySelectorAll("[data-keys-open]")) button.hidden = false;
};
document.addEventListener("htmx:load", offer);
offer();
