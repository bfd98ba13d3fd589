// The box with the values at the pointer.
import { element } from "./elements.js";
import { boundsOf, acrossOf } from "./scales.js";
import { durationText, exact, rounded, stepText, timeText, whole } from "./texts.js";

export function hideTooltip(chart) { if (chart.tooltip) chart.tooltip.hidden = true; }

export function onCursor(chart, plot) {
  if (chart.isSmall && !plot.over.matches(":hover")) { hideTooltip(chart); return; }
  const { left } = plot.cursor;
  if (left === null || left === undefined || left < 0) { hideTooltip(chart); return; }
  const isHere = plot.over.matches(":hover") || chart.drawing === document.activeElement;
  // Charts that only follow show their line, not a box over their curves.
  if (!isHere) { hideTooltip(chart); return; }
  showTooltip(chart, plot.posToVal(left, "x"), left);
}

function showTooltip(chart, x, left) {
  const rows = chart.shown.map((curve) => ({ curve, bucket: nearest(chart, curve, x) })).filter(({ bucket }) => bucket);
  if (!rows.length) { hideTooltip(chart); return; }
  const order = (row) => (Number.isNaN(row.bucket.last.value) ? Number.NEGATIVE_INFINITY : row.bucket.last.value);
  rows.sort((one, other) => order(other) - order(one));
  const { curve, bucket } = rows[0];
  const from = bucket.count > 1 ? `${stepText(bucket.first)} – ` : "";
  const head = element("div", "", `Step ${from}${stepText(bucket.last)}`);
  const when = element("div", "spread", `${timeText(bucket.last.time)}, ${durationText(bucket.last.time - curve.zero)} after start`);
  const table = element("table");
  table.append(...(rows.length > 1 ? rows.map((row) => tooltipRow(chart, row, rows.length)) : tooltipFacts(bucket)));
  chart.tooltip.replaceChildren(head, when, table);
  chart.tooltip.hidden = false;
  const over = chart.plot.over, room = chart.drawing.clientWidth, wide = chart.tooltip.offsetWidth;
  const at = over.offsetLeft + left;
  const start = at + 14 + wide <= room ? at + 14 : Math.max(at - 14 - wide, 0);
  chart.tooltip.style.transform = `translate(${start}px, 8px)`;
}

// Exact values of one bucket.
function tooltipFacts(bucket) {
  const row = (name, value) => {
    const made = element("tr");
    made.append(element("td", "spread", name), element("td", "", value));
    return made;
  };
  if (bucket.count === 1) return [row("Value", exact(bucket.last.value))];
  const least = bucket.min ? [row("Minimum", `${exact(bucket.min.value)} at ${stepText(bucket.min)}`), row("Maximum", `${exact(bucket.max.value)} at ${stepText(bucket.max)}`)] : [];
  const nans = bucket.nans ? [row("NaN", whole(bucket.nans))] : [];
  return [row("Points", whole(bucket.count)), row("Last", exact(bucket.last.value)), ...least, ...nans];
}

function tooltipRow(chart, { curve, bucket }, count) {
  const row = element("tr"), sample = element("td"), swatch = chart.box.querySelector(`.curve-legend [data-key="${curve.key}"] .swatch`);
  if (swatch) sample.append(swatch.cloneNode(true));
  row.append(sample, element("td", "name", `${curve.key} ${curve.label}`), element("td", "", exact(bucket.last.value)));
  // With many rows there is no room for more than the last value.
  if (bucket.count > 1 && bucket.min && count <= 5) row.append(element("td", "spread", `${rounded(bucket.min.value)} to ${rounded(bucket.max.value)}`));
  return row;
}

// The curve's bucket nearest to a position of the axis; null far from all.
function nearest(chart, curve, x) {
  let best = null, distance = Number.POSITIVE_INFINITY;
  for (const bucket of curve.buckets) {
    const first = acrossOf(curve, bucket.first), last = acrossOf(curve, bucket.last);
    const away = x < first ? first - x : x > last ? x - last : 0;
    if (away < distance) { best = bucket; distance = away; }
  }
  const [low, high] = boundsOf(chart);
  return distance <= (high - low) * 0.02 + (high - low) / Math.max(curve.buckets.length, 1) ? best : null;
}
