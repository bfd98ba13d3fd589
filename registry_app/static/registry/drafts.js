// Keeps the values of a form until it is saved: asks before it is left, and restores them on return.
// A form that wants it has data-draft with the user's id; with data-warn it is only asked for.
(() => {
  const QUESTION = "What you typed is not saved. Leave it?";
  const KEPT = " This tab keeps it in case you come back.";
  const SENT = "draft-sent";
  // The row versions that the form was filled in for: saving over a newer one is a conflict.
  const CARRIED = "row_version, expected_version, seen".split(", ");
  // Secrets and confirmations are not kept.
  const NOT_TYPED = ["hidden", "password", "submit", "button", "reset", "file"];
  let isLeaving = false, cancelled = null;

  const forms = () => [...document.querySelectorAll("form[data-draft], form[data-warn]")];
  const plain = (text) => text.replace(/\r\n?/g, "\n");
  const isBox = (field) => field.type === "checkbox" || field.type === "radio";
  const keyOf = (form) => `draft ${form.dataset.draft} ${form.getAttribute("action") ?? location.pathname + location.search}`;
  const fieldsOf = (form) => [...form.elements].filter((field) => field.name && !NOT_TYPED.includes(field.type) && field.autocomplete !== "off");
  const carriedOf = (form) => [...form.elements].filter((field) => field.type === "hidden" && CARRIED.includes(field.name));
  const nowOf = (field) => (isBox(field) ? field.checked : plain(field.value));
  const savedOf = (field) => {
    if (isBox(field)) return field.defaultChecked;
    if (field.tagName !== "SELECT") return plain(field.defaultValue);
    return ([...field.options].find((option) => option.defaultSelected) ?? field.options[0])?.value ?? "";
  };
  const put = (field, value) => { if (isBox(field)) field.checked = value; else field.value = value; };
  const isDirty = (form) => form.dataset.unsaved !== undefined || fieldsOf(form).some((field) => nowOf(field) !== savedOf(field));
  const drop = (form) => sessionStorage.removeItem(keyOf(form));

  const keep = (form) => {
    if (form.dataset.draft === undefined) return;
    if (!isDirty(form)) { drop(form); return; }
    const state = (fields, value) => fields.map((field) => [field.name, value(field)]);
    const draft = { typed: state(fieldsOf(form), nowOf), carried: state(carriedOf(form), (field) => field.value) };
    try {
      sessionStorage.setItem(keyOf(form), JSON.stringify(draft));
    } catch {
      // More than the browser has room for; the question before leaving remains.
      drop(form);
    }
  };

  const announce = (words, form, discarded) => {
    const line = document.createElement("p");
    line.className = "alert alert-info draft";
    line.setAttribute("role", "status");
    const discard = document.createElement("button");
    Object.assign(discard, { type: "button", className: "btn btn-sm", textContent: "Discard it" });
    discard.addEventListener("click", () => {
      drop(form);
      for (const field of fieldsOf(form)) put(field, savedOf(field));
      discarded();
      line.remove();
      fieldsOf(form)[0]?.focus();
    });
    line.append(`${words} `, discard);
    form.prepend(line);
  };

  // With other fields the draft is of another form.
  const restore = (form) => {
    if (form.dataset.isKnown) return;
    form.dataset.isKnown = "true";
    if (form.dataset.unsaved !== undefined) { keep(form); return; }
    const draft = JSON.parse(sessionStorage.getItem(keyOf(form)) ?? "null");
    const fields = fieldsOf(form), carried = carriedOf(form);
    const names = (list) => list.map((field) => field.name).join("\n");
    if (!draft || names(fields) !== draft.typed.map(([name]) => name).join("\n")) return;
    for (const [index, field] of fields.entries()) put(field, draft.typed[index][1]);
    if (!isDirty(form)) { drop(form); return; }
    const fresh = carried.map((field) => field.value);
    carried.forEach((field, index) => { field.value = draft.carried[index]?.[1] ?? field.value; });
    const isOlder = carried.some((field, index) => field.value !== fresh[index]);
    const words = isOlder ? "It was changed by somebody meanwhile: saving shows both." : "It is not saved.";
    // Whatever shows the typed text elsewhere on the page follows.
    for (const field of fields) if (field.tagName === "TEXTAREA") field.dispatchEvent(new Event("input", { bubbles: true }));
    announce(`What you typed before is here again. ${words}`, form, () => {
      for (const [index, field] of carried.entries()) field.value = fresh[index];
    });
  };

  // A form that was sent and not refused is saved. The login page keeps it until it is sent again.
  const settle = () => {
    const key = sessionStorage.getItem(SENT);
    if (key === null || document.body.dataset.page === "login") return;
    sessionStorage.removeItem(SENT);
    const isHere = forms().some((form) => keyOf(form) === key);
    if (document.body.dataset.page !== "refusal" && !isHere) sessionStorage.removeItem(key);
  };

  const look = () => forms().forEach((form) => { if (form.dataset.draft !== undefined) restore(form); });
  const mayLeave = (left) => {
    const lost = left.filter(isDirty);
    if (!lost.length) return true;
    return window.confirm(QUESTION + (lost.every((form) => sessionStorage.getItem(keyOf(form))) ? KEPT : ""));
  };

  const typed = (event) => {
    const form = event.target.form?.closest("form[data-draft]");
    if (form) keep(form);
  };
  document.addEventListener("input", typed);
  document.addEventListener("change", typed);

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.matches("[data-logout]")) {
      const drafts = Object.keys(sessionStorage).filter((key) => key.startsWith("draft "));
      for (const key of drafts) sessionStorage.removeItem(key);
    }
    const isOurs = form.matches("[data-draft], [data-warn]") && !form.hasAttribute("hx-post");
    if (!isOurs || event.submitter?.formTarget === "_blank") return;
    keep(form);
    if (form.dataset.draft !== undefined) sessionStorage.setItem(SENT, keyOf(form));
    isLeaving = true;
  });

  // Who cancels wants nothing kept; asked before, they may yet stay.
  document.addEventListener("click", (event) => { cancelled = event.target.closest("[data-leave]")?.closest("form") ?? null; });
  window.addEventListener("pagehide", () => { if (cancelled) drop(cancelled); });
  window.addEventListener("beforeunload", (event) => { if (!isLeaving && forms().some(isDirty)) event.preventDefault(); });
  window.addEventListener("pageshow", (event) => {
    isLeaving = false;
    if (event.persisted) sessionStorage.removeItem(SENT);
  });

  // A request that replaces a form leaves it, except one that the form itself sends.
  document.addEventListener("htmx:confirm", (event) => {
    const { elt, target, issueRequest } = event.detail;
    if (elt.matches("[data-cancel]")) { drop(elt.closest("form")); return; }
    const left = forms().filter((form) => form !== elt && target?.contains(form) && isDirty(form));
    if (!left.length) return;
    event.preventDefault();
    if (!mayLeave(left)) return;
    issueRequest(true);
  });
  document.addEventListener("htmx:afterRequest", (event) => {
    const form = event.detail.elt;
    if (form.matches("form[data-draft]") && event.detail.xhr.status === 200) drop(form);
  });

  // Back and forward have changed the URL already: it is restored for those who stay.
  let here = location.href;
  document.addEventListener("htmx:historyCacheMiss", (event) => {
    if (mayLeave(forms())) return;
    event.preventDefault();
    history.pushState({ htmx: true }, "", here);
  });
  const arrived = () => {
    here = location.href;
    look();
  };
  for (const name of ["htmx:load", "htmx:historyRestore", "htmx:pushedIntoHistory", "htmx:replacedInHistory"]) {
    document.addEventListener(name, arrived);
  }
  const begin = () => { settle(); look(); };
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", begin);
  else begin();
})();
