// What is wrong with how a page looks: evaluated in the page, gives a list of sentences.
(() => {
  const LEAST_CONTRAST = 3;
  // A longer run of letters may be wider than all the room there is.
  const LONGEST_WORD = 28;
  const SKIPPED = "svg, canvas, pre, textarea, .visually-hidden, .diff, .source, [aria-hidden=true]";
  // Scripts in which lines may end between any two characters.
  const FREE = /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Thai}\p{sc=Arabic}]/u;
  const LETTER = /[\p{L}\p{N}\p{M}]/u;
  const NUMBER = /^[-−+]?\d[\d.,]*(e[-−+]?\d+)?%?$/;
  const found = [];

  const nameOf = (element) => {
    const parent = element.closest("td, th, li, dd, h1, h2, p, label, form");
    return `${element.tagName.toLowerCase()}${[...element.classList].map((one) => `.${one}`).join("")} in ${parent?.tagName.toLowerCase()}.${parent?.className ?? ""}`;
  };

  // Sideways.
  if (document.documentElement.scrollWidth > innerWidth) {
    const wide = [...document.querySelectorAll("body *")].find((one) => one.getBoundingClientRect().right > innerWidth + 1 && !one.closest(".table-responsive"));
    found.push(`The page scrolls sideways, because of ${wide ? nameOf(wide) : "something"}.`);
  }

  // Words that are broken in the middle.
  const range = document.createRange();
  const topOf = (node, index) => {
    range.setStart(node, index);
    range.setEnd(node, index + 1);
    return range.getClientRects()[0]?.top;
  };
  const lengthAround = (word, index) => {
    let start = index, end = index;
    while (start > 0 && LETTER.test(word[start - 1])) start -= 1;
    while (end < word.length && LETTER.test(word[end])) end += 1;
    return end - start;
  };
  const breakIn = (node, start, word) => {
    range.setStart(node, start);
    range.setEnd(node, start + word.length);
    if (range.getClientRects().length < 2) return -1;
    let top = topOf(node, start);
    for (let index = 1; index < word.length; index += 1) {
      const next = topOf(node, start + index);
      if (next !== undefined && top !== undefined && next > top + 4) {
        const before = word[index - 1], after = word[index];
        const isAllowed = !NUMBER.test(word) && (!LETTER.test(before) || !LETTER.test(after) || FREE.test(before) || FREE.test(after));
        if (!isAllowed && lengthAround(word, index) <= LONGEST_WORD) return index;
      }
      top = next ?? top;
    }
    return -1;
  };
  // Heads of tables that a phone shows as paragraphs are there for screen readers only.
  const isHidden = (element) => !element.checkVisibility() || (element.closest("thead")?.getBoundingClientRect().width ?? 9) < 2;
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const element = node.parentElement;
    if (!node.data.trim() || element.closest(SKIPPED) || isHidden(element)) continue;
    for (const match of node.data.matchAll(/\S{2,}/g)) {
      const at = breakIn(node, match.index, match[0]);
      if (at > 0) found.push(`A word is broken: ${match[0].slice(0, at).slice(-20)}|${match[0].slice(at, at + 20)} (${nameOf(element)})`);
    }
  }

  // Borders of what can be typed into or ticked, dots of statuses, and the outline of the focus.
  const pen = Object.assign(document.createElement("canvas"), { width: 1, height: 1 }).getContext("2d", { willReadFrequently: true });
  const rgba = (color) => {
    pen.clearRect(0, 0, 1, 1);
    pen.fillStyle = color;
    pen.fillRect(0, 0, 1, 1);
    return [...pen.getImageData(0, 0, 1, 1).data];
  };
  const groundOf = (element) => {
    for (let one = element; one; one = one.parentElement) {
      const color = rgba(getComputedStyle(one).backgroundColor);
      if (color[3] > 250) return color;
    }
    return rgba(getComputedStyle(document.body).backgroundColor);
  };
  const luminance = (color) => {
    const [red, green, blue] = color.map((part) => (part / 255 <= 0.03928 ? part / 255 / 12.92 : ((part / 255 + 0.055) / 1.055) ** 2.4));
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const contrast = (one, other) => {
    const [low, high] = [luminance(one), luminance(other)].sort((a, b) => a - b);
    return (high + 0.05) / (low + 0.05);
  };
  const check = (what, color, ground) => {
    const reached = contrast(rgba(color), ground);
    if (reached < LEAST_CONTRAST) found.push(`The contrast of ${what} is ${reached.toFixed(2)}.`);
  };
  for (const control of document.querySelectorAll("input:not([type=hidden], [type=range]), select, textarea")) {
    if (!control.checkVisibility() || control.disabled || control.readOnly) continue;
    const style = getComputedStyle(control);
    // Drawn by the browser itself.
    if (style.appearance !== "none" && ["checkbox", "radio"].includes(control.type)) continue;
    check(`the border of ${nameOf(control)} ${control.name}`, style.borderTopColor, groundOf(control.parentElement));
  }
  for (const status of document.querySelectorAll(".status-word")) {
    const dot = getComputedStyle(status, "::before");
    const color = rgba(dot.backgroundColor)[3] ? dot.backgroundColor : dot.borderTopColor;
    if (status.checkVisibility()) check(`the dot of "${status.textContent}"`, color, groundOf(status));
  }
  const link = [...document.querySelectorAll("main a, main button")].find((one) => one.checkVisibility());
  const accent = getComputedStyle(document.documentElement).getPropertyValue("--accent");
  if (link) check("the outline of the focus", accent, groundOf(link.parentElement));
  return [...new Set(found)];
})()
