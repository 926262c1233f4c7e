// Says who has a ticket's page before them, and what they write: <form data-presence>, posted when
// it begins, changes and ends, and every 30 seconds while it is seen. The answer names the others.
const form = document.querySelector("form[data-presence]");
const composer = document.getElementById("compose");
const EVERY = 30_000, RESTS = 20_000;
let said = null, typed = 0;

// Writing is typing a moment ago, with something there that could be sent.
function writes() {
  const isWriting = composer?.elements.text.value.trim() && Date.now() - typed < RESTS;
  return isWriting ? composer.elements.mode.value : "";
}

async function tell(isBeat = false) {
  if (document.hidden || (!isBeat && said === writes())) return;
  said = form.elements.writes.value = writes();
  try {
    const answer = await fetch(form.action, { method: "POST", body: new FormData(form), headers: { "X-Fragment": "0" } });
    const detail = { url: form.getAttribute("action"), html: await answer.text() };
    if (answer.status === 200 && !answer.redirected) document.dispatchEvent(new CustomEvent("live-answer", { detail }));
  } catch {
    said = null; // The network is away: said again with the next beat.
  }
}

function leave() {
  const words = new FormData(form);
  words.set("leaves", "on");
  navigator.sendBeacon(form.action, words);
  said = null;
}

if (form) {
  composer?.addEventListener("input", () => { typed = Date.now(); tell(); });
  composer?.addEventListener("change", () => tell());
  document.addEventListener("visibilitychange", () => (document.hidden ? leave() : tell(true)));
  addEventListener("pagehide", leave);
  setInterval(() => tell(), 2000);
  setInterval(() => tell(true), EVERY);
  tell(true);
}
