// Ticking tickets of a list: all of the page by the box above them, a range with Shift, the one
// under the keyboard with x. The bar says how many; without a script it does the same, uncounted.
const TYPING = "input:not([type=checkbox]), textarea, select, dialog *";
const boxes = () => [...document.querySelectorAll(".tickets [name=ticket]")];
const all = () => document.querySelector("[data-tick-all]");
let last = null;

function tell() {
  const every = boxes(), ticked = every.filter((box) => box.checked).length;
  // An empty list has no bar.
  const told = document.querySelector("[data-ticked]"), words = ticked && told ? `${told.dataset.ticked} ${ticked}` : "";
  if (told && told.textContent !== words) told.textContent = words;
  if (!all()) return;
  all().checked = ticked > 0 && ticked === every.length;
  all().indeterminate = ticked > 0 && ticked < every.length;
}

function range(box) {
  const every = boxes(), ends = [every.indexOf(last), every.indexOf(box)].sort((a, b) => a - b);
  if (ends[0] >= 0) for (const each of every.slice(ends[0], ends[1] + 1)) each.checked = box.checked;
}

document.addEventListener("click", ({ target, shiftKey }) => {
  if (target.matches("[data-tick-all]")) for (const box of boxes()) box.checked = target.checked;
  else if (target.matches(".tickets [name=ticket]")) {
    if (shiftKey) range(target);
    last = target;
  } else return;
  tell();
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "x" || event.ctrlKey || event.metaKey || event.altKey || event.target.matches(TYPING)) return;
  document.querySelector("tr[aria-selected=true] [name=ticket]")?.click();
});
document.addEventListener("reset", () => setTimeout(tell));
document.addEventListener("live-shown", tell);
tell();
