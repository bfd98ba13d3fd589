// Draws curves in a plot, in device pixels. What is drawn is as in registry_app/web/charts/.
import { inOrder, known } from "./data.js";
import { color } from "./elements.js";
import { shows, acrossOf } from "./scales.js";
import { settings } from "./settings.js";

const FEW = 4, SPIKE = 4, APART = 9;
// Distance of labels beside the plot.
export const LABEL_GAP = 14;

// Everything in the plot, in device pixels.
export function paint(chart, plot) {
  const pen = plot.ctx, ratio = devicePixelRatio, box = plot.bbox;
  const bottom = box.top + box.height;
  const up = (value) => (shows(value) ? plot.valToPos(value, "y", true) : value > 0 ? box.top : bottom);
  const ends = [];
  pen.save();
  pen.strokeStyle = color("--quiet");
  pen.lineWidth = ratio;
  pen.beginPath();
  pen.moveTo(box.left, bottom);
  pen.lineTo(box.left + box.width, bottom);
  pen.stroke();
  for (const curve of chart.shown) {
    const ink = color(`--curve-${curve.index % 10}`);
    const across = (point) => plot.valToPos(acrossOf(curve, point), "x", true);
    const faded = chart.lit && chart.lit !== curve.key && !chart.hidden.has(chart.lit) ? 0.2 : 1;
    pen.save();
    pen.beginPath();
    pen.rect(box.left - ratio, box.top - 3 * ratio, box.width + 2 * ratio, box.height + 6 * ratio);
    pen.clip();
    pen.lineJoin = "round";
    paintBand(pen, curve, across, up, ink, faded);
    const raw = piecesOf(curve, across, (value) => plot.valToPos(value, "y", true), up);
    const smooth = settings.smooth ? smoothed(curve, across, up) : null;
    if (smooth) stroke(pen, raw, ink, 0.35 * faded, ratio, []);
    const pieces = smooth ?? raw;
    const width = chart.lit === curve.key ? 3.5 : chart.isSmall ? 1.75 : 2;
    pen.lineCap = "round";
    stroke(pen, pieces, ink, faded, width * ratio, curve.dash.map((length) => length * ratio));
    pen.restore();
    paintMarks(pen, curve, across, ink, box, ratio);
    const isInside = ([x]) => x >= box.left - 1 && x <= box.left + box.width + 1;
    const end = pieces.at(-1)?.at(-1);
    if (end && isInside(end)) {
      pen.fillStyle = ink;
      pen.beginPath();
      pen.arc(...end, 3 * ratio, 0, 2 * Math.PI);
      pen.fill();
    }
    // The label stands where the line ends, or leaves the plot.
    ends.push({ curve, ink, end: pieces.flat().findLast(isInside), faded });
  }
  if (chart.isLabelled) paintLabels(chart, pen, ends, box, ratio);
  pen.restore();
}

export function stroke(pen, pieces, ink, opacity, width, dash) {
  pen.strokeStyle = ink;
  pen.globalAlpha = opacity;
  pen.lineWidth = width;
  pen.setLineDash(dash);
  pen.beginPath();
  for (const piece of pieces) {
    pen.moveTo(...piece[0]);
    // A piece of one point is a dot.
    if (piece.length === 1) pen.lineTo(piece[0][0] + 0.01, piece[0][1]);
    for (const place of piece.slice(1)) pen.lineTo(...place);
  }
  pen.stroke();
  pen.setLineDash([]);
  pen.globalAlpha = 1;
}

function piecesOf(curve, across, exactly, up) {
  const pieces = [[]];
  curve.buckets.forEach((_, index) => {
    for (const point of drawn(curve, index, up)) {
      if (shows(point.value)) pieces.at(-1).push([across(point), exactly(point.value)]);
      else if (pieces.at(-1).length) pieces.push([]);
    }
  });
  return pieces.filter((piece) => piece.length);
}

// The bucket's points that the line goes through.
function drawn(curve, index, up) {
  const bucket = curve.buckets[index];
  if (bucket.count === 1) return [bucket.last];
  if (bucket.count <= FEW) return [...new Set(known(bucket))].sort(inOrder);
  const points = index ? [bucket.last] : [bucket.first, bucket.last];
  if (bucket.min) {
    const beside = [curve.buckets[index - 1], curve.buckets[index + 1]].filter((one) => one?.min);
    if (shows(bucket.max.value) && beside.every((one) => up(one.max.value) - up(bucket.max.value) >= SPIKE)) points.push(bucket.max);
    if (shows(bucket.min.value) && beside.every((one) => up(bucket.min.value) - up(one.min.value) >= SPIKE)) points.push(bucket.min);
  }
  return points.sort(inOrder);
}

function smoothed(curve, across, up) {
  const pieces = [[]], weight = settings.smooth;
  let total = 0, share = 0;
  for (const { last } of curve.buckets) {
    if (shows(last.value)) {
      total = weight * total + (1 - weight) * last.value;
      share = weight * share + (1 - weight);
      pieces.at(-1).push([across(last), up(total / share)]);
    } else if (pieces.at(-1).length) pieces.push([]);
  }
  return pieces.filter((piece) => piece.length);
}

function paintBand(pen, curve, across, up, ink, faded) {
  if (!curve.buckets.some((bucket) => bucket.count > 1)) return;
  let piece = [];
  const close = () => {
    if (piece.length) {
      pen.beginPath();
      for (const { max } of piece) pen.lineTo(across(max), up(max.value));
      for (const { min } of piece.reverse()) pen.lineTo(across(min), up(min.value));
      pen.closePath();
      pen.fillStyle = ink;
      pen.globalAlpha = 0.16 * faded;
      pen.fill();
      pen.strokeStyle = ink;
      pen.lineWidth = devicePixelRatio;
      pen.globalAlpha = 0.45 * faded;
      pen.stroke();
      pen.globalAlpha = 1;
    }
    piece = [];
  };
  for (const bucket of curve.buckets) {
    if (bucket.min && !(settings.isLog && bucket.max.value <= 0)) piece.push(bucket);
    else close();
  }
  close();
}

function paintMarks(pen, curve, across, ink, box, ratio) {
  const bottom = box.top + box.height, previous = {};
  const isFree = (type, x) => {
    if (x < box.left - 1 || x > box.left + box.width + 1 || Math.abs(x - (previous[type] ?? Number.NEGATIVE_INFINITY)) < APART * ratio) return false;
    previous[type] = x;
    return true;
  };
  const triangle = (x, y, height) => {
    pen.beginPath();
    pen.moveTo(x, y);
    pen.lineTo(x + 6 * ratio, y + height * ratio);
    pen.lineTo(x - 6 * ratio, y + height * ratio);
    pen.fill();
  };
  pen.fillStyle = pen.strokeStyle = ink;
  pen.lineWidth = 2 * ratio;
  for (const bucket of curve.buckets) {
    if (bucket.nans) {
      const nan = bucket.nans === 1 ? [bucket.first, bucket.last].filter((point) => Number.isNaN(point.value)) : [];
      const x = nan.length ? across(nan[0]) : (across(bucket.first) + across(bucket.last)) / 2;
      if (isFree("nan", x)) {
        pen.beginPath();
        for (const side of [-4, 4]) {
          pen.moveTo(x - side * ratio, bottom - 10 * ratio);
          pen.lineTo(x + side * ratio, bottom - 2 * ratio);
        }
        pen.stroke();
      }
    }
    if (bucket.max?.value === Number.POSITIVE_INFINITY && isFree("above", across(bucket.max))) triangle(across(bucket.max), box.top - 7 * ratio, 9);
    if (bucket.min?.value === Number.NEGATIVE_INFINITY && isFree("below", across(bucket.min))) triangle(across(bucket.min), bottom + 8 * ratio, -9);
  }
}

function paintLabels(chart, pen, ends, box, ratio) {
  const wanted = ends.map(({ end }) => ((end?.[1] ?? box.top + box.height) - box.top) / ratio);
  const placed = spread(wanted, LABEL_GAP, box.height / ratio), right = box.left + box.width;
  const family = getComputedStyle(chart.drawing).fontFamily;
  pen.textAlign = "left";
  pen.textBaseline = "middle";
  ends.forEach(({ curve, ink, end, faded }, index) => {
    const y = box.top + placed[index] * ratio;
    pen.globalAlpha = faded;
    pen.fillStyle = pen.strokeStyle = ink;
    if (end && end[0] > right - 0.04 * box.width) {
      pen.lineWidth = ratio;
      pen.beginPath();
      pen.moveTo(right + 6 * ratio, end[1]);
      pen.lineTo(right + 14 * ratio, y);
      pen.stroke();
    }
    pen.font = `700 ${12 * ratio}px ${family}`;
    pen.fillText(curve.key, right + 17 * ratio, y);
    if (!chart.isNarrow) {
      const label = curve.label.length > 22 ? `${curve.label.slice(0, 11)}…${curve.label.slice(-10)}` : curve.label, indent = pen.measureText(`${curve.key} `).width;
      pen.font = `500 ${12 * ratio}px ${family}`;
      pen.fillText(label, right + 17 * ratio + indent, y);
    }
    pen.globalAlpha = 1;
  });
}

const spread = (wanted, gap, end) => {
  const apart = wanted.length > 1 ? Math.min(gap, end / (wanted.length - 1)) : gap;
  const order = wanted.map((_, index) => index).sort((one, other) => wanted[one] - wanted[other]);
  const placed = [...wanted];
  let least = 0;
  for (const index of order) { placed[index] = Math.max(wanted[index], least); least = placed[index] + apart; }
  let largest = end;
  for (const index of order.reverse()) { placed[index] = Math.min(placed[index], largest); largest = placed[index] - apart; }
  return placed;
};
