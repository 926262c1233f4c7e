// "When did it start?" by one press: a button with data-minutes writes the moment that many minutes
// ago, in the zone of the field's box (data-zone), as the field itself would be typed.
for (const box of document.querySelectorAll("[data-started]")) {
  const field = box.querySelector("input");
  const clock = new Intl.DateTimeFormat("sv-SE", { timeZone: box.dataset.started, dateStyle: "short", timeStyle: "short" });
  box.querySelector("[data-presets]").hidden = false;
  box.addEventListener("click", (event) => {
    const minutes = event.target.dataset.minutes;
    if (minutes === undefined) return;
    field.value = clock.format(Date.now() - minutes * 60_000).replace(" ", "T");
    field.dispatchEvent(new Event("input", { bubbles: true }));
  });
}
