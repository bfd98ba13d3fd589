// What each key does: its words for the map, and the act, which says whether there was anything to do.
// `g` and a letter lead to the pages of the menu, whose links have the letter in data-key.

const main = () => document.querySelector("main");
const press = (selector) => {
  const found = [...(main()?.querySelectorAll(selector) ?? [])].find((one) => one.checkVisibility());
  found?.click();
  return Boolean(found);
};

const rows = () => [...(main()?.querySelectorAll("tbody tr") ?? [])].filter((row) => row.querySelector(".row-link"));
const currentRow = () => rows().find((row) => row.contains(document.activeElement));

const move = (by) => {
  const all = rows();
  if (!all.length) return false;
  const at = all.indexOf(currentRow());
  const next = at < 0 ? 0 : Math.min(Math.max(at + by, 0), all.length - 1);
  all[next].querySelector(".row-link").focus();
  return true;
};

const tick = () => {
  const box = currentRow()?.querySelector("input[type=checkbox]");
  box?.click();
  return Boolean(box);
};

const compare = () => {
  const button = [...(main()?.querySelectorAll("button") ?? [])].find((one) => one.textContent.trim().startsWith("Compare"));
  button?.click();
  return Boolean(button);
};

const openTab = (number) => {
  const tab = document.querySelectorAll(".tabs a")[number - 1];
  tab?.click();
  return Boolean(tab);
};

// Groups of the map, each of pairs: keys, and what they do.
export const groups = () => [
  ["Go to", [
    ...[...document.querySelectorAll("[data-key]")].map((link) => [["g", link.dataset.key], link.dataset.keyLabel ?? link.textContent.trim()]),
    [["/"], "Search"],
    [["["], "Previous version or page"],
    [["]"], "Next version or page"],
    [["1 – 9"], "Tab of the page"],
  ]],
  ["In a list", [
    [["j"], "Next row"],
    [["k"], "Previous row"],
    [["Enter"], "Open the row"],
    [["x"], "Select the row"],
    [["c"], "Compare the selected rows"],
  ]],
  ["On a page", [
    [["n"], "Register or create"],
    [["e"], "Edit"],
    [["Esc"], "Cancel, close, leave a field"],
    [["?"], "This map"],
  ]],
];

export const goTo = (key) => {
  const link = document.querySelector(`[data-key="${CSS.escape(key)}"]`);
  link?.click();
  return Boolean(link);
};

export const acts = {
  j: () => move(1),
  k: () => move(-1),
  x: tick,
  c: compare,
  n: () => press(".page-head .btn-primary"),
  e: () => press(".page-head a[href$='/edit']"),
  "[": () => press("a[rel=prev]"),
  "]": () => press("a[rel=next]"),
  ...Object.fromEntries([1, 2, 3, 4, 5, 6, 7, 8, 9].map((number) => [String(number), () => openTab(number)])),
};
