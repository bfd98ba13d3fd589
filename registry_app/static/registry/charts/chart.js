// A chart on the page, drawn by uPlot from the points in the page or from its URL.
import { acrossLabel, acrossTicks, tickTexts } from "./axis.js";
import { curvesOf } from "./data.js";
import { color, element } from "./elements.js";
import { savePicture } from "./files.js";
import { prepareToggle, showFacts } from "./legend.js";
import { LABEL_GAP, paint } from "./painting.js";
import { boundsOf, heightsOf, isComputable, acrossOf } from "./scales.js";
import { settings } from "./settings.js";
import { hideTooltip, onCursor } from "./tooltip.js";
import { onKey, onSelect, zoom } from "./zoom.js";

const NARROW = 560;

export class Chart {
  constructor(box) {
    this.box = box;
    this.drawing = box.querySelector(".chart-drawing");
    this.still = this.drawing.querySelector("svg");
    this.isSmall = box.classList.contains("is-small");
    this.hidden = new Set();
    // The zoomed range in steps, and on the axis where the pointer chose it.
    this.steps = { low: box.dataset.low, high: box.dataset.high };
    this.range = null;
    const script = box.querySelector("script[type='application/json']");
    if (script) this.take(JSON.parse(script.textContent));
    this.prepare();
    // Charts out of sight cost nothing.
    this.sight = new IntersectionObserver((entries) => this.onSight(entries.at(-1).isIntersecting), { rootMargin: "200px" });
    this.sight.observe(this.drawing);
  }

  onSight(isInSight) {
    this.isInSight = isInSight;
    if (!isInSight) return;
    const isFirst = !this.isSeen;
    this.isSeen = true;
    if (isFirst && this.curves) this.draw();
    if (this.isStale || !this.curves) this.load();
  }

  // Fetches the points again, of a chart out of sight when it comes into sight.
  refresh() {
    this.isStale = true;
    return this.isInSight ? this.load() : null;
  }

  prepare() {
    const png = this.box.querySelector("[data-png]"), reset = this.box.querySelector("[data-reset]");
    if (png) { png.hidden = false; png.addEventListener("click", () => savePicture(this)); }
    reset?.addEventListener("click", () => { zoom(this, null); this.drawing.focus(); });
    for (const entry of this.box.querySelectorAll(".curve-legend li")) prepareToggle(this, entry);
    if (this.isSmall) return;
    this.drawing.tabIndex = 0;
    this.drawing.setAttribute("role", "group");
    this.drawing.setAttribute("aria-label", `${this.box.querySelector(".chart-title")?.textContent ?? "Chart"}: arrow keys read values, + and − zoom, 0 resets`);
    this.drawing.addEventListener("keydown", (event) => onKey(this, event));
    this.drawing.addEventListener("blur", () => hideTooltip(this));
    this.spoken = element("div", "visually-hidden");
    this.spoken.setAttribute("role", "status");
    this.box.append(this.spoken);
    new ResizeObserver(() => this.resize()).observe(this.drawing);
  }

  take(answer) {
    this.curves = curvesOf(answer);
    this.withoutLogarithm = answer.without_logarithm;
    this.summary = answer.summary;
  }

  async load() {
    const { url } = this.box.dataset;
    if (!url) return;
    this.isStale = false;
    const asked = new URL(url, location.href);
    for (const name of ["low", "high"]) if (this.steps[name] !== undefined) asked.searchParams.set(name, this.steps[name]);
    this.asked = asked.href;
    try {
      const response = await fetch(asked, { headers: { Accept: "application/json" } });
      // A later request has its own answer.
      if (!response.ok || this.asked !== asked.href || !this.box.isConnected) return;
      const answer = await response.json();
      // Nobody's drag ends because points arrive.
      while (this.plot?.select.width > 0) await new Promise((done) => { setTimeout(done, 200); });
      if (this.asked !== asked.href) return;
      this.take(answer);
      this.draw();
    } catch {
      // The network is away: what is shown stays.
    }
  }

  get shown() { return this.curves.filter((curve) => !this.hidden.has(curve.key)); }

  size() {
    const several = this.curves.length;
    return { width: this.drawing.clientWidth, height: this.isSmall ? 114 : Math.max(260, several > 18 ? LABEL_GAP * several : 0) + 56 };
  }

  get isLabelled() { return this.curves.length > 1 && !this.isSmall; }

  get isNarrow() { return this.drawing.clientWidth < NARROW; }

  resize() {
    if (!this.plot || this.plot.width === this.drawing.clientWidth) return;
    this.draw();
  }

  draw() {
    if (!this.isSeen || !this.curves) return;
    showFacts(this);
    if (!this.curves.length || typeof uPlot === "undefined" || !this.drawing.clientWidth) return;
    const range = boundsOf(this), heights = heightsOf(this, range), texts = tickTexts(heights.ticks);
    const at = this.plot?.cursor.left ?? -10;
    this.plot?.destroy();
    this.plot = null;
    // Where doubles can't compute, the server's drawing is better.
    if (!isComputable(range, heights.range)) { this.drawing.replaceChildren(this.still); return; }
    this.drawing.replaceChildren();
    const quiet = color("--quiet"), line = color("--tblr-border-color");
    const font = `${this.isSmall ? 11 : 12}px ${getComputedStyle(this.drawing).fontFamily}`;
    const left = Math.max(...texts.map((text) => text.length), 0) > 7 ? 100 : 52;
    const right = this.isLabelled ? (this.isNarrow ? 38 : 190) : 14;
    // uPlot needs positions for its cursor; everything is drawn by `paint`.
    const xs = [...new Set(this.shown.flatMap((curve) => curve.buckets.map((bucket) => acrossOf(curve, bucket.last))))].sort((one, other) => one - other);
    const ys = xs.map(() => null);
    const across = acrossTicks(this, range);
    this.plot = new uPlot({
      ...this.size(),
      padding: [12, right, 0, 0],
      legend: { show: false },
      cursor: {
        y: false,
        points: { show: false },
        drag: { x: !this.isSmall, y: false, setScale: false },
        // A drag zooms one chart; only the pointer's position is shared.
        sync: { key: `curves-${settings.x}`, scales: ["x", null], setSeries: false, filters: { pub: (type) => type === "mousemove" || type === "mouseleave" } },
      },
      scales: { x: { time: false, range: () => range }, y: { distr: settings.isLog ? 3 : 1, range: () => heights.range } },
      axes: [
        { stroke: quiet, font, grid: { show: false }, ticks: { stroke: quiet, size: 4 }, size: this.isSmall ? 24 : 26, gap: 4, label: this.isSmall ? undefined : acrossLabel(), labelSize: 18, labelFont: font, labelGap: 0, splits: () => across.map((tick) => tick.at), values: () => across.map((tick) => tick.text) },
        { stroke: quiet, font, grid: { stroke: line, width: 1 }, ticks: { show: false }, size: left, gap: 8, splits: () => (this.isSmall ? [heights.ticks[0], heights.ticks.at(-1)] : heights.ticks), values: (_, splits) => splits.map((split) => texts[heights.ticks.indexOf(split)] ?? ""), filter: (_, splits) => splits },
      ],
      series: [{}, { paths: () => null, points: { show: false } }],
      hooks: { draw: [(plot) => paint(this, plot)], setCursor: [(plot) => onCursor(this, plot)], setSelect: [(plot) => onSelect(this, plot)] },
    }, [xs, ys], this.drawing);
    this.plot.over.addEventListener("dblclick", () => zoom(this, null));
    this.tooltip = element("div", "chart-tooltip");
    this.tooltip.hidden = true;
    this.drawing.append(this.tooltip);
    if (at >= 0 && this.plot.over.matches(":hover")) this.plot.setCursor({ left: at, top: 10 });
  }

  end() {
    this.sight.disconnect();
    this.plot?.destroy();
  }
}
