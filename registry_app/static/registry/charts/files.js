// A chart as a picture, and the links to its files.
import { color, element } from "./elements.js";
import { stroke } from "./painting.js";
import { queryOf, settings } from "./settings.js";

export function showLinks(chart) {
  const link = chart.box.querySelector("[data-svg]");
  if (!link) return;
  const url = new URL(link.dataset.svg, location.href);
  for (const [name, value] of Object.entries({ ...queryOf(settings), ...chart.steps })) if (value !== undefined && value !== "") url.searchParams.set(name, value);
  link.href = url.href;
}

export function savePicture(chart) {
  const { canvas } = chart.plot?.ctx ?? {};
  if (!canvas) return;
  const ratio = devicePixelRatio, margin = 12 * ratio, line = 18 * ratio;
  const entries = chart.isLabelled ? chart.shown : [], columns = Math.max(Math.floor(canvas.width / (240 * ratio)), 1);
  const picture = element("canvas"), pen = picture.getContext("2d");
  picture.width = canvas.width + 2 * margin;
  picture.height = canvas.height + 40 * ratio + Math.ceil(entries.length / columns) * line + margin;
  pen.fillStyle = color("--tblr-bg-surface");
  pen.fillRect(0, 0, picture.width, picture.height);
  const family = getComputedStyle(chart.drawing).fontFamily, title = chart.box.querySelector(".chart-title").textContent;
  pen.fillStyle = color("--tblr-body-color");
  pen.textBaseline = "middle";
  pen.font = `600 ${15 * ratio}px ${family}`;
  pen.fillText(title, margin, 22 * ratio);
  pen.drawImage(canvas, margin, 40 * ratio);
  pen.font = `${12 * ratio}px ${family}`;
  entries.forEach((curve, index) => {
    const x = margin + (index % columns) * (canvas.width / columns), y = canvas.height + 48 * ratio + Math.floor(index / columns) * line;
    pen.lineCap = "round";
    stroke(pen, [[[x, y], [x + 26 * ratio, y]]], color(`--curve-${curve.index % 10}`), 1, 2 * ratio, curve.dash.map((length) => length * ratio));
    pen.fillText(`${curve.key} ${curve.label}`, x + 34 * ratio, y, canvas.width / columns - 40 * ratio);
  });
  picture.toBlob((blob) => {
    const link = element("a");
    link.href = URL.createObjectURL(blob);
    link.download = `${title.replace(/[^\w.-]+/g, "_")}.png`;
    link.click();
    URL.revokeObjectURL(link.href);
  });
}
