// Times in the zone of the browser, with the zone and the time in UTC on hover. The server sends
// UTC, and its words for the distance from now; those stay unless exact times are selected.

const KEPT_AS = "modelbook-exact-times";
const zone = new Intl.DateTimeFormat(undefined, { timeZoneName: "short" });

const pad = (number, digits = 2) => String(number).padStart(digits, "0");
const dayOf = (at) => `${at.getFullYear()}-${pad(at.getMonth() + 1)}-${pad(at.getDate())}`;
const minuteOf = (at) => `${dayOf(at)} ${pad(at.getHours())}:${pad(at.getMinutes())}`;
const secondOf = (at) => `${minuteOf(at)}:${pad(at.getSeconds())}`;
const zoneOf = (at) => zone.formatToParts(at).find((part) => part.type === "timeZoneName")?.value ?? "";
const utcOf = (at) => `${at.toISOString().slice(0, 19).replace("T", " ")} UTC`;

const FORMS = {
  day: dayOf,
  minute: (at) => `${minuteOf(at)} ${zoneOf(at)}`,
  millisecond: (at) => `${secondOf(at)}.${pad(at.getMilliseconds(), 3)}`,
};

// What the server wrote.
const words = new WeakMap();
const isExact = () => localStorage.getItem(KEPT_AS) === "true";

const show = (time) => {
  const at = new Date(time.dateTime);
  // Durations are times, too, and have no date.
  if (Number.isNaN(at.getTime())) return;
  const form = FORMS[time.dataset.shows];
  if (!words.has(time)) words.set(time, time.textContent);
  if (form) time.textContent = form(at);
  else time.textContent = isExact() ? minuteOf(at) : words.get(time);
  time.title = zoneOf(at) === "UTC" ? utcOf(at) : `${secondOf(at)} ${zoneOf(at)}\n${utcOf(at)}`;
};

const showAll = () => {
  for (const time of document.querySelectorAll("time[datetime]")) show(time);
  for (const toggle of document.querySelectorAll("[data-times-toggle]")) {
    toggle.hidden = false;
    toggle.setAttribute("aria-pressed", String(isExact()));
  }
};

document.addEventListener("click", (event) => {
  if (!event.target.closest("[data-times-toggle]")) return;
  localStorage.setItem(KEPT_AS, String(!isExact()));
  showAll();
});

// Links, lists and live updates bring new times.
new MutationObserver((changes) => {
  const added = changes.flatMap((change) => [...change.addedNodes]);
  if (added.some((node) => node.nodeType === Node.ELEMENT_NODE && (node.matches("time") || node.querySelector("time, [data-times-toggle]")))) showAll();
}).observe(document.documentElement, { childList: true, subtree: true });
showAll();
