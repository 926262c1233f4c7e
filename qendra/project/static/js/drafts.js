// Nothing typed is lost when the session ends, the network drops or the window closes:
// a form with data-draft="name" keeps its words in this browser until it was sent.
// A page that shows the result says data-draft-sent="name". Drafts older than a week are dropped.
// A draft belongs to the person (<html data-person>): nobody else at this screen reads it.
const PREFIX = `qendra-draft:${document.documentElement.dataset.person ?? ""}:`;
const WEEK = 7 * 24 * 3600 * 1000;
const KEPT = "textarea, select, input:not([type=hidden], [type=file], [type=password])";

const keyOf = (form) => PREFIX + form.dataset.draft;

function save(form, token) {
  const values = {};
  for (const field of form.querySelectorAll(KEPT)) {
    if (!field.name) continue;
    if (field.type === "radio" || field.type === "checkbox") {
      if (field.checked) (values[field.name] ??= []).push(field.value);
    } else if (field.value !== field.defaultValue || field.value) {
      values[field.name] = field.value;
    }
  }
  try {
    localStorage.setItem(keyOf(form), JSON.stringify({ at: Date.now(), values, token }));
  } catch {
    // Private windows may keep nothing; the server gives everything back on errors anyway.
  }
}

function restore(form) {
  const { at, values, token } = JSON.parse(localStorage.getItem(keyOf(form)) ?? "{}");
  if (!values || Date.now() - at > WEEK) return;
  for (const field of form.querySelectorAll(KEPT)) {
    const kept = values[field.name];
    if (kept === undefined) continue;
    if (field.type === "radio" || field.type === "checkbox") field.checked = kept.includes(field.value);
    else field.value = kept;
  }
  // It may have arrived although no answer came back: unchanged, it is sent as the same thing.
  if (token && form.elements.token) form.elements.token.value = token;
  form.dispatchEvent(new CustomEvent("draft-restored"));
  const note = form.querySelector("[data-draft-note]");
  if (note && Object.keys(values).length) note.hidden = false;
}

function forget(key) {
  localStorage.removeItem(key);
}

for (const sent of document.querySelectorAll("[data-draft-sent]")) forget(PREFIX + sent.dataset.draftSent);

for (const form of document.querySelectorAll("form[data-draft]")) {
  // A form that came back with errors already holds what was typed, newer than the draft.
  if (!form.hasAttribute("data-returned")) restore(form);
  form.addEventListener("input", () => save(form));
  form.addEventListener("sending", () => save(form, form.elements.token?.value));
  form.querySelector("[data-draft-forget]")?.addEventListener("click", () => {
    forget(keyOf(form));
    location.reload();
  });
}
