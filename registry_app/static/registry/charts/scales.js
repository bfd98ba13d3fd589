// Values of points on the axes, and the ranges that a chart shows.
import { logTicks, roundTicks } from "./axis.js";
import { known } from "./data.js";
import { settings } from "./settings.js";

export function acrossOf(curve, point) {
  if (settings.x === "step") return point.step;
  return settings.x === "time" ? point.time : point.time - curve.zero;
}

export function shows(value) { return Number.isFinite(value) && (value > 0 || !settings.isLog); }

export function isInRange(curve, bucket, [low, high]) {
  return acrossOf(curve, bucket.last) >= low && acrossOf(curve, bucket.first) <= high;
}

export function boundsOf(chart) {
  let low = Number.POSITIVE_INFINITY, high = Number.NEGATIVE_INFINITY;
  for (const curve of chart.curves) {
    for (const bucket of curve.buckets) {
      for (const point of [bucket.first, bucket.last]) {
        const x = acrossOf(curve, point);
        low = Math.min(low, x);
        high = Math.max(high, x);
      }
    }
  }
  if (chart.range) [low, high] = chart.range;
  else if (settings.x === "step") {
    if (chart.steps.low !== undefined) low = Number(chart.steps.low);
    if (chart.steps.high !== undefined) high = Number(chart.steps.high);
  }
  return low < high ? [low, high] : [low - 1, high + 1];
}

export function heightsOf(chart, range) {
  const values = chart.shown.flatMap((curve) => curve.buckets.filter((bucket) => isInRange(curve, bucket, range)).flatMap(known)).map((point) => point.value).filter((value) => shows(value));
  if (!values.length) return { ticks: [], range: settings.isLog ? [0.1, 1] : [0, 1] };
  const low = values.reduce((one, other) => Math.min(one, other)), high = values.reduce((one, other) => Math.max(one, other));
  const ticks = settings.isLog ? logTicks(low, high) : roundTicks(low, high);
  const ends = [Math.min(low, ...ticks), Math.max(high, ...ticks)];
  return { ticks, range: ends[0] < ends[1] ? ends : settings.isLog ? [low / 2, low * 2] : [low - (Math.abs(low) || 1) / 2, low + (Math.abs(low) || 1) / 2] };
}

export function isComputable(...ranges) {
  return ranges.every(([low, high]) => high - low < 1e300 && high - low > Math.max(Math.abs(low), Math.abs(high)) * 1e-12);
}
