// The options below a text field, as a combobox of ARIA: the focus stays in the field, the arrow keys
// move through the options.

let count = 0;

/** Make a field a combobox over a listbox; `choose` is called with the option that was taken. */
export const combobox = (input, box, choose) => {
  count += 1;
  const prefix = `options-${count}`;
  let active = null;
  box.id = prefix;
  box.setAttribute("role", "listbox");
  input.setAttribute("role", "combobox");
  input.setAttribute("aria-autocomplete", "list");
  input.setAttribute("aria-controls", prefix);
  input.setAttribute("aria-expanded", "false");

  const options = () => [...box.querySelectorAll("[role=option]")];

  const activate = (option) => {
    active?.setAttribute("aria-selected", "false");
    active = option ?? null;
    if (!active) { input.removeAttribute("aria-activedescendant"); return; }
    active.setAttribute("aria-selected", "true");
    active.scrollIntoView({ block: "nearest" });
    input.setAttribute("aria-activedescendant", active.id);
  };

  /** After the options changed; with `first` the first one is active. */
  const shown = (first = false) => {
    const all = options();
    all.forEach((option, index) => {
      option.id = `${prefix}-${index}`;
      option.setAttribute("aria-selected", "false");
    });
    active = null;
    activate(first ? all[0] : null);
    box.hidden = all.length === 0;
    input.setAttribute("aria-expanded", String(!box.hidden));
  };

  const close = () => {
    box.replaceChildren();
    shown();
  };

  const move = (step) => {
    const all = options();
    const from = all.indexOf(active);
    const next = from < 0 && step < 0 ? all.length - 1 : from + step;
    activate(all[(next + all.length) % all.length]);
  };

  input.addEventListener("keydown", (event) => {
    if (box.hidden || event.isComposing) return;
    const steps = { ArrowDown: 1, ArrowUp: -1 };
    if (event.key in steps && !event.altKey) {
      event.preventDefault();
      move(steps[event.key]);
    } else if (active && (event.key === "Enter" || event.key === "Tab")) {
      event.preventDefault();
      event.stopPropagation();
      choose(active, event);
    }
  });
  // The field keeps the focus.
  box.addEventListener("mousedown", (event) => event.preventDefault());
  box.addEventListener("mousemove", (event) => {
    const option = event.target.closest("[role=option]");
    if (option && option !== active) activate(option);
  });

  return { shown, close, isOpen: () => !box.hidden };
};

/** An element with attributes and children; texts are texts, never HTML. */
export const element = (name, attributes = {}, ...children) => {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
};

/** JSON of a page of the site; null if the request was overtaken, or the login is over. */
export const jsonOf = async (url, signal) => {
  try {
    const response = await fetch(url, { signal, headers: { Accept: "application/json" } });
    const isJSON = response.headers.get("Content-Type")?.startsWith("application/json");
    return response.ok && isJSON ? await response.json() : null;
  } catch {
    return null;
  }
};
