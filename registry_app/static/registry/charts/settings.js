// What all charts of a page share: the axis, its scale and the smoothing; and the page's URL.

export const settings = { x: "step", isLog: false, smooth: 0 };

export const queryOf = ({ x, isLog, smooth }) => ({ x: x === "step" ? "" : x, y: isLog ? "log" : "", smooth: smooth ? String(smooth) : "" });

export const showInUrl = (pairs) => {
  const url = new URL(location.href);
  for (const name of ["low", "high"]) if (!(name in pairs) && "x" in pairs === false) url.searchParams.delete(name);
  for (const [name, value] of Object.entries(pairs)) {
    if (value === "" || value === undefined) url.searchParams.delete(name);
    else url.searchParams.set(name, value);
  }
  history.replaceState(history.state, "", url);
};
