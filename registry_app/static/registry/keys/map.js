// The map of the keys, as a dialog; in it they can be switched off.
import { groups } from "./bindings.js";

const KEPT_AS = "modelbook-keys";

export const areOn = () => localStorage.getItem(KEPT_AS) !== "off";
export const isMapOpen = () => document.querySelector("dialog.keys[open]") !== null;
export const closeMap = () => document.querySelector("dialog.keys")?.close();

const element = (tag, properties = {}, children = []) => {
  const made = Object.assign(document.createElement(tag), properties);
  made.append(...children);
  return made;
};

const keysOf = (keys) => keys.flatMap((key, index) => [...(index ? [" "] : []), element("kbd", { textContent: key })]);

const group = ([title, lines]) => element("section", {}, [
  element("h3", { textContent: title }),
  element("dl", {}, lines.map(([keys, words]) => element("div", {}, [
    element("dt", {}, keysOf(keys)),
    element("dd", { textContent: words }),
  ]))),
]);

const choice = () => {
  const box = element("input", { type: "checkbox", className: "form-check-input", checked: areOn() });
  box.addEventListener("change", () => localStorage.setItem(KEPT_AS, box.checked ? "on" : "off"));
  return element("label", { className: "form-check" }, [box, element("span", { className: "form-check-label", textContent: "Use these keys on this device" })]);
};

export const openMap = () => {
  const close = element("button", { type: "button", className: "btn-close" });
  close.setAttribute("aria-label", "Close");
  const dialog = element("dialog", { className: "keys" }, [
    element("div", { className: "section-head" }, [element("h2", { id: "keys-title", textContent: "Keyboard shortcuts" }), close]),
    element("div", { className: "key-groups" }, groups().map(group)),
    choice(),
  ]);
  dialog.setAttribute("aria-labelledby", "keys-title");
  dialog.addEventListener("click", (event) => { if (event.target === dialog || event.target === close) dialog.close(); });
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
};
