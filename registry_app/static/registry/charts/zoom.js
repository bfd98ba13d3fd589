// Zooming with pointer and keys.
import { showLinks } from "./files.js";
import { boundsOf, isInRange } from "./scales.js";
import { settings, showInUrl } from "./settings.js";

export function onSelect(chart, plot) {
  const { left, width } = plot.select;
  if (width < 4) return;
  const chosen = [plot.posToVal(left, "x"), plot.posToVal(left + width, "x")];
  plot.setSelect({ left: 0, width: 0, top: 0, height: 0 }, false);
  zoom(chart, chosen);
}

// Shows a part of the axis, or all; fetches the finer buckets of its steps.
export function zoom(chart, range) {
  chart.range = range;
  chart.steps = {};
  if (range) {
    const ends = [Math.floor(range[0]), Math.ceil(range[1])];
    if (settings.x === "step" && ends.every(Number.isSafeInteger)) [chart.steps.low, chart.steps.high] = ends;
    else {
      const found = chart.curves.flatMap((curve) => curve.buckets.filter((bucket) => isInRange(curve, bucket, range)));
      if (found.length) {
        chart.steps.low = found.map((bucket) => bucket.first).reduce((one, other) => (other.step < one.step ? other : one)).exactStep;
        chart.steps.high = found.map((bucket) => bucket.last).reduce((one, other) => (other.step > one.step ? other : one)).exactStep;
      }
    }
  }
  const reset = chart.box.querySelector("[data-reset]");
  if (reset) reset.hidden = !range;
  chart.draw();
  chart.load();
  showLinks(chart);
  if (chart.box.hasAttribute("data-main")) showInUrl(chart.steps);
}

export function onKey(chart, event) {
  if (!chart.plot || event.ctrlKey || event.metaKey || event.altKey || event.target !== chart.drawing) return;
  const { over } = chart.plot, wide = over.clientWidth;
  const left = chart.plot.cursor.left >= 0 ? chart.plot.cursor.left : wide / 2;
  const [low, high] = boundsOf(chart);
  const zoomBy = (factor) => {
    const middle = chart.plot.posToVal(left, "x"), half = ((high - low) * factor) / 2;
    zoom(chart, [Math.max(middle - half, low - (factor > 1 ? half : 0)), middle + half]);
  };
  const moves = { ArrowLeft: -1, ArrowRight: 1 };
  if (moves[event.key]) {
    const next = Math.min(Math.max(left + moves[event.key] * (event.shiftKey ? 40 : 8), 0), wide);
    chart.plot.setCursor({ left: next, top: 10 });
    chart.spoken.textContent = [...chart.tooltip.querySelectorAll("div:first-child, td:not(:first-child)")].map((one) => one.textContent).join(" ");
  } else if (event.key === "+" || event.key === "=") zoomBy(0.5);
  else if (event.key === "-" || event.key === "−") zoomBy(2);
  else if (event.key === "0" || event.key === "Escape") zoom(chart, null);
  else return;
  event.preventDefault();
  event.stopPropagation();
}
