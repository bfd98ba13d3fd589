// Makes the charts of a page interactive: zoom, tooltip, shared cursor, live data. What is drawn is as in
// registry_app/web/charts/, which draws the same without JavaScript.
import { Chart } from "./chart.js";
import { showLinks } from "./files.js";
import { queryOf, settings, showInUrl } from "./settings.js";

const charts = new Set();

const live = () => {
  for (const chart of charts) if (!chart.box.isConnected) { chart.end(); charts.delete(chart); }
  return charts;
};
const drawAll = () => { for (const chart of live()) { if (chart.curves) chart.draw(); showLinks(chart); } };

let drawing;
const onControl = (form) => {
  const choices = new FormData(form), before = settings.x;
  settings.x = choices.get("x");
  settings.isLog = choices.get("y") === "log";
  settings.smooth = Number(choices.get("smooth"));
  form.querySelector("output").textContent = settings.smooth;
  // A range of another axis means nothing here; its steps do.
  if (before !== settings.x) for (const chart of live()) chart.range = null;
  showInUrl(queryOf(settings));
  cancelAnimationFrame(drawing);
  drawing = requestAnimationFrame(drawAll);
};
document.addEventListener("input", (event) => {
  const form = event.target.closest("[data-chart-controls]");
  if (form) onControl(form);
});
document.addEventListener("submit", (event) => {
  if (!event.target.closest("[data-chart-controls]")) return;
  event.preventDefault();
  event.stopPropagation();
}, true);
new MutationObserver(drawAll).observe(document.documentElement, { attributeFilter: ["data-bs-theme"] });

// In parallel coordinates an entry of the legend lights its line.
const highlight = (event) => {
  const entry = event.target.closest?.("[data-highlight] [data-key]");
  for (const lit of document.querySelectorAll("[data-highlight] .is-lit")) lit.classList.remove("is-lit");
  for (const lit of document.querySelectorAll(".has-lit")) lit.classList.remove("has-lit");
  if (!entry) return;
  const figure = entry.closest("[data-highlight]");
  for (const one of figure.querySelectorAll(`[data-key="${entry.dataset.key}"]`)) one.classList.add("is-lit");
  figure.querySelector(".parallel").classList.add("has-lit");
};
document.addEventListener("pointerover", highlight);
document.addEventListener("focusin", highlight);

const start = () => {
  const boxes = [...document.querySelectorAll("[data-chart]")];
  const first = boxes[0]?.dataset;
  if (first && !live().size) Object.assign(settings, { x: first.x, isLog: first.y === "log", smooth: Number(first.smooth) });
  const ready = new Set([...live()].map((chart) => chart.box));
  for (const box of boxes) if (!ready.has(box)) charts.add(new Chart(box));
};
window.modelbookCharts = {
  // Turns the charts that are new on the page into interactive ones.
  start,
  // Fetches the points of all charts again.
  refresh: () => Promise.all([...live()].map((chart) => chart.refresh())),
};
// Parts of a page that htmx swaps in have no scripts of their own.
document.addEventListener("htmx:afterSettle", start);
start();
