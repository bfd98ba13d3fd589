// The rows that are selected in a list: also on its other pages, and after the page was left.
// Without JavaScript the boxes of one page are sent, which needs nothing of this.
import { onArrival } from "./arrivals.js";

const BOXES = "td.choose input";
// One more than fit into a comparison, so that the page can say that there are too many.
const COMPARED = 21;
let last = null;

const keyOf = (entities, path) => `selected ${entities} ${path}`;
const keyOfForm = (form) => keyOf(form.dataset.selection, location.pathname);

const read = (key) => {
  try {
    return new Set(JSON.parse(sessionStorage.getItem(key) ?? "[]"));
  } catch {
    return new Set();
  }
};
const write = (key, labels) => {
  try {
    if (labels.size) sessionStorage.setItem(key, JSON.stringify([...labels]));
    else sessionStorage.removeItem(key);
  } catch {
    // The browser keeps nothing: the boxes of this page are sent all the same.
  }
};

const boxesOf = (form) => [...form.querySelectorAll(BOXES)];
const count = (number) => number.toLocaleString("en");

const show = (form) => {
  const boxes = boxesOf(form), labels = read(keyOfForm(form));
  const here = boxes.filter((box) => box.checked).length;
  const elsewhere = labels.size - here, bar = form.querySelector("[data-selection-bar]");
  const all = form.querySelector("input[name=all]")?.checked ?? false;
  for (const box of boxes) box.closest("tr").classList.toggle("is-selected", box.checked || all);
  const head = form.querySelector("[data-choose-page]");
  if (head) {
    head.checked = here > 0 && here === boxes.length;
    head.indeterminate = here > 0 && here < boxes.length;
  }
  if (!bar) return;
  bar.classList.toggle("is-idle", labels.size === 0 && !all);
  const words = elsewhere > 0 ? `${count(labels.size)} selected, ${count(elsewhere)} not on this page` : `${count(labels.size)} selected`;
  const status = bar.querySelector(".selection-count");
  const said = all ? "All that are found" : words;
  if (status.textContent !== said) status.textContent = said;
  bar.querySelector("[data-selection-clear]").hidden = labels.size === 0;
};

// What the boxes of this page say, beside what was selected on others.
const keep = (form) => {
  const labels = read(keyOfForm(form));
  for (const box of boxesOf(form)) {
    if (box.checked) labels.add(box.value);
    else labels.delete(box.value);
  }
  write(keyOfForm(form), labels);
  show(form);
};

const restore = (form) => {
  const labels = read(keyOfForm(form));
  for (const box of boxesOf(form)) box.checked = box.checked || labels.has(box.value);
  const head = form.querySelector("[data-choose-page]");
  if (head) head.hidden = boxesOf(form).length === 0;
  keep(form);
};

// With the Shift key all boxes between the last one and this one follow it.
const extend = (form, box) => {
  const boxes = boxesOf(form), from = boxes.indexOf(last), to = boxes.indexOf(box);
  if (from < 0) return;
  for (const one of boxes.slice(Math.min(from, to), Math.max(from, to) + 1)) one.checked = box.checked;
};

document.addEventListener("click", (event) => {
  const form = event.target.closest("[data-selection]");
  if (!form) return;
  if (event.target.matches("[data-selection-clear]")) {
    write(keyOfForm(form), new Set());
    for (const box of form.querySelectorAll(`${BOXES}, input[name=all]`)) box.checked = false;
    show(form);
    form.querySelector("[data-choose-page]")?.focus();
  }
  if (!event.target.matches(BOXES)) return;
  if (event.shiftKey) extend(form, event.target);
  last = event.target;
  keep(form);
});

document.addEventListener("change", (event) => {
  const form = event.target.closest("[data-selection]");
  if (!form) return;
  if (event.target.matches("[data-choose-page]")) for (const box of boxesOf(form)) box.checked = event.target.checked;
  if (event.target.matches(`${BOXES}, [data-choose-page]`)) keep(form);
  else show(form);
});

// Shift and a click would also mark the text between the two rows.
document.addEventListener("mousedown", (event) => {
  if (event.shiftKey && event.target.matches?.(BOXES)) event.preventDefault();
});

// The form sends the boxes of this page by itself.
const addOthers = (form) => {
  const boxes = boxesOf(form), there = new Set(boxes.map((box) => box.value));
  const others = [...read(keyOfForm(form))].filter((label) => !there.has(label));
  const field = form.querySelector("[data-selected]");
  if (field) field.value = others.length ? JSON.stringify(others) : "";
  if (field) return;
  for (const one of form.querySelectorAll("input[data-elsewhere]")) one.remove();
  for (const label of others.slice(0, COMPARED)) {
    const input = document.createElement("input");
    Object.assign(input, { type: "hidden", name: boxes[0]?.name ?? "v", value: label });
    input.dataset.elsewhere = "";
    form.append(input);
  }
};

const forgetAll = () => {
  for (const key of Object.keys(sessionStorage)) if (key.startsWith("selected ")) sessionStorage.removeItem(key);
};

document.addEventListener("submit", (event) => {
  const form = event.target;
  // The next person at this window selects for themselves.
  if (form.matches("[data-logout]")) forgetAll();
  if (form.matches("[data-selection]")) addOthers(form);
  // What is done needs no selection any more; what was only looked at keeps it.
  if (form.matches("[data-selection-done]") && event.submitter?.value === "do") {
    const { pathname } = new URL(form.elements.back.value, location.href);
    write(keyOf(form.dataset.selectionDone, pathname), new Set());
  }
}, true);

onArrival(() => { for (const form of document.querySelectorAll("[data-selection]")) restore(form); });
