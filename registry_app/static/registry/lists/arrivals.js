// Calls back for the page, and again for every part of it that comes later.
export const onArrival = (callback) => {
  const arrived = (event) => callback(event.target ?? document);
  for (const name of ["htmx:load", "htmx:historyRestore", "modelbook:swapped"]) document.addEventListener(name, arrived);
  callback(document);
};
