// Elements of the page, and the colours that a canvas takes.

export const element = (tag, className, text) => {
  const made = document.createElement(tag);
  if (className) made.className = className;
  if (text !== undefined) made.textContent = text;
  return made;
};

const probe = document.createElement("span");

// A canvas takes no variables and no mixed colours; what an element has for them is computed.
export const color = (name) => {
  probe.style.color = `var(${name})`;
  document.body.append(probe);
  const found = getComputedStyle(probe).color;
  probe.remove();
  return found;
};
