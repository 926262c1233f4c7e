// A form with data-preview shows what its values would look like while they are typed: the page
// is asked as by its button "Preview", and of the answer only #preview is taken.
let asked = 0;

async function show(form) {
  const mine = ++asked;
  const values = new FormData(form);
  for (const file of form.querySelectorAll("[type=file]")) values.delete(file.name);
  values.set("preview", "1");
  const answer = await fetch(form.action, { method: "POST", body: values }).catch(() => null);
  if (!answer?.ok || mine !== asked) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  document.getElementById("preview").innerHTML = page.getElementById("preview").innerHTML;
}

for (const form of document.querySelectorAll("form[data-preview]")) {
  let timer;
  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(show, 300, form);
  });
}
