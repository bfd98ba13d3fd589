// Adds a button beside fields for a date that opens the browser's calendar; typing works as before.
const ICON = '<svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true"><path fill="none" stroke="currentColor" stroke-width="1.3" stroke-linecap="round" d="M2.5 4h11v9.5h-11zM2.5 7h11M5 2v3m6-3v3"/></svg>';

const add = (field) => {
  const typed = field.querySelector("input");
  if (!typed || field.querySelector("button") || !("showPicker" in HTMLInputElement.prototype)) return;
  const calendar = document.createElement("input");
  Object.assign(calendar, { type: "date", tabIndex: -1, max: new Date().toISOString().slice(0, 10) });
  calendar.setAttribute("aria-hidden", "true");
  const button = document.createElement("button");
  Object.assign(button, { type: "button", className: "btn", innerHTML: ICON, title: "Choose a day" });
  button.setAttribute("aria-label", "Choose a day");
  button.addEventListener("click", () => {
    calendar.value = /^\d{4}-\d\d-\d\d$/.test(typed.value) ? typed.value : "";
    calendar.showPicker();
  });
  calendar.addEventListener("change", () => {
    if (!calendar.value) return;
    typed.value = calendar.value;
    // A form with two days is sent when both are chosen.
    if (field.dataset.dayPicker !== "keep") typed.form.requestSubmit();
  });
  field.append(button, calendar);
};

const addAll = () => {
  for (const field of document.querySelectorAll("[data-day-picker]")) add(field);
};

addAll();
document.body.addEventListener("htmx:afterSettle", addAll);
