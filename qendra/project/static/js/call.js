// The page of a call: how long it takes, and which of the facts are there while somebody types.
const form = document.querySelector("form[data-draft=call]");
const timer = document.querySelector("[data-timer]");
const { seconds, is_over: over, kind } = form.elements;
const began = Date.now() - Number(seconds.value || 0) * 1000;

function tick() {
  if (!over.value) seconds.value = Math.floor((Date.now() - began) / 1000);
  const taken = Number(seconds.value || 0);
  const parts = [Math.floor(taken / 60), String(taken % 60).padStart(2, "0")];
  timer.querySelector("[data-time]").textContent = parts.join(":");
}

timer.dataset.runs = "";
timer.querySelector("[data-stop]").hidden = Boolean(over.value);
timer.querySelector("[data-stop]").addEventListener("click", ({ target }) => {
  over.value = "1";
  target.hidden = true;
});
setInterval(tick, 1000);
tick();

function check() {
  const shown = [...document.querySelectorAll("[data-fact]")].filter((each) => {
    each.hidden = "fault" in each.dataset && kind.value === "request";
    return !each.hidden;
  });
  for (const each of shown.filter((one) => one.dataset.fact)) {
    const isKnown = Boolean(form.elements[each.dataset.fact].value.trim());
    each.querySelector("[data-yes]").hidden = !isKnown;
    each.querySelector("[data-no]").hidden = isKnown;
    if (isKnown || !("required" in each.dataset)) delete each.dataset.tone;
    else each.dataset.tone = "major";
  }
  document.querySelector("[data-known]").textContent = shown.filter((each) => !each.querySelector("[data-yes]").hidden).length;
  document.querySelector("[data-all]").textContent = shown.length;
}

form.addEventListener("input", check);
form.addEventListener("draft-restored", check);
check();
