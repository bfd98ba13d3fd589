// After a link that replaces the page without a reload: the focus starts at the new heading, where
// it would start on a page loaded anew, and screen readers hear where they are.

const SAID_AFTER = 150;

const announce = (words) => {
  const region = document.getElementById("announced");
  // A moment later: a region that arrived with its words in it would not be read.
  setTimeout(() => { if (region) region.textContent = words; }, SAID_AFTER);
};

const arrive = () => {
  const focused = document.activeElement;
  // A page may have its own starting point: the first field of a form, an alert.
  if (focused && focused !== document.body) {
    announce(document.title);
    return;
  }
  const heading = document.querySelector("main h1") ?? document.querySelector("main");
  if (!heading) return;
  heading.tabIndex = -1;
  heading.focus({ preventScroll: true });
  // Headings are read when they get the focus; the title says more where it differs.
  if (!document.title.startsWith(heading.textContent.trim())) announce(document.title);
};

document.addEventListener("htmx:afterSettle", (event) => {
  if (event.detail.target === document.body) arrive();
});
document.addEventListener("htmx:historyRestore", arrive);
