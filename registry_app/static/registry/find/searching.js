// Searching a list while somebody types: one entry of the browser's history for a search, however
// many letters it has; and rows that stay while a term is not finished.
let isBegun = false, isBehind = false, isTyped = false;

const NOTE = "Nothing is found by this yet. Press Enter to search for it as it is.";

const formOf = (event) => event.target.closest?.("form[data-searching]");

const note = (form, words) => {
  let line = form.querySelector(".search-note");
  if (!line) {
    line = document.createElement("p");
    line.className = "search-note";
    line.setAttribute("role", "status");
    form.append(line);
  }
  line.textContent = words;
};

document.addEventListener("input", (event) => {
  if (event.target.id === "search" && formOf(event)) isTyped = true;
});

// The server need not refuse what is only half typed.
document.addEventListener("htmx:configRequest", (event) => {
  const { elt, headers, triggeringEvent } = event.detail;
  if (elt.matches?.("form[data-searching]") && triggeringEvent?.type === "input") headers["X-Typing"] = "true";
});

// The first search pushes an entry, so that Back leads to the list as it was; the next ones replace it.
document.addEventListener("htmx:beforeRequest", (event) => {
  const form = event.detail.elt;
  if (!form.matches?.("form[data-searching]")) return;
  form.setAttribute("hx-push-url", String(!isBegun));
  form.setAttribute("hx-replace-url", String(isBegun));
  isTyped = event.detail.requestConfig.triggeringEvent?.type === "input";
});

document.addEventListener("htmx:beforeSwap", (event) => {
  const { requestConfig, target, xhr } = event.detail;
  const form = requestConfig.elt;
  if (!form.matches?.("form[data-searching]") || target.id !== "results") return;
  // An answer that is overtaken by what was typed since: that has an answer of its own.
  if (isTyped && requestConfig.parameters.q !== document.getElementById("search")?.value) {
    event.detail.shouldSwap = false;
    return;
  }
  isBehind = isTyped && xhr.responseText.includes("data-unfinished");
  target.classList.toggle("is-behind", isBehind);
  note(form, isBehind ? NOTE : "");
  if (isBehind) event.detail.shouldSwap = false;
  else isBegun = isTyped;
});

/** Search for what the form says now, as Enter does. */
export const search = (form) => form.requestSubmit();

// Enter, and leaving the field, end the search: what was typed is the query, finished or not.
document.addEventListener("change", (event) => {
  const form = event.target.id === "search" && formOf(event);
  if (!form) return;
  if (isBehind) search(form);
  // Enter sends the form next, which replaces the entry of what was typed.
  setTimeout(() => { isBegun = false; });
});
for (const name of ["htmx:historyRestore", "htmx:pushedIntoHistory"]) {
  document.addEventListener(name, () => {
    if (!document.activeElement?.matches("#search")) isBegun = false;
  });
}
