// The choice of columns: what is typed filters the names at once, arrows move a column without a request.
import { onArrival } from "./arrivals.js";

const filter = (panel) => {
  const wanted = panel.querySelector("#names").value.trim().toLowerCase();
  for (const group of panel.querySelectorAll("[data-column-group]")) {
    let found = 0;
    for (const choice of group.querySelectorAll(".form-check")) {
      // A choice that was made stays in sight.
      const isShown = choice.textContent.toLowerCase().includes(wanted) || choice.querySelector("input").checked;
      choice.hidden = !isShown;
      found += isShown;
    }
    group.hidden = found === 0;
  }
};

const showEnds = (list) => {
  for (const item of list.children) {
    item.querySelector("[name=up]").disabled = item === list.firstElementChild;
    item.querySelector("[name=down]").disabled = item === list.lastElementChild;
  }
};

document.addEventListener("input", (event) => {
  const panel = event.target.closest("[data-columns]");
  if (panel && event.target.id === "names") filter(panel);
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !event.target.matches("[data-columns] #names")) return;
  event.preventDefault();
  filter(event.target.closest("[data-columns]"));
});
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-columns] .move button");
  if (!button) return;
  event.preventDefault();
  const item = button.closest("li");
  if (button.name === "up") item.previousElementSibling?.before(item);
  else item.nextElementSibling?.after(item);
  showEnds(item.parentElement);
  (button.disabled ? item.querySelector(".move button:not(:disabled)") : button)?.focus();
}, true);

onArrival(() => {
  for (const panel of document.querySelectorAll("[data-columns]")) filter(panel);
});
