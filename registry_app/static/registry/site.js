// Shortcuts; every task can be done without them.
const closeMenus = (except) => {
  document.querySelectorAll(".view-menu[open]").forEach((menu) => { if (menu !== except) menu.open = false; });
};

document.addEventListener("keydown", (event) => {
  const typing = event.target.closest("input, textarea, select");
  if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
    // The search of this page, or that of everything, which narrow windows have on a page of its own.
    const search = document.querySelector("input[type=search]") ?? document.getElementById("find");
    if (search) event.preventDefault();
    if (search?.checkVisibility()) { search.focus(); search.select(); }
    else if (search) document.querySelector(".find-link").click();
  }
  if (event.key === "Escape") {
    closeMenus();
    const cancel = event.target.closest("form")?.querySelector("[data-cancel]");
    if (cancel) cancel.click();
    else if (typing) typing.blur();
    else for (const message of document.querySelectorAll("#messages .alert")) message.remove();
  }
});

document.addEventListener("click", async (event) => {
  closeMenus(event.target.closest(".view-menu"));
  const dismiss = event.target.closest("[data-dismiss]");
  if (dismiss) {
    event.preventDefault();
    dismiss.closest(".alert").remove();
  }
  const copy = event.target.closest("[data-copy]");
  if (copy) {
    await navigator.clipboard.writeText(document.getElementById(copy.dataset.copy).textContent);
    copy.textContent = "Copied";
  }
});

// Browsers offer the clipboard only on secure pages.
const offerCopies = () => {
  if (!navigator.clipboard) return;
  document.querySelectorAll("[data-copy]").forEach((button) => { button.hidden = false; });
};
document.addEventListener("htmx:load", offerCopies);
offerCopies();

// Choosing a theme keeps the page, and with it what is half typed; the cookie remembers it.
document.addEventListener("submit", (event) => {
  const form = event.target.closest("[data-theme-form]");
  if (!form) return;
  event.preventDefault();
  document.documentElement.dataset.chosen = "true";
  document.documentElement.dataset.bsTheme = event.submitter.value;
  fetch(form.action, { method: "POST", body: new FormData(form, event.submitter), redirect: "manual" });
});

// A field of one line would join several: where somebody pastes them, or presses Shift and Enter, it
// becomes an area that keeps them.
const keepLines = (input, text) => {
  const area = document.createElement("textarea");
  [...input.attributes].forEach(({ name, value }) => { if (!["type", "value"].includes(name)) area.setAttribute(name, value); });
  const start = input.value.slice(0, input.selectionStart) + text;
  area.rows = 4;
  area.value = start + input.value.slice(input.selectionEnd);
  input.replaceWith(area);
  area.focus();
  area.setSelectionRange(start.length, start.length);
};
document.addEventListener("paste", (event) => {
  const text = event.clipboardData.getData("text").replace(/\r\n?/g, "\n");
  if (!event.target.matches?.("input[data-lines]") || !text.trimEnd().includes("\n")) return;
  event.preventDefault();
  keepLines(event.target, text);
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !event.shiftKey || !event.target.matches("input[data-lines]")) return;
  event.preventDefault();
  keepLines(event.target, "\n");
});

// Links that MLflow's clients print, such as /#/experiments/1/runs/0f3a: what is behind the # never
// reaches the server, so it is turned into a URL here. It survives the login.
const pageOf = (fragment) => {
  const [kind, first, part, second] = fragment.replace(/^#\/?/, "").split(/[/?]/);
  if (kind === "experiments" && part === "runs" && second) return `runs/${second}`;
  if (kind === "experiments" && part === "models" && second) return `logged-models/${second}`;
  if (kind === "experiments" && first) return `experiments/${first}`;
  if (kind === "models" && part === "versions" && second) return `models/${first}/versions/${second}`;
  if (kind === "models" && first) return `models/${first}`;
  return null;
};

const linked = pageOf(location.hash);
const login = document.querySelector("[data-page=login] form[method=post].card");
if (linked && login) login.action += location.hash;
else if (linked && document.body.dataset.page === "start") {
  const root = new URL(document.querySelector(".brand").href).pathname;
  location.replace(`${root}${linked}`);
}
