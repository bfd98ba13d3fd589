// The command palette: everything by name, from everywhere. Ctrl-K opens it, / on pages without a
// search of their own, and a click into the search of the header, which works without JavaScript.
import { combobox, element, jsonOf } from "./listbox.js";

const WAITS_MS = 120;
const isMac = /Mac|iPhone|iPad/.test(navigator.platform);

let dialog, input, list, status, box;
let waiting, request;
// The text for which the options are, and whether the first of those to come is taken already.
let answered = "", isTaken = false;

const form = () => document.querySelector(".find-box");

const optionOf = ({ label, url, note, status: state }) => {
  const words = [element("span", { class: "palette-label", dir: "auto" }, label)];
  if (note) words.push(element("span", { class: "palette-note", dir: "auto" }, note));
  if (state) words.push(element("span", { class: "palette-note" }, state));
  return element("a", { role: "option", href: url, tabindex: "-1" }, ...words);
};

const show = ({ groups }) => {
  list.replaceChildren(...groups.map(({ heading, note, options }, index) => {
    const id = `palette-group-${index}`;
    const head = element("div", { class: "palette-heading", id, role: "presentation" }, heading);
    if (note) head.append(element("span", { class: "palette-note" }, note));
    return element("div", { role: "group", "aria-labelledby": id }, head, ...options.map(optionOf));
  }));
  box.shown(true);
  window.htmx?.process(list);
  const count = groups.reduce((sum, group) => sum + group.options.length, 0);
  status.textContent = count === 1 ? "1 option" : `${count} options`;
};

const search = async () => {
  request?.abort();
  request = new AbortController();
  const { signal } = request;
  const text = input.value;
  const query = new URLSearchParams({ q: text, page: location.pathname });
  const found = await jsonOf(`${form().action}/palette?${query}`, signal);
  if (signal.aborted) return;
  if (found) {
    show(found);
    answered = text;
    if (isTaken) take();
  }
  else status.textContent = "The server can't be reached, or you are logged out. Press Enter to try.";
};

// The page that searches everything answers, without JavaScript too.
const goToPage = () => location.assign(`${form().action}?${new URLSearchParams({ q: input.value })}`);

const go = (option, event) => {
  // Whoever types quickly means the text, not an option for a part of it.
  if (event?.key === "Enter" && answered !== input.value) { isTaken = true; return; }
  if (event?.ctrlKey || event?.metaKey) { window.open(option.href, "_blank", "noopener"); return; }
  dialog.close();
  option.click();
};

const take = () => {
  isTaken = false;
  const first = list.querySelector("[role=option]");
  if (first) go(first);
  else goToPage();
};

const build = () => {
  input = element("input", {
    type: "text", class: "palette-input form-control", "aria-label": "Search everything, or go to a page",
    placeholder: "Model, name/12, name@champion, run, page, action …", autocomplete: "off",
    autocapitalize: "off", spellcheck: "false", dir: "auto", maxlength: "500",
  });
  list = element("div", { class: "palette-list", "aria-label": "Results" });
  status = element("p", { class: "palette-status", role: "status" });
  const keys = element("p", { class: "palette-keys", "aria-hidden": "true" });
  for (const [key, word] of [["↑↓", "move"], ["Enter", "open"], [isMac ? "⌘ Enter" : "Ctrl Enter", "in a new tab"], ["Esc", "close"]]) {
    keys.append(element("kbd", {}, key), ` ${word} `);
  }
  const foot = element("div", { class: "palette-foot" }, status, keys);
  dialog = element("dialog", { class: "palette", "aria-label": "Search everything" }, input, list, foot);
  box = combobox(input, list, go);
  input.addEventListener("input", () => {
    isTaken = false;
    clearTimeout(waiting);
    waiting = setTimeout(search, WAITS_MS);
  });
  input.addEventListener("keydown", (event) => {
    if (event.key === "Tab") event.preventDefault();
    if (event.key === "Enter" && !event.defaultPrevented && !event.isComposing) goToPage();
    // Escape closes this, and nothing behind it.
    if (event.key === "Escape") event.stopPropagation();
  });
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog) dialog.close();
    else if (event.target.closest("[role=option]") && !event.ctrlKey && !event.metaKey && !event.shiftKey) dialog.close();
  });
  dialog.addEventListener("close", () => {
    clearTimeout(waiting);
    request?.abort();
  });
};

/** Open the palette; false where nobody is logged in or another dialog is open. */
export const openPalette = (text = "") => {
  if (!form() || document.querySelector("dialog[open]")) return false;
  if (!dialog) build();
  // A boosted link replaces the whole body.
  if (!dialog.isConnected) document.body.append(dialog);
  input.value = text;
  list.replaceChildren();
  box.shown();
  dialog.showModal();
  input.focus();
  search();
  return true;
};

const isTyping = (target) => target.closest?.("input, textarea, select, [contenteditable]");

document.addEventListener("keydown", (event) => {
  const isPalette = event.key.toLowerCase() === "k" && (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey;
  const isSlash = event.key === "/" && !event.ctrlKey && !event.metaKey && !event.altKey && !isTyping(event.target);
  if (isPalette && dialog?.open) {
    event.preventDefault();
    dialog.close();
  } else if (isPalette || (isSlash && !document.querySelector("main input[type=search]"))) {
    if (!openPalette()) return;
    event.preventDefault();
    event.stopPropagation();
  }
}, true);

document.addEventListener("click", (event) => {
  const link = event.target.closest?.(".find-link");
  if (!link && event.target.id !== "find") return;
  if (link && (event.ctrlKey || event.metaKey || event.shiftKey)) return;
  if (!openPalette(link ? "" : event.target.value)) return;
  event.preventDefault();
  // For htmx it is a link to another page.
  event.stopPropagation();
}, true);

document.addEventListener("input", (event) => {
  if (event.target.id !== "find") return;
  const { value } = event.target;
  if (!openPalette(value)) return;
  event.target.value = "";
});
