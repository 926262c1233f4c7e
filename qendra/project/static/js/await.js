// What the worker does is shown as it goes on: #await[data-await] is fetched anew every second,
// and the page once it is done. Without a script the reader reloads it.
async function look() {
  const answer = await fetch(location.href).catch(() => null);
  const page = answer?.ok && new DOMParser().parseFromString(await answer.text(), "text/html");
  const fresh = page && page.getElementById("await");
  if (fresh && !fresh.hasAttribute("data-await")) return location.reload();
  if (fresh) document.getElementById("await").replaceChildren(...fresh.childNodes);
  setTimeout(look, 1000);
}

if (document.querySelector("#await[data-await]")) setTimeout(look, 1000);
