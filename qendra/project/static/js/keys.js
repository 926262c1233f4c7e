// Keys of the desk. Anything with data-key="x" is focused (a field), checked and written to (a
// mode of the composer), opened (a form) or followed (a link) by its key; what stands in the
// content comes before what stands around it. j and k walk through the list, or to the next
// and the previous open ticket; Enter opens the row. Never while somebody types, never with
// Ctrl, Alt or Meta. Everything is looked up when a key comes, since parts of a page are replaced.
const TYPING = "input:not([type=radio], [type=checkbox]), textarea, select, [contenteditable]";

function walk(step) {
  const rows = [...document.querySelectorAll(".tickets tbody tr")];
  if (!rows.length) return document.querySelector(step > 0 ? "[data-next]" : "[data-previous]")?.click();
  const before = rows.findIndex((row) => row.getAttribute("aria-selected") === "true");
  const next = rows[Math.min(Math.max(before + step, 0), rows.length - 1)];
  rows[before]?.removeAttribute("aria-selected");
  next.setAttribute("aria-selected", "true");
  next.querySelector(".table__link").focus();
  next.scrollIntoView({ block: "nearest" });
}

function press(element) {
  if (element.type === "radio") {
    element.click();
    element.form.querySelector("textarea").focus();
  } else if (element.matches("summary")) {
    const sheet = element.parentElement;
    sheet.open = true;
    sheet.querySelector("select, textarea, input:not([type=hidden]), button")?.focus();
  } else if (element.matches("input")) {
    element.select();
  } else {
    element.click();
  }
}

function leave(element) {
  const sheet = element.closest("details[open]");
  if (!sheet) return element.matches(TYPING) && element.blur();
  sheet.open = false;
  sheet.querySelector("summary").focus();
}

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.isComposing || event.target.closest("dialog")) return;
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) return event.target.form?.requestSubmit(event.target.form.querySelector(".button--primary"));
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "Escape") return leave(event.target);
  if (event.target.matches(TYPING)) return;
  if (event.key === "j" || event.key === "k") return walk(event.key === "j" ? 1 : -1);
  const wanted = `[data-key="${CSS.escape(event.key)}"]`;
  const element = document.querySelector(`main ${wanted}`) ?? document.querySelector(wanted);
  if (!element) return;
  event.preventDefault();
  press(element);
});
