// Ticks of the axes and their labels.
import { settings } from "./settings.js";
import { durationText, pad, whole } from "./texts.js";

const DURATIONS = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1e3, 2e3, 5e3, 1e4, 15e3, 3e4, 6e4, 12e4, 3e5, 6e5, 9e5, 18e5, 36e5, 72e5, 108e5, 216e5, 432e5, 864e5, 1728e5, 432e6, 864e6, 2592e6, 864e7, 31536e6, 31536e7];

// Round numbers from just below `low` to just above `high`.
export const roundTicks = (low, high, count = 4) => {
  // A single value lies in the middle.
  if (low === high) return roundTicks(low - (Math.abs(low) || 1) / 2, high + (Math.abs(high) || 1) / 2, count);
  const span = high - low;
  if (!(span > 1e-300 && span < 1e300) || Math.abs(high) + Math.abs(low) > span * 1e12) return [low, high];
  const rough = span / count, power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((size) => size * power).find((size) => size >= rough * (1 - 1e-9));
  const first = Math.floor(low / step), last = Math.max(Math.ceil(high / step), first + 1);
  // Divided by a power of ten where that is exact: 3 × 0.1 is not 0.3.
  return Array.from({ length: last - first + 1 }, (_, index) => (step < 1 ? (first + index) / Math.round(1 / step) : (first + index) * step)).map((tick) => (Number.isFinite(tick) ? tick : low));
};

export const logTicks = (low, high) => {
  const first = Math.floor(Math.log10(low)), last = Math.ceil(Math.log10(high));
  const power = (number) => Number(`1e${Math.max(Math.min(number, 308), -323)}`);
  if (last - first > 5) {
    const stride = Math.ceil((last - first) / 5);
    return Array.from({ length: Math.ceil((last - first) / stride) + 1 }, (_, index) => power(first + index * stride));
  }
  const decades = Array.from({ length: last - first + 1 }, (_, index) => [1, 2, 5].map((size) => size * power(first + index))).flat();
  const below = decades.filter((tick) => tick <= low).at(-1) ?? low, above = decades.find((tick) => tick >= high) ?? high;
  if (above <= below * 10) {
    const near = roundTicks(low, high).filter((tick) => tick > 0);
    if (near.length > 1) return near;
  }
  const ticks = decades.filter((tick) => tick >= below && tick <= above);
  const powers = ticks.filter((tick) => Number.isInteger(Math.log10(tick)));
  return powers.length <= 2 ? ticks : [...new Set([below, ...powers, above])];
};

// Labels of ticks that differ: with as many digits as it takes.
export const tickTexts = (ticks) => {
  for (let digits = 5; digits <= 17; digits++) {
    const texts = ticks.map((tick) => {
      if (Number.isInteger(tick) && Math.abs(tick) < 1e15) return whole(tick);
      if (Math.abs(tick) < 1e-4 || Math.abs(tick) >= 1e9) return Number(tick.toPrecision(digits)).toExponential().replace(/e([+-])(\d)$/, "e$10$2");
      return String(Number(tick.toPrecision(digits)));
    });
    if (new Set(texts).size === new Set(ticks).size) return texts;
  }
  return ticks.map(String);
};

export function acrossLabel() {
  if (settings.x === "step") return "Step";
  return settings.x === "relative" ? "Time since start" : `Time (${Intl.DateTimeFormat().resolvedOptions().timeZone})`;
}

export function acrossTicks(chart, [low, high]) {
  const most = chart.isSmall ? 2 : Math.max(2, Math.min(8, Math.floor(chart.drawing.clientWidth / (settings.x === "step" ? 110 : 120))));
  if (settings.x === "step") {
    const ticks = roundTicks(low, high, most).filter((tick) => tick >= low && tick <= high && (Number.isInteger(tick) || !Number.isSafeInteger(Math.round(tick))));
    return ticks.map((tick) => ({ at: tick, text: whole(tick) }));
  }
  const step = DURATIONS.find((size) => size >= (high - low) / most) ?? (high - low) / 2;
  // Ticks of wall time stand at round times of the clock that people see.
  const shift = settings.x === "time" ? new Date(low).getTimezoneOffset() * 60_000 || 0 : 0;
  const first = Math.ceil((low - shift) / step) * step + shift;
  const ticks = Array.from({ length: Math.max(Math.floor((high - first) / step) + 1, 0) }, (_, index) => first + index * step);
  return ticks.map((tick) => ({ at: tick, text: settings.x === "relative" ? durationText(tick) : clock(tick, step) }));
}

function clock(ms, step) {
  const at = new Date(ms);
  if (Number.isNaN(at.getTime())) return String(ms);
  const isMidnight = at.getHours() + at.getMinutes() + at.getSeconds() === 0;
  if (step >= 86_400_000 || (isMidnight && step >= 60_000)) return at.toLocaleDateString("en", { month: "short", day: "numeric" });
  const minutes = `${pad(at.getHours())}:${pad(at.getMinutes())}`;
  return step >= 60_000 ? minutes : `${minutes}:${pad(at.getSeconds())}${step < 1000 ? `.${pad(at.getMilliseconds(), 3)}` : ""}`;
}
