// Sends a comment by Ctrl and Enter, or Command and Enter, as a form of one line is sent by Enter.
document.body.addEventListener("keydown", (event) => {
  const area = event.target;
  if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || event.isComposing) return;
  if (!(area instanceof HTMLTextAreaElement) || !area.closest(".comment-form")) return;
  event.preventDefault();
  area.form.requestSubmit();
});
