// Shows refusals and failed requests as messages: a whole page never replaces a part of a page.
(() => {
  const notice = (words) => {
    const messages = document.getElementById("messages");
    if (!messages) return;
    const alert = document.createElement("div");
    alert.className = "alert alert-danger";
    alert.setAttribute("role", "alert");
    const message = document.createElement("div");
    message.className = "message";
    message.textContent = words;
    const close = document.createElement("button");
    Object.assign(close, { type: "button", className: "btn-close" });
    close.dataset.dismiss = "";
    close.setAttribute("aria-label", "Close");
    alert.append(message, close);
    messages.append(alert);
  };

  // Our own refusals are notices already. A proxy's are pages, or no HTML at all.
  document.addEventListener("htmx:beforeSwap", (event) => {
    const { xhr, target, requestConfig } = event.detail;
    const isHTML = (xhr.getResponseHeader("Content-Type") ?? "").startsWith("text/html");
    const isPage = !isHTML || /^\s*(<!doctype|<html)/i.test(xhr.responseText);
    if (!isPage || xhr.status === 204 || target === document.body) return;
    if (xhr.status >= 400) {
      event.detail.shouldSwap = false;
      notice(`The server did not do this (status ${xhr.status}). What you typed is still here: try again, or reload the page.`);
    } else if (!requestConfig.elt.hasAttribute("hx-select")) {
      event.detail.target = document.body;
      event.detail.swapOverride = "innerHTML";
    }
  });
  for (const failure of ["htmx:sendError", "htmx:timeout"]) {
    document.addEventListener(failure, () => notice("The server can't be reached. What you typed is still here: try again."));
  }

  // Going back to a page that is refused now: the browser shows the refusal.
  document.addEventListener("htmx:historyCacheMissLoadError", () => location.reload());

  // After an undo the message says so, and the other messages stay.
  document.addEventListener("htmx:afterRequest", (event) => {
    const form = event.detail.elt;
    if (!form.matches("[data-undo]") || event.detail.xhr.status !== 200) return;
    form.closest(".message").textContent = form.dataset.undo;
  });
})();
