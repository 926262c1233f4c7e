// Ctrl K opens the palette, ? the map of the keys: both are pages that are shown in a dialog.
// The field keeps the focus; the arrows choose among the offers (combobox and listbox for
// screen readers), Enter takes the chosen one, Escape closes.
const door = document.querySelector("[data-palette]");
let asked = 0;

function dialog(label) {
  const made = document.createElement("dialog");
  made.className = "palette";
  made.setAttribute("aria-label", label);
  made.addEventListener("click", (event) => event.target === made && made.close());
  made.addEventListener("close", () => made.remove());
  document.body.append(made);
  made.showModal();
  return made;
}

async function part(url, values) {
  const address = new URL(url, location.href);
  for (const [name, value] of Object.entries({ ...values, part: 1 })) address.searchParams.set(name, value);
  const answer = await fetch(address);
  return answer.ok && !answer.redirected ? answer.text() : "";
}

function choose(box, field, chosen) {
  for (const offer of box.querySelectorAll("[data-offer]")) offer.setAttribute("aria-selected", offer === chosen);
  field.setAttribute("aria-activedescendant", chosen?.id ?? "");
  chosen?.scrollIntoView({ block: "nearest" });
}

async function look(box, field) {
  const mine = ++asked;
  const { ticket = "" } = document.querySelector("[data-ticket]")?.dataset ?? {};
  const html = await part(door.href, { q: field.value, ticket, from: location.pathname + location.search });
  if (mine !== asked || !html) return;
  box.innerHTML = html;
  box.querySelectorAll("[data-offer]").forEach((offer, place) => {
    offer.id = `offer-${place}`;
    offer.setAttribute("role", "option");
    offer.tabIndex = -1;
  });
  choose(box, field, box.querySelector("[data-offer]"));
}

function move(event, box, field) {
  const offers = [...box.querySelectorAll("[data-offer]")];
  const here = offers.findIndex((offer) => offer.getAttribute("aria-selected") === "true");
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step) choose(box, field, offers[(here + step + offers.length) % offers.length]);
  else if (event.key === "Enter") offers[here]?.click();
  else return;
  event.preventDefault();
}

function open() {
  const shown = dialog(door.dataset.palette);
  const field = Object.assign(document.createElement("input"), {
    type: "search", className: "palette__words", placeholder: door.dataset.words, autocomplete: "off",
  });
  const box = Object.assign(document.createElement("div"), { id: "offers", className: "palette__offers" });
  const roles = { role: "combobox", "aria-expanded": "true", "aria-controls": "offers", "aria-autocomplete": "list", "aria-label": door.dataset.words };
  for (const [name, value] of Object.entries(roles)) field.setAttribute(name, value);
  box.setAttribute("role", "listbox");
  box.setAttribute("aria-label", door.dataset.palette);
  shown.append(field, box);
  field.addEventListener("input", () => look(box, field));
  field.addEventListener("keydown", (event) => move(event, box, field));
  field.focus();
  look(box, field);
}

async function showKeys(link) {
  const shown = dialog(link.textContent.trim());
  shown.tabIndex = 0;
  shown.innerHTML = await part(link.href, {});
}

document.addEventListener("keydown", (event) => {
  if (!(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey || event.key.toLowerCase() !== "k") return;
  event.preventDefault();
  if (!document.querySelector("dialog[open]")) open();
});
document.addEventListener("click", (event) => {
  const link = event.target.closest("[data-palette], [data-keys]");
  if (!link || event.ctrlKey || event.metaKey || event.button) return;
  event.preventDefault();
  if (link === door) open();
  else showKeys(link);
});
