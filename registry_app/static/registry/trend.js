// Replaces the chart of a trend by one that shows values under the pointer and can be zoomed.
(() => {
  const container = document.getElementById("chart");
  const rows = [...document.querySelectorAll("#chart-data tbody tr")].reverse();
  // One point makes no curve; the drawing that came with the page shows it well.
  if (!container || rows.length < 2 || typeof uPlot === "undefined") return;
  const color = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const axis = () => ({ stroke: color("--quiet"), grid: { stroke: color("--tblr-border-color"), width: 1 } });
  const data = ["number", "value"].map((name) => rows.map((row) => Number(row.dataset[name])));
  const size = () => ({ width: container.clientWidth - 32, height: 300 });
  // Aliases are written above their point; the best point has a star.
  const mark = (chart) => {
    const pen = chart.ctx;
    pen.save();
    pen.textAlign = "center";
    pen.font = `600 ${12 * devicePixelRatio}px ${getComputedStyle(container).fontFamily}`;
    pen.fillStyle = color("--strong-blue");
    // The line may pass through the words: they are cut out of it.
    pen.strokeStyle = getComputedStyle(container).backgroundColor;
    pen.lineWidth = 5 * devicePixelRatio;
    pen.lineJoin = "round";
    rows.forEach((row, index) => {
      const words = [row.dataset.best ? "★" : "", row.dataset.aliases ?? ""].join(" ").trim();
      const x = chart.valToPos(data[0][index], "x", true), y = chart.valToPos(data[1][index], "y", true);
      // Centred over the point, but never over the axis.
      const leftmost = chart.bbox.left + pen.measureText(words).width / 2;
      const at = [Math.max(x, leftmost), y - 9 * devicePixelRatio];
      pen.strokeText(words, ...at);
      pen.fillText(words, ...at);
    });
    pen.restore();
  };
  const draw = () => {
    container.replaceChildren();
    return new uPlot({
      ...size(),
      scales: { x: { time: false } },
      padding: [24, 72, 0, 0],
      hooks: { draw: [mark] },
      axes: [{ ...axis(), incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000] }, { ...axis(), size: 70 }],
      series: [
        { label: "Version" },
        { label: container.dataset.metric, stroke: color("--tblr-primary"), width: 2, points: { show: true, size: 6 }, value: (_, exact) => exact ?? "–" },
      ],
    }, data, container);
  };
  const label = container.querySelector("svg").getAttribute("aria-label");
  container.setAttribute("role", "img");
  container.setAttribute("aria-label", label);
  let chart = draw();
  new ResizeObserver(() => { chart.setSize(size()); }).observe(container);
  const themes = new MutationObserver(() => {
    chart.destroy();
    // htmx may have replaced the page.
    if (container.isConnected) chart = draw();
    else themes.disconnect();
  });
  themes.observe(document.documentElement, { attributeFilter: ["data-bs-theme"] });
})();
