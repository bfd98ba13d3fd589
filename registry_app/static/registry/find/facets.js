// Shows the facets of a list beside its rows; without JavaScript they are a page of their own.
// Whoever opens them has them beside every list, until they are closed again.
const KEPT = "modelbook-facets";
let last = { key: "", html: "" };

const toggleOf = () => document.querySelector("a[data-facets]");
const isWanted = () => localStorage.getItem(KEPT) === "open";

/** The URL of the facets for what is typed now. */
const urlNow = (toggle) => {
  const url = new URL(toggle.href);
  const search = document.getElementById("search");
  if (search) url.searchParams.set("q", search.value);
  return url;
};

const panelOf = (results) => {
  const found = document.getElementById("facets");
  if (found) return found;
  const panel = document.createElement("aside");
  panel.id = "facets";
  panel.className = "facets";
  panel.setAttribute("aria-label", "Filters");
  results.before(panel);
  results.parentElement.classList.add("has-facets");
  return panel;
};

/** Fetch the facets of the list of this page, and show them beside it. */
export const showFacets = async () => {
  const toggle = toggleOf(), results = document.getElementById("results");
  if (!toggle || !results) return;
  toggle.setAttribute("aria-expanded", "true");
  const panel = panelOf(results), url = urlNow(toggle);
  // What was shown a moment ago keeps its place until the new counts are there.
  if (!panel.hasChildNodes() && last.key === url.searchParams.get("list")) panel.innerHTML = last.html;
  await window.htmx.ajax("GET", `${url.pathname}${url.search}`, { target: panel, swap: "innerHTML" });
  last = { key: url.searchParams.get("list"), html: panel.innerHTML };
};

const hide = () => {
  document.getElementById("facets")?.remove();
  document.querySelector(".has-facets")?.classList.remove("has-facets");
  toggleOf()?.setAttribute("aria-expanded", "false");
};

const look = () => {
  const toggle = toggleOf();
  if (!toggle || toggle.hasAttribute("aria-expanded")) return;
  toggle.setAttribute("role", "button");
  toggle.setAttribute("aria-expanded", "false");
  if (isWanted()) showFacets();
};

const turn = (event) => {
  event.preventDefault();
  event.stopPropagation();
  if (isWanted()) localStorage.removeItem(KEPT);
  else localStorage.setItem(KEPT, "open");
  if (isWanted()) showFacets();
  else hide();
};

// Before htmx, for which it is a link to another page.
document.addEventListener("click", (event) => {
  const isPlain = !event.ctrlKey && !event.metaKey && !event.shiftKey;
  if (isPlain && event.target.closest?.("a[data-facets]")) turn(event);
}, true);
document.addEventListener("keydown", (event) => {
  if (event.key === " " && event.target.matches?.("a[data-facets]")) turn(event);
});
// Another search has other counts.
document.addEventListener("htmx:afterSettle", (event) => {
  if (event.detail.target?.id === "results" && document.getElementById("facets")) showFacets();
});
document.addEventListener("htmx:load", look);
document.addEventListener("htmx:historyRestore", look);
look();
