// Makes charts of curves interactive: zoom, tooltip, shared cursor, live data. What is drawn is as in
// registry_app/web/charts/, which draws the same without JavaScript.
(() => {
  // A page that htmx swaps in runs its scripts again.
  if (window.modelbookCharts) { window.modelbookCharts.start(); return; }

  const FEW = 4, SPIKE = 4, LABEL_GAP = 14, NARROW = 560, APART = 9;
  const charts = new Set();
  const settings = { x: "step", isLog: false, smooth: 0 };

  // A canvas takes no variables and no mixed colours; what an element has for them is computed.
  const probe = document.createElement("span");
  const color = (name) => {
    probe.style.color = `var(${name})`;
    document.body.append(probe);
    const found = getComputedStyle(probe).color;
    probe.remove();
    return found;
  };
  const element = (tag, className, text) => {
    const made = document.createElement(tag);
    if (className) made.className = className;
    if (text !== undefined) made.textContent = text;
    return made;
  };

  // Numbers.
  const whole = (value) => value.toLocaleString("en").replaceAll(",", "\u2009");
  const rounded = (value) => {
    if (!Number.isFinite(value)) return Number.isNaN(value) ? "NaN" : value > 0 ? "∞" : "-∞";
    if (Number.isInteger(value) && Math.abs(value) < 1e15) return whole(value);
    return Math.abs(value) < 1e-4 || Math.abs(value) >= 1e9 ? value.toExponential(4) : value.toPrecision(5);
  };
  const exact = (value) => (Number.isFinite(value) ? String(value) : rounded(value));
  const stepText = (point) => (typeof point.exactStep === "string" ? point.exactStep : whole(point.step));
  const pad = (number, digits = 2) => String(number).padStart(digits, "0");
  const timeText = (ms) => {
    const at = new Date(ms);
    if (Number.isNaN(at.getTime())) return `${ms} ms`;
    return `${at.getFullYear()}-${pad(at.getMonth() + 1)}-${pad(at.getDate())} ${pad(at.getHours())}:${pad(at.getMinutes())}:${pad(at.getSeconds())}.${pad(at.getMilliseconds(), 3)}`;
  };
  const durationText = (ms) => {
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
  const DURATIONS = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1e3, 2e3, 5e3, 1e4, 15e3, 3e4, 6e4, 12e4, 3e5, 6e5, 9e5, 18e5, 36e5, 72e5, 108e5, 216e5, 432e5, 864e5, 1728e5, 432e6, 864e6, 2592e6, 864e7, 31536e6, 31536e7];

  // Round numbers from just below `low` to just above `high`.
  const roundTicks = (low, high, count = 4) => {
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
  const logTicks = (low, high) => {
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
  const tickTexts = (ticks) => {
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

  // Data: a bucket is a list of count, NaNs and last, first, min and max point.
  const pointOf = (row, at) => (row[at] === null || row[at] === undefined ? null : { step: Number(row[at]), exactStep: row[at], time: Number(row[at + 1]), value: Number(row[at + 2]) });
  const bucketOf = (row) => {
    const last = pointOf(row, 2);
    if (row.length > 5) return { count: row[0], nans: row[1], last, first: pointOf(row, 5), min: pointOf(row, 8), max: pointOf(row, 11) };
    const known = row[1] ? null : last;
    return { count: row[0], nans: row[1], last, first: last, min: known, max: known };
  };
  const inOrder = (one, other) => one.step - other.step || one.time - other.time;
  const known = (bucket) => [bucket.first, ...(bucket.min ? [bucket.min, bucket.max] : []), bucket.last];

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

  class Chart {
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
      if (png) { png.hidden = false; png.addEventListener("click", () => this.savePicture()); }
      reset?.addEventListener("click", () => { this.zoom(null); this.drawing.focus(); });
      for (const entry of this.box.querySelectorAll(".curve-legend li")) this.prepareToggle(entry);
      if (this.isSmall) return;
      this.drawing.tabIndex = 0;
      this.drawing.setAttribute("role", "group");
      this.drawing.setAttribute("aria-label", `${this.box.querySelector(".chart-title")?.textContent ?? "Chart"}: arrow keys read values, + and − zoom, 0 resets`);
      this.drawing.addEventListener("keydown", (event) => this.onKey(event));
      this.drawing.addEventListener("blur", () => this.hideTooltip());
      this.spoken = element("div", "visually-hidden");
      this.spoken.setAttribute("role", "status");
      this.box.append(this.spoken);
      new ResizeObserver(() => this.resize()).observe(this.drawing);
    }

    prepareToggle(entry) {
      const key = Number(entry.dataset.key), button = element("button");
      button.type = "button";
      const swatch = entry.querySelector(".swatch");
      swatch.replaceWith(button);
      button.append(swatch);
      const name = entry.querySelector("[dir]").textContent;
      button.setAttribute("aria-label", `Show ${name}`);
      button.setAttribute("aria-pressed", "true");
      button.addEventListener("click", () => {
        if (!this.hidden.delete(key)) this.hidden.add(key);
        button.setAttribute("aria-pressed", String(!this.hidden.has(key)));
        entry.classList.toggle("is-off", this.hidden.has(key));
        this.draw();
      });
      entry.addEventListener("pointerenter", () => this.light(key));
      entry.addEventListener("pointerleave", () => this.light(null));
    }

    light(key) {
      this.lit = key;
      this.plot?.redraw(false);
    }

    take(answer) {
      // Curves without points have no place in the legend, which numbers the others.
      this.curves = answer.curves.filter((curve) => curve.buckets.length).map((curve, index) => ({
        ...curve, key: index + 1, dash: curve.dash ? curve.dash.split(" ").map(Number) : [], buckets: curve.buckets.map(bucketOf),
      }));
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

    valueOf(curve, point) {
      if (settings.x === "step") return point.step;
      return settings.x === "time" ? point.time : point.time - curve.zero;
    }

    shows(value) { return Number.isFinite(value) && (value > 0 || !settings.isLog); }

    get shown() { return this.curves.filter((curve) => !this.hidden.has(curve.key)); }

    bounds() {
      let low = Number.POSITIVE_INFINITY, high = Number.NEGATIVE_INFINITY;
      for (const curve of this.curves) {
        for (const bucket of curve.buckets) {
          for (const point of [bucket.first, bucket.last]) {
            const x = this.valueOf(curve, point);
            low = Math.min(low, x);
            high = Math.max(high, x);
          }
        }
      }
      if (this.range) [low, high] = this.range;
      else if (settings.x === "step") {
        if (this.steps.low !== undefined) low = Number(this.steps.low);
        if (this.steps.high !== undefined) high = Number(this.steps.high);
      }
      return low < high ? [low, high] : [low - 1, high + 1];
    }

    isInRange(curve, bucket, [low, high]) {
      return this.valueOf(curve, bucket.last) >= low && this.valueOf(curve, bucket.first) <= high;
    }

    heights(range) {
      const values = this.shown.flatMap((curve) => curve.buckets.filter((bucket) => this.isInRange(curve, bucket, range)).flatMap(known)).map((point) => point.value).filter((value) => this.shows(value));
      if (!values.length) return { ticks: [], range: settings.isLog ? [0.1, 1] : [0, 1] };
      const low = values.reduce((one, other) => Math.min(one, other)), high = values.reduce((one, other) => Math.max(one, other));
      const ticks = settings.isLog ? logTicks(low, high) : roundTicks(low, high);
      const ends = [Math.min(low, ...ticks), Math.max(high, ...ticks)];
      return { ticks, range: ends[0] < ends[1] ? ends : settings.isLog ? [low / 2, low * 2] : [low - (Math.abs(low) || 1) / 2, low + (Math.abs(low) || 1) / 2] };
    }

    isComputable(...ranges) {
      return ranges.every(([low, high]) => high - low < 1e300 && high - low > Math.max(Math.abs(low), Math.abs(high)) * 1e-12);
    }

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

    // The bucket's points that the line goes through.
    drawn(curve, index, up) {
      const bucket = curve.buckets[index];
      if (bucket.count === 1) return [bucket.last];
      if (bucket.count <= FEW) return [...new Set(known(bucket))].sort(inOrder);
      const points = index ? [bucket.last] : [bucket.first, bucket.last];
      if (bucket.min) {
        const beside = [curve.buckets[index - 1], curve.buckets[index + 1]].filter((one) => one?.min);
        if (this.shows(bucket.max.value) && beside.every((one) => up(one.max.value) - up(bucket.max.value) >= SPIKE)) points.push(bucket.max);
        if (this.shows(bucket.min.value) && beside.every((one) => up(bucket.min.value) - up(one.min.value) >= SPIKE)) points.push(bucket.min);
      }
      return points.sort(inOrder);
    }

    draw() {
      if (!this.isSeen || !this.curves) return;
      this.showFacts();
      if (!this.curves.length || typeof uPlot === "undefined" || !this.drawing.clientWidth) return;
      const range = this.bounds(), heights = this.heights(range), texts = tickTexts(heights.ticks);
      const at = this.plot?.cursor.left ?? -10;
      this.plot?.destroy();
      this.plot = null;
      // Where doubles can't compute, the server's drawing is better.
      if (!this.isComputable(range, heights.range)) { this.drawing.replaceChildren(this.still); return; }
      this.drawing.replaceChildren();
      const quiet = color("--quiet"), line = color("--tblr-border-color");
      const font = `${this.isSmall ? 11 : 12}px ${getComputedStyle(this.drawing).fontFamily}`;
      const left = Math.max(...texts.map((text) => text.length), 0) > 7 ? 100 : 52;
      const right = this.isLabelled ? (this.isNarrow ? 38 : 190) : 14;
      // uPlot needs positions for its cursor; everything is drawn by `paint`.
      const xs = [...new Set(this.shown.flatMap((curve) => curve.buckets.map((bucket) => this.valueOf(curve, bucket.last))))].sort((one, other) => one - other);
      const ys = xs.map(() => null);
      const across = this.acrossTicks(range);
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
          { stroke: quiet, font, grid: { show: false }, ticks: { stroke: quiet, size: 4 }, size: this.isSmall ? 24 : 26, gap: 4, label: this.isSmall ? undefined : this.acrossLabel(), labelSize: 18, labelFont: font, labelGap: 0, splits: () => across.map((tick) => tick.at), values: () => across.map((tick) => tick.text) },
          { stroke: quiet, font, grid: { stroke: line, width: 1 }, ticks: { show: false }, size: left, gap: 8, splits: () => (this.isSmall ? [heights.ticks[0], heights.ticks.at(-1)] : heights.ticks), values: (_, splits) => splits.map((split) => texts[heights.ticks.indexOf(split)] ?? ""), filter: (_, splits) => splits },
        ],
        series: [{}, { paths: () => null, points: { show: false } }],
        hooks: { draw: [(plot) => this.paint(plot)], setCursor: [(plot) => this.onCursor(plot)], setSelect: [(plot) => this.onSelect(plot)] },
      }, [xs, ys], this.drawing);
      this.plot.over.addEventListener("dblclick", () => this.zoom(null));
      this.tooltip = element("div", "chart-tooltip");
      this.tooltip.hidden = true;
      this.drawing.append(this.tooltip);
      if (at >= 0 && this.plot.over.matches(":hover")) this.plot.setCursor({ left: at, top: 10 });
    }

    acrossLabel() {
      if (settings.x === "step") return "Step";
      return settings.x === "relative" ? "Time since start" : `Time (${Intl.DateTimeFormat().resolvedOptions().timeZone})`;
    }

    acrossTicks([low, high]) {
      const most = this.isSmall ? 2 : Math.max(2, Math.min(8, Math.floor(this.drawing.clientWidth / (settings.x === "step" ? 110 : 120))));
      if (settings.x === "step") {
        const ticks = roundTicks(low, high, most).filter((tick) => tick >= low && tick <= high && (Number.isInteger(tick) || !Number.isSafeInteger(Math.round(tick))));
        return ticks.map((tick) => ({ at: tick, text: whole(tick) }));
      }
      const step = DURATIONS.find((size) => size >= (high - low) / most) ?? (high - low) / 2;
      // Ticks of wall time stand at round times of the clock that people see.
      const shift = settings.x === "time" ? new Date(low).getTimezoneOffset() * 60_000 || 0 : 0;
      const first = Math.ceil((low - shift) / step) * step + shift;
      const ticks = Array.from({ length: Math.max(Math.floor((high - first) / step) + 1, 0) }, (_, index) => first + index * step);
      return ticks.map((tick) => ({ at: tick, text: settings.x === "relative" ? durationText(tick) : this.clock(tick, step) }));
    }

    clock(ms, step) {
      const at = new Date(ms);
      if (Number.isNaN(at.getTime())) return String(ms);
      const isMidnight = at.getHours() + at.getMinutes() + at.getSeconds() === 0;
      if (step >= 86_400_000 || (isMidnight && step >= 60_000)) return at.toLocaleDateString("en", { month: "short", day: "numeric" });
      const minutes = `${pad(at.getHours())}:${pad(at.getMinutes())}`;
      return step >= 60_000 ? minutes : `${minutes}:${pad(at.getSeconds())}${step < 1000 ? `.${pad(at.getMilliseconds(), 3)}` : ""}`;
    }

    // Everything in the plot, in device pixels.
    paint(plot) {
      const pen = plot.ctx, ratio = devicePixelRatio, box = plot.bbox;
      const bottom = box.top + box.height;
      const up = (value) => (this.shows(value) ? plot.valToPos(value, "y", true) : value > 0 ? box.top : bottom);
      const ends = [];
      pen.save();
      pen.strokeStyle = color("--quiet");
      pen.lineWidth = ratio;
      pen.beginPath();
      pen.moveTo(box.left, bottom);
      pen.lineTo(box.left + box.width, bottom);
      pen.stroke();
      for (const curve of this.shown) {
        const ink = color(`--curve-${curve.index % 10}`);
        const across = (point) => plot.valToPos(this.valueOf(curve, point), "x", true);
        const faded = this.lit && this.lit !== curve.key && !this.hidden.has(this.lit) ? 0.2 : 1;
        pen.save();
        pen.beginPath();
        pen.rect(box.left - ratio, box.top - 3 * ratio, box.width + 2 * ratio, box.height + 6 * ratio);
        pen.clip();
        pen.lineJoin = "round";
        this.paintBand(pen, curve, across, up, ink, faded);
        const raw = this.pieces(curve, across, (value) => plot.valToPos(value, "y", true), up);
        const smooth = settings.smooth ? this.smoothed(curve, across, up) : null;
        if (smooth) this.stroke(pen, raw, ink, 0.35 * faded, ratio, []);
        const pieces = smooth ?? raw;
        const width = this.lit === curve.key ? 3.5 : this.isSmall ? 1.75 : 2;
        pen.lineCap = "round";
        this.stroke(pen, pieces, ink, faded, width * ratio, curve.dash.map((length) => length * ratio));
        pen.restore();
        this.paintMarks(pen, curve, across, ink, box, ratio);
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
      if (this.isLabelled) this.paintLabels(pen, ends, box, ratio);
      pen.restore();
    }

    stroke(pen, pieces, ink, opacity, width, dash) {
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

    pieces(curve, across, exactly, up) {
      const pieces = [[]];
      curve.buckets.forEach((_, index) => {
        for (const point of this.drawn(curve, index, up)) {
          if (this.shows(point.value)) pieces.at(-1).push([across(point), exactly(point.value)]);
          else if (pieces.at(-1).length) pieces.push([]);
        }
      });
      return pieces.filter((piece) => piece.length);
    }

    smoothed(curve, across, up) {
      const pieces = [[]], weight = settings.smooth;
      let total = 0, share = 0;
      for (const { last } of curve.buckets) {
        if (this.shows(last.value)) {
          total = weight * total + (1 - weight) * last.value;
          share = weight * share + (1 - weight);
          pieces.at(-1).push([across(last), up(total / share)]);
        } else if (pieces.at(-1).length) pieces.push([]);
      }
      return pieces.filter((piece) => piece.length);
    }

    paintBand(pen, curve, across, up, ink, faded) {
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

    paintMarks(pen, curve, across, ink, box, ratio) {
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

    paintLabels(pen, ends, box, ratio) {
      const wanted = ends.map(({ end }) => ((end?.[1] ?? box.top + box.height) - box.top) / ratio);
      const placed = spread(wanted, LABEL_GAP, box.height / ratio), right = box.left + box.width;
      const family = getComputedStyle(this.drawing).fontFamily;
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
        if (!this.isNarrow) {
          const label = curve.label.length > 22 ? `${curve.label.slice(0, 11)}…${curve.label.slice(-10)}` : curve.label, indent = pen.measureText(`${curve.key} `).width;
          pen.font = `500 ${12 * ratio}px ${family}`;
          pen.fillText(label, right + 17 * ratio + indent, y);
        }
        pen.globalAlpha = 1;
      });
    }

    // The curve's bucket nearest to a position of the axis; null far from all.
    nearest(curve, x) {
      let best = null, distance = Number.POSITIVE_INFINITY;
      for (const bucket of curve.buckets) {
        const first = this.valueOf(curve, bucket.first), last = this.valueOf(curve, bucket.last);
        const away = x < first ? first - x : x > last ? x - last : 0;
        if (away < distance) { best = bucket; distance = away; }
      }
      const [low, high] = this.bounds();
      return distance <= (high - low) * 0.02 + (high - low) / Math.max(curve.buckets.length, 1) ? best : null;
    }

    hideTooltip() { if (this.tooltip) this.tooltip.hidden = true; }

    onCursor(plot) {
      if (this.isSmall && !plot.over.matches(":hover")) { this.hideTooltip(); return; }
      const { left } = plot.cursor;
      if (left === null || left === undefined || left < 0) { this.hideTooltip(); return; }
      const isHere = plot.over.matches(":hover") || this.drawing === document.activeElement;
      // Charts that only follow show their line, not a box over their curves.
      if (!isHere) { this.hideTooltip(); return; }
      this.showTooltip(plot.posToVal(left, "x"), left);
    }

    showTooltip(x, left) {
      const rows = this.shown.map((curve) => ({ curve, bucket: this.nearest(curve, x) })).filter(({ bucket }) => bucket);
      if (!rows.length) { this.hideTooltip(); return; }
      const order = (row) => (Number.isNaN(row.bucket.last.value) ? Number.NEGATIVE_INFINITY : row.bucket.last.value);
      rows.sort((one, other) => order(other) - order(one));
      const { curve, bucket } = rows[0];
      const from = bucket.count > 1 ? `${stepText(bucket.first)} – ` : "";
      const head = element("div", "", `Step ${from}${stepText(bucket.last)}`);
      const when = element("div", "spread", `${timeText(bucket.last.time)}, ${durationText(bucket.last.time - curve.zero)} after start`);
      const table = element("table");
      table.append(...(rows.length > 1 ? rows.map((row) => this.tooltipRow(row, rows.length)) : this.tooltipFacts(bucket)));
      this.tooltip.replaceChildren(head, when, table);
      this.tooltip.hidden = false;
      const over = this.plot.over, room = this.drawing.clientWidth, wide = this.tooltip.offsetWidth;
      const at = over.offsetLeft + left;
      const start = at + 14 + wide <= room ? at + 14 : Math.max(at - 14 - wide, 0);
      this.tooltip.style.transform = `translate(${start}px, 8px)`;
    }

    // Exact values of one bucket.
    tooltipFacts(bucket) {
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

    tooltipRow({ curve, bucket }, count) {
      const row = element("tr"), sample = element("td"), swatch = this.box.querySelector(`.curve-legend [data-key="${curve.key}"] .swatch`);
      if (swatch) sample.append(swatch.cloneNode(true));
      row.append(sample, element("td", "name", `${curve.key} ${curve.label}`), element("td", "", exact(bucket.last.value)));
      // With many rows there is no room for more than the last value.
      if (bucket.count > 1 && bucket.min && count <= 5) row.append(element("td", "spread", `${rounded(bucket.min.value)} to ${rounded(bucket.max.value)}`));
      return row;
    }

    onSelect(plot) {
      const { left, width } = plot.select;
      if (width < 4) return;
      const chosen = [plot.posToVal(left, "x"), plot.posToVal(left + width, "x")];
      plot.setSelect({ left: 0, width: 0, top: 0, height: 0 }, false);
      this.zoom(chosen);
    }

    // Shows a part of the axis, or all; fetches the finer buckets of its steps.
    zoom(range) {
      this.range = range;
      this.steps = {};
      if (range) {
        const ends = [Math.floor(range[0]), Math.ceil(range[1])];
        if (settings.x === "step" && ends.every(Number.isSafeInteger)) [this.steps.low, this.steps.high] = ends;
        else {
          const found = this.curves.flatMap((curve) => curve.buckets.filter((bucket) => this.isInRange(curve, bucket, range)));
          if (found.length) {
            this.steps.low = found.map((bucket) => bucket.first).reduce((one, other) => (other.step < one.step ? other : one)).exactStep;
            this.steps.high = found.map((bucket) => bucket.last).reduce((one, other) => (other.step > one.step ? other : one)).exactStep;
          }
        }
      }
      const reset = this.box.querySelector("[data-reset]");
      if (reset) reset.hidden = !range;
      this.draw();
      this.load();
      this.showLinks();
      if (this.box.hasAttribute("data-main")) showInUrl(this.steps);
    }

    onKey(event) {
      if (!this.plot || event.ctrlKey || event.metaKey || event.altKey || event.target !== this.drawing) return;
      const { over } = this.plot, wide = over.clientWidth;
      const left = this.plot.cursor.left >= 0 ? this.plot.cursor.left : wide / 2;
      const [low, high] = this.bounds();
      const zoomBy = (factor) => {
        const middle = this.plot.posToVal(left, "x"), half = ((high - low) * factor) / 2;
        this.zoom([Math.max(middle - half, low - (factor > 1 ? half : 0)), middle + half]);
      };
      const moves = { ArrowLeft: -1, ArrowRight: 1 };
      if (moves[event.key]) {
        const next = Math.min(Math.max(left + moves[event.key] * (event.shiftKey ? 40 : 8), 0), wide);
        this.plot.setCursor({ left: next, top: 10 });
        this.spoken.textContent = [...this.tooltip.querySelectorAll("div:first-child, td:not(:first-child)")].map((one) => one.textContent).join(" ");
      } else if (event.key === "+" || event.key === "=") zoomBy(0.5);
      else if (event.key === "-" || event.key === "−") zoomBy(2);
      else if (event.key === "0" || event.key === "Escape") this.zoom(null);
      else return;
      event.preventDefault();
      event.stopPropagation();
    }

    // Sentence, notes and the numbers of the legend.
    showFacts() {
      const summary = this.box.querySelector("figcaption"), notes = this.box.querySelector(".chart-notes");
      if (summary && this.summary) summary.textContent = this.summary;
      if (notes && this.withoutLogarithm !== undefined) {
        notes.textContent = settings.isLog ? this.withoutLogarithm : "";
        notes.hidden = !notes.textContent;
      }
      const lasts = this.box.querySelectorAll(".last");
      this.curves?.forEach((curve, index) => { if (lasts[index]) lasts[index].textContent = rounded(curve.buckets.at(-1).last.value); });
    }

    showLinks() {
      const link = this.box.querySelector("[data-svg]");
      if (!link) return;
      const url = new URL(link.dataset.svg, location.href);
      for (const [name, value] of Object.entries({ ...queryOf(settings), ...this.steps })) if (value !== undefined && value !== "") url.searchParams.set(name, value);
      link.href = url.href;
    }

    savePicture() {
      const { canvas } = this.plot?.ctx ?? {};
      if (!canvas) return;
      const ratio = devicePixelRatio, margin = 12 * ratio, line = 18 * ratio;
      const entries = this.isLabelled ? this.shown : [], columns = Math.max(Math.floor(canvas.width / (240 * ratio)), 1);
      const picture = element("canvas"), pen = picture.getContext("2d");
      picture.width = canvas.width + 2 * margin;
      picture.height = canvas.height + 40 * ratio + Math.ceil(entries.length / columns) * line + margin;
      pen.fillStyle = color("--tblr-bg-surface");
      pen.fillRect(0, 0, picture.width, picture.height);
      const family = getComputedStyle(this.drawing).fontFamily, title = this.box.querySelector(".chart-title").textContent;
      pen.fillStyle = color("--tblr-body-color");
      pen.textBaseline = "middle";
      pen.font = `600 ${15 * ratio}px ${family}`;
      pen.fillText(title, margin, 22 * ratio);
      pen.drawImage(canvas, margin, 40 * ratio);
      pen.font = `${12 * ratio}px ${family}`;
      entries.forEach((curve, index) => {
        const x = margin + (index % columns) * (canvas.width / columns), y = canvas.height + 48 * ratio + Math.floor(index / columns) * line;
        pen.lineCap = "round";
        this.stroke(pen, [[[x, y], [x + 26 * ratio, y]]], color(`--curve-${curve.index % 10}`), 1, 2 * ratio, curve.dash.map((length) => length * ratio));
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

    end() {
      this.sight.disconnect();
      this.plot?.destroy();
    }
  }

  // Settings of the page.
  const queryOf = ({ x, isLog, smooth }) => ({ x: x === "step" ? "" : x, y: isLog ? "log" : "", smooth: smooth ? String(smooth) : "" });
  const showInUrl = (pairs) => {
    const url = new URL(location.href);
    for (const name of ["low", "high"]) if (!(name in pairs) && "x" in pairs === false) url.searchParams.delete(name);
    for (const [name, value] of Object.entries(pairs)) {
      if (value === "" || value === undefined) url.searchParams.delete(name);
      else url.searchParams.set(name, value);
    }
    history.replaceState(history.state, "", url);
  };
  const live = () => {
    for (const chart of charts) if (!chart.box.isConnected) { chart.end(); charts.delete(chart); }
    return charts;
  };
  const drawAll = () => { for (const chart of live()) { if (chart.curves) chart.draw(); chart.showLinks(); } };

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
})();
