// Shows the resulting resolution priority while impact and urgency are chosen (P1).
// The table comes from the server: <output data-priorities='{"kind impact urgency": "priority"}'>
// holds one hidden element per priority (data-priority); "" is shown while an impact is missing.
const outcome = document.querySelector("[data-priorities]");
const table = JSON.parse(outcome?.dataset.priorities ?? "{}");

function chosen(form, name) {
  return form.elements[name]?.value ?? "";
}

function show(form) {
  const kind = chosen(form, "kind");
  const impact = kind === "request" ? "" : chosen(form, "impact");
  const priority = table[`${kind} ${impact} ${chosen(form, "urgency")}`];
  for (const each of outcome.querySelectorAll("[data-priority]")) {
    each.hidden = each.dataset.priority !== (priority ?? "");
  }
}

if (outcome) {
  const form = outcome.closest("form");
  form.addEventListener("change", () => show(form));
  form.addEventListener("draft-restored", () => show(form));
  show(form);
}
