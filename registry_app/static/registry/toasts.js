// Messages of success go away by themselves, unless somebody is at them; refusals stay.

const STAYS = 10_000;
const timers = new WeakMap();

const wait = (alert) => {
  clearTimeout(timers.get(alert));
  timers.set(alert, setTimeout(() => {
    if (alert.matches(":hover, :focus-within")) wait(alert);
    else alert.remove();
  }, STAYS));
};

const look = () => {
  for (const alert of document.querySelectorAll("#messages :is(.alert-success, .alert-info)")) {
    if (!timers.has(alert)) wait(alert);
  }
};

document.addEventListener("htmx:load", look);
document.addEventListener("htmx:oobAfterSwap", look);
look();
