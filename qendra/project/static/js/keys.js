// Keys of the desk. Anything with data-key="x" is focused (a field), checked and written to (a
// mode of the composer) or followed (a link) by its key; j and k walk through the list, Enter
// opens the row. Never while somebody types.
const TYPING = "input:not([type=radio], [type=checkbox]), textarea, select, [contenteditable]";
const rows = [...document.querySelectorAll(".tickets tbody tr")];

function walk(step) {
  const before = rows.findIndex((row) => row.getAttribute("aria-selected") === "true");
  const next = rows[Math.min(Math.max(before + step, 0), rows.length - 1)];
  if (!next) return;
  rows[before]?.removeAttribute("aria-selected");
  next.setAttribute("aria-selected", "true");
  next.querySelector("a").focus();
}

function press(element) {
  if (element.type === "radio") {
    element.checked = true;
    element.form.querySelector("textarea").focus();
  } else if (element.matches("input")) {
    element.select();
  } else {
    element.click();
  }
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.matches(TYPING)) {
    if (event.key === "Escape") event.target.blur();
    return;
  }
  if (event.key === "j" || event.key === "k") return walk(event.key === "j" ? 1 : -1);
  const element = document.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
  if (!element) return;
  event.preventDefault();
  press(element);
});
