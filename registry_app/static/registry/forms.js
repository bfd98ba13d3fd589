// Small helps in forms; every task can be done without them.

// Ctrl and Enter send the form from within a text of many lines.
document.addEventListener("keydown", (event) => {
  const isSending = event.key === "Enter" && (event.ctrlKey || event.metaKey);
  const form = isSending && event.target.matches?.("textarea") ? event.target.form : null;
  if (!form) return;
  event.preventDefault();
  const buttons = [...form.elements].filter((one) => one.type === "submit" && !one.hasAttribute("formaction"));
  form.requestSubmit(buttons[0]);
});

// A link of the summary of mistakes leads into its field.
document.addEventListener("click", (event) => {
  const link = event.target.closest?.(".form-faults a");
  const field = link && document.getElementById(decodeURIComponent(link.hash.slice(1)));
  if (!field) return;
  event.preventDefault();
  field.focus();
  field.scrollIntoView({ block: "center" });
});
