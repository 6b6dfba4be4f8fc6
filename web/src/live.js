// What others change is shown at once, but never over what somebody is writing.
document.addEventListener("htmx:oobBeforeSwap", keep);
document.addEventListener("htmx:beforeSwap", keep);

function keep(event) {
  const target = event.detail.target ?? event.target;
  const fields = [...(target.querySelectorAll?.("[data-guard] textarea, [data-guard] input, [data-guard] select") ?? [])];
  const writing = fields.some((field) => field === document.activeElement || changed(field));
  if (writing) event.detail.shouldSwap = false;
}

function changed(field) {
  if (field.type === "radio" || field.type === "checkbox") return field.checked !== field.defaultChecked;
  if (field.tagName === "SELECT") return [...field.options].some((option) => option.selected !== option.defaultSelected);
  return field.value !== field.defaultValue;
}
