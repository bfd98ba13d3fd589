// Uploads one file after the other, so that each has its progress and a failure stops no other.
(() => {
  const form = document.querySelector("[data-upload]");
  if (!form || form.dataset.ready) return;
  form.dataset.ready = "true";
  const shown = form.querySelector("[data-upload-progress]");
  const button = form.querySelector("[type=submit]");

  // Files of a directory keep the path below it; those that are dropped or chosen have none.
  const chosen = () => [...form.querySelectorAll("input[type=file]")].flatMap((input) =>
    [...input.files].map((file) => ({ file, path: file.webkitRelativePath || file.name })));

  const line = (path) => {
    const item = document.createElement("div");
    item.className = "upload-line";
    const name = document.createElement("bdi");
    name.textContent = path;
    const bar = document.createElement("progress");
    bar.max = 1;
    bar.value = 0;
    bar.setAttribute("aria-label", `Upload of ${path}`);
    const state = document.createElement("span");
    state.className = "upload-state";
    item.append(name, bar, state);
    return { item, bar, state };
  };

  // The outcome of one file: null if it is stored, or why it is not.
  const send = ({ file, path }, bar) => new Promise((resolve) => {
    const body = new FormData();
    body.append("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
    body.append("directory", form.elements.directory.value);
    if (form.elements.reason) body.append("reason", form.elements.reason.value);
    body.append("path", path);
    body.append("files", file, "file");
    const request = new XMLHttpRequest();
    request.open("POST", form.action);
    request.setRequestHeader("Accept", "application/json");
    request.upload.onprogress = (event) => { if (event.lengthComputable) bar.value = event.loaded / event.total; };
    request.onerror = () => resolve("The connection broke off, so nothing of it is stored.");
    request.onload = () => {
      let outcome = null;
      try { outcome = JSON.parse(request.responseText); } catch { /* an error page */ }
      const failed = outcome?.failed?.map((one) => one.message).join(" ");
      if (failed || request.status !== 201) resolve(failed || `The site refused it (${request.status}). Reload the page and try again.`);
      else resolve(null);
    };
    request.send(body);
  });

  const summary = (text, isGood, reload) => {
    const said = document.createElement("p");
    said.className = isGood ? "upload-done" : "upload-done text-danger";
    said.textContent = `${text} `;
    if (reload) {
      const link = document.createElement("a");
      link.href = window.location.href;
      link.textContent = "Show the files";
      said.append(link);
    }
    shown.append(said);
  };

  form.addEventListener("submit", async (event) => {
    const files = chosen();
    if (!files.length) return;
    event.preventDefault();
    button.disabled = true;
    shown.hidden = false;
    shown.replaceChildren();
    let failed = 0;
    for (const one of files) {
      const { item, bar, state } = line(one.path);
      shown.append(item);
      const why = await send(one, bar);
      if (why === null) {
        bar.value = 1;
        state.textContent = "stored";
        // A long list of what went well would hide what did not.
        if (files.length > 20) item.remove();
      } else {
        failed += 1;
        state.textContent = why;
        item.classList.add("is-failed");
      }
    }
    button.disabled = false;
    if (!failed && files.length <= 20) { window.location.reload(); return; }
    const stored = files.length - failed;
    summary(`${stored} of ${files.length} files are stored${failed ? `, ${failed} failed` : ""}.`, !failed, stored > 0);
  });
})();
