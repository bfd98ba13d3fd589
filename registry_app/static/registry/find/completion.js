// Completes fields, names and values in the search of a list while somebody types.
import { combobox, element, jsonOf } from "./listbox.js";

const WAITS_MS = 100;
const fields = new WeakSet();

const attach = (input) => {
  const list = element("div", { class: "completions", "aria-label": "Completions", hidden: "" });
  const hint = element("p", { class: "completion-hint", role: "status" });
  input.after(list, hint);
  let waiting, request, span = null;

  const take = (option) => {
    const { insert } = option.dataset;
    input.setRangeText(insert, span.start, span.end, "end");
    box.close();
    // As if it had been typed: the list is searched, and what follows is completed.
    input.dispatchEvent(new InputEvent("input", { bubbles: true }));
  };
  const box = combobox(input, list, take);

  const close = () => {
    clearTimeout(waiting);
    request?.abort();
    box.close();
    hint.textContent = "";
  };

  const show = (found) => {
    span = found;
    list.replaceChildren(...found.found.map(({ insert, label, note }) => {
      const words = [element("span", { class: "completion-label", dir: "auto" }, label)];
      if (note) words.push(element("span", { class: "completion-note" }, note));
      return element("div", { role: "option", "data-insert": insert }, ...words);
    }));
    if (found.is_cut && found.found.length) {
      list.append(element("p", { class: "completion-more", role: "presentation" }, "Type more to see others."));
    }
    list.style.setProperty("--column", String(Math.min(span.start, 60)));
    box.shown();
    hint.textContent = found.hint;
  };

  const complete = async () => {
    request?.abort();
    request = new AbortController();
    const { signal } = request;
    const query = new URLSearchParams({ q: input.value, at: input.selectionStart });
    const found = await jsonOf(`${input.dataset.completions}&${query}`, signal);
    if (signal.aborted || document.activeElement !== input) return;
    if (found) show(found);
    else close();
  };

  input.addEventListener("input", () => {
    clearTimeout(waiting);
    // Nobody who empties the field asks for a list of fields.
    if (input.value === "") close();
    else waiting = setTimeout(complete, WAITS_MS);
  });
  input.addEventListener("keydown", (event) => {
    const isAsked = (event.key === "ArrowDown" && !box.isOpen()) || (event.key === " " && event.ctrlKey);
    if (isAsked) {
      event.preventDefault();
      complete();
    } else if (event.key === "Escape" && box.isOpen()) {
      // The browser would empty the field.
      event.preventDefault();
      event.stopPropagation();
      close();
    } else if (event.key === "Enter" && !event.defaultPrevented) close();
  });
  list.addEventListener("click", (event) => {
    const option = event.target.closest("[role=option]");
    if (option) take(option);
  });
  input.addEventListener("blur", close);
};

/** Attach to the fields of the page, which boosted links replace. */
export const completeFields = () => {
  for (const input of document.querySelectorAll("input[data-completions]")) {
    if (!fields.has(input)) attach(input);
    fields.add(input);
  }
};
document.addEventListener("htmx:load", completeFields);
document.addEventListener("htmx:historyRestore", completeFields);
completeFields();
