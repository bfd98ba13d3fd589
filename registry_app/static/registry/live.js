// Keeps open pages up to date: changed parts are fetched and replaced without a reload.
// A page that wants it includes kit/live.html and marks its parts with data-live-part and an id.
(() => {
  // Boxes that select rows are only in use while they are ticked; some controls lose nothing.
  const EDITED = "input:not([type=hidden], [type=checkbox]), textarea, select:focus, input:checked:not([data-kept])";
  const ROWS = "tbody > tr, .events > li, .facts > div";
  const SAYS_AGAIN_AFTER = 10_000;
  const TRIES_AGAIN_AFTER = 10_000, TRIES_AT_LEAST_EVERY = 300_000;
  let live, source, isFetching = false, isAskedAgain = false, isBehind = false;
  let trying, waits = TRIES_AGAIN_AFTER;
  let unsaid = new Set(), saidAt = 0, saying, again;

  // The content of an element, without times, tokens of forms and state, which differ on every page.
  const contentOf = (element) => {
    const copy = element.cloneNode(true);
    for (const time of copy.querySelectorAll("time")) {
      time.replaceChildren();
      time.removeAttribute("title");
    }
    for (const one of copy.querySelectorAll("input[name=csrfmiddlewaretoken], tr.gone")) one.remove();
    for (const form of copy.querySelectorAll(".row-actions form")) {
      form.removeAttribute("action");
      form.removeAttribute("hx-post");
    }
    for (const details of copy.querySelectorAll("details[open]")) details.removeAttribute("open");
    for (const one of [copy, ...copy.querySelectorAll("[class]")]) one.removeAttribute("class");
    for (const one of copy.querySelectorAll("[autofocus]")) one.removeAttribute("autofocus");
    return copy.innerHTML.replace(/\s+/g, " ");
  };

  // By this an element is found in the new part.
  const sign = (element) => [element.tagName, element.getAttribute("href"), element.getAttribute("aria-label"), element.textContent.trim()].join("|");

  // Rows that were not there before are marked for a moment; details that were open stay open.
  const keepRows = (old, fresh) => {
    const before = new Map([...old.querySelectorAll(ROWS)].map((row) => [contentOf(row), row]));
    fresh.querySelectorAll(ROWS).forEach((row) => {
      const same = before.get(contentOf(row));
      if (!same) row.classList.add("is-new");
      else if (same.querySelector("details[open]")) row.querySelector("details").open = true;
    });
  };

  const swap = (old, fresh) => {
    const focused = old.contains(document.activeElement) ? sign(document.activeElement) : null;
    const scrolled = [...old.querySelectorAll(".table-responsive")].map((box) => box.scrollLeft);
    keepRows(old, fresh);
    for (const one of fresh.querySelectorAll("[autofocus]")) one.removeAttribute("autofocus");
    old.replaceWith(fresh);
    htmx.process(fresh);
    fresh.dispatchEvent(new CustomEvent("modelbook:swapped", { bubbles: true }));
    fresh.querySelectorAll(".table-responsive").forEach((box, index) => { box.scrollLeft = scrolled[index] ?? 0; });
    if (focused) [...fresh.querySelectorAll("a, button, summary")].find((one) => sign(one) === focused)?.focus({ preventScroll: true });
  };

  // Said politely, and not more often than somebody can listen.
  const say = (words) => {
    for (const word of words) unsaid.add(word);
    clearTimeout(saying);
    saying = setTimeout(() => {
      if (unsaid.size && live) live.querySelector("[role=status]").textContent = `Updated: ${[...unsaid].join(", ")}`;
      unsaid = new Set();
      saidAt = Date.now();
    }, Math.max(0, saidAt + SAYS_AGAIN_AFTER - Date.now()));
  };

  // Whoever edits in a part or has marked text there keeps it as it is.
  const isInUse = (part) => {
    const marked = getSelection();
    return part.querySelector(EDITED) || (!marked.isCollapsed && marked.containsNode(part, true));
  };

  // Replaces the parts that changed, except those that are in use or about to change.
  const show = (fresh) => {
    const there = fresh.getElementById("live");
    const parts = [...document.querySelectorAll("[data-live-part]")];
    const changed = parts.filter((part) => !there || contentOf(part) !== contentOf(fresh.getElementById(part.id)));
    // Nothing moves while the pointer is at a row's buttons: those of another row would come under it.
    const isPointing = document.querySelector("[data-live-part] .row-actions:hover") !== null;
    const kept = changed.filter((part) => !there || isPointing || isInUse(part));
    const free = changed.filter((part) => !kept.includes(part) && !part.parentElement.querySelector(".htmx-request"));
    for (const part of free) swap(part, document.importNode(fresh.getElementById(part.id), true));
    // Charts are never replaced, which would undo a zoom: they fetch their points again.
    if (there && there.dataset.state !== live.dataset.state) window.modelbookCharts?.refresh();
    say(free.map((part) => part.dataset.livePart));
    live.querySelector("a").hidden = kept.length === 0;
    isBehind = free.length < changed.length;
    if (!isBehind) live.dataset.state = there?.dataset.state;
  };

  const fetchAgain = async () => {
    isAskedAgain = true;
    if (isFetching) return;
    isFetching = true;
    const asked = live;
    try {
      while (isAskedAgain && asked === live) {
        isAskedAgain = false;
        const response = await fetch(location.href, { headers: { "X-Live": "true" } });
        const fresh = new DOMParser().parseFromString(await response.text(), "text/html");
        if (asked === live) show(fresh);
      }
    } catch {
      // The network is away; the stream comes back when it does, and sends the state again.
    } finally {
      isFetching = false;
      repeat();
    }
  };

  // What a run logs makes no event: a page that shows a running one is fetched again every so often.
  const repeat = () => {
    clearTimeout(again);
    const every = Number(document.querySelector("[data-live-every]")?.dataset.liveEvery);
    if (live && !document.hidden && every) again = setTimeout(fetchAgain, 1_000 * every);
  };

  const listen = () => {
    repeat();
    source?.close();
    source = null;
    clearTimeout(trying);
    // A browser has few connections for all its windows, so hidden ones wait.
    if (!live || document.hidden) return;
    source = new EventSource(live.dataset.live);
    source.onmessage = (event) => { if (event.data !== live.dataset.state) fetchAgain(); };
    source.onopen = () => { waits = TRIES_AGAIN_AFTER; };
    source.onerror = tryLater;
  };

  // Browsers connect again when a stream ends, but not when one is refused: the site may be busy, or
  // its database away. Later and later, and not all pages at the same moment.
  const tryLater = () => {
    if (source?.readyState !== EventSource.CLOSED) return;
    trying = setTimeout(listen, waits * (0.5 + Math.random()));
    waits = Math.min(waits * 2, TRIES_AT_LEAST_EVERY);
  };

  // Links change the page without loading it anew.
  const look = () => {
    const found = document.getElementById("live");
    if (found === live) return;
    live = found;
    isBehind = false;
    unsaid = new Set();
    listen();
  };

  document.addEventListener("visibilitychange", listen);
  document.addEventListener("htmx:load", look);
  document.addEventListener("htmx:historyRestore", look);
  // A form that was open may be gone.
  document.addEventListener("htmx:afterSettle", () => { if (live && isBehind) fetchAgain(); });
  // Nor does it any longer point at a row's buttons.
  document.addEventListener("mouseout", (event) => {
    if (live && isBehind && event.target.closest?.(".row-actions") && !event.relatedTarget?.closest?.(".row-actions")) fetchAgain();
  });
  look();
})();
