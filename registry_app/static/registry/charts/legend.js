// The legend, the sentence and the notes beside a chart.
import { element } from "./elements.js";
import { settings } from "./settings.js";
import { rounded } from "./texts.js";

export function prepareToggle(chart, entry) {
  const key = Number(entry.dataset.key), button = element("button");
  button.type = "button";
  const swatch = entry.querySelector(".swatch");
  swatch.replaceWith(button);
  button.append(swatch);
  const name = entry.querySelector("[dir]").textContent;
  button.setAttribute("aria-label", `Show ${name}`);
  button.setAttribute("aria-pressed", "true");
  button.addEventListener("click", () => {
    if (!chart.hidden.delete(key)) chart.hidden.add(key);
    button.setAttribute("aria-pressed", String(!chart.hidden.has(key)));
    entry.classList.toggle("is-off", chart.hidden.has(key));
    chart.draw();
  });
  entry.addEventListener("pointerenter", () => light(chart, key));
  entry.addEventListener("pointerleave", () => light(chart, null));
}

function light(chart, key) {
  chart.lit = key;
  chart.plot?.redraw(false);
}

// Sentence, notes and the numbers of the legend.
export function showFacts(chart) {
  const summary = chart.box.querySelector("figcaption"), notes = chart.box.querySelector(".chart-notes");
  if (summary && chart.summary) summary.textContent = chart.summary;
  if (notes && chart.withoutLogarithm !== undefined) {
    notes.textContent = settings.isLog ? chart.withoutLogarithm : "";
    notes.hidden = !notes.textContent;
  }
  const lasts = chart.box.querySelectorAll(".last");
  chart.curves?.forEach((curve, index) => { if (lasts[index]) lasts[index].textContent = rounded(curve.buckets.at(-1).last.value); });
}
