// Files by drop and paste besides the picker, with names and sizes before they are sent (send.js
// sends them). Everything ends in the form's own <input type="file">.
const size = (bytes) =>
  new Intl.NumberFormat(document.documentElement.lang, {
    style: "unit", unit: bytes < 1e6 ? "kilobyte" : "megabyte", maximumFractionDigits: bytes < 1e6 ? 0 : 1,
  }).format(bytes / (bytes < 1e6 ? 1e3 : 1e6));

function take(box, input, more) {
  const all = new DataTransfer();
  for (const file of [...input.files, ...more].slice(0, Number(box.dataset.count))) all.items.add(file);
  input.files = all.files;
  draw(box, input);
}

function drop(box, input, index) {
  const rest = new DataTransfer();
  [...input.files].forEach((file, place) => place === index || rest.items.add(file));
  input.files = rest.files;
  draw(box, input);
}

function draw(box, input) {
  const list = box.querySelector("[data-chosen]");
  list.replaceChildren(...[...input.files].map((file, index) => row(box, input, file, index)));
}

function row(box, input, file, index) {
  const item = document.createElement("li");
  const refused = file.size > Number(box.dataset.most);
  item.className = "file";
  item.toggleAttribute("data-refused", refused);
  const told = refused ? `${size(file.size)}, ${box.dataset.tooLarge}` : size(file.size);
  item.append(word("file__name", file.name), word("file__size", told), remover(box, input, index, file.name));
  return item;
}

function word(name, text) {
  const element = document.createElement("span");
  element.className = name;
  element.textContent = text;
  return element;
}

function remover(box, input, index, name) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "link";
  button.textContent = "×";
  button.setAttribute("aria-label", `${box.dataset.remove}: ${name}`);
  button.addEventListener("click", () => drop(box, input, index));
  return button;
}

function watch(box) {
  const input = box.querySelector('input[type="file"]');
  const form = box.closest("form");
  input.addEventListener("change", () => draw(box, input));
  form.addEventListener("paste", (event) => {
    if (event.clipboardData.files.length) take(box, input, event.clipboardData.files);
  });
  for (const name of ["dragover", "dragleave", "drop"]) {
    box.addEventListener(name, (event) => {
      event.preventDefault();
      box.toggleAttribute("data-over", name === "dragover");
      if (name === "drop") take(box, input, event.dataTransfer.files);
    });
  }
}

for (const box of document.querySelectorAll("[data-drop]")) watch(box);
