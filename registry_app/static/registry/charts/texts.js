// Numbers, steps and times as texts.

export const whole = (value) => value.toLocaleString("en").replaceAll(",", "\u2009");
export const rounded = (value) => {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? "NaN" : value > 0 ? "∞" : "-∞";
  if (Number.isInteger(value) && Math.abs(value) < 1e15) return whole(value);
  return Math.abs(value) < 1e-4 || Math.abs(value) >= 1e9 ? value.toExponential(4) : value.toPrecision(5);
};
export const exact = (value) => (Number.isFinite(value) ? String(value) : rounded(value));
export const stepText = (point) => (typeof point.exactStep === "string" ? point.exactStep : whole(point.step));

export const pad = (number, digits = 2) => String(number).padStart(digits, "0");
export const timeText = (ms) => {
  const at = new Date(ms);
  if (Number.isNaN(at.getTime())) return `${ms} ms`;
  return `${at.getFullYear()}-${pad(at.getMonth() + 1)}-${pad(at.getDate())} ${pad(at.getHours())}:${pad(at.getMinutes())}:${pad(at.getSeconds())}.${pad(at.getMilliseconds(), 3)}`;
};
export const durationText = (ms) => {
  const sign = ms < 0 ? "-" : "", rest = Math.abs(ms);
  if (rest < 1000) return rest ? `${sign}${Math.round(rest)} ms` : "0";
  if (rest < 60_000) return `${sign}${Number((rest / 1000).toPrecision(3))} s`;
  const parts = [[86_400_000, "d"], [3_600_000, "h"], [60_000, "min"], [1000, "s"]].reduce(
    ({ left, words }, [size, unit]) => ({ left: left % size, words: [...words, [Math.floor(left / size), unit]] }),
    { left: rest, words: [] },
  ).words;
  const first = parts.findIndex(([number]) => number > 0);
  return sign + parts.slice(first, first + 2).filter(([number]) => number > 0).map(([number, unit]) => `${number} ${unit}`).join(" ");
};
