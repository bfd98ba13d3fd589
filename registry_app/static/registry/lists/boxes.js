// A table that is wider than its box scrolls in it, below its head. One that fits scrolls with the page,
// and its head stays at the top of the window.
import { onArrival } from "./arrivals.js";

const fit = (box) => {
  const table = box.querySelector("table");
  if (table) box.classList.toggle("is-fitting", table.offsetWidth <= box.clientWidth + 1);
};

const sizes = new ResizeObserver((entries) => { for (const { target } of entries) fit(target); });
const seen = new WeakSet();

onArrival(() => {
  for (const box of document.querySelectorAll(".list-box")) {
    if (seen.has(box)) continue;
    seen.add(box);
    fit(box);
    sizes.observe(box);
  }
});
