// Sends a form that keeps a draft: with a bar that moves while files go up, and, when the network
// drops, again by itself until it arrives. The form's token makes a repetition one thing. What else
// goes wrong, the browser sends the plain way. [data-not-sent] is shown meanwhile, [data-try] tries now.
const PAUSE = 10_000;

function send(event, form) {
  if (event.defaultPrevented || form.hasAttribute("data-plain")) return;
  event.preventDefault();
  if (form.hasAttribute("data-sent")) return;
  form.setAttribute("data-sent", "");
  event.submitter?.setAttribute("aria-busy", "true");
  // The draft keeps the token from here on: sent again after a reload it is still one thing.
  form.dispatchEvent(new CustomEvent("sending"));
  attempt(form, event.submitter);
}

function attempt(form, submitter) {
  const bar = progress(form);
  const request = new XMLHttpRequest();
  request.upload.onprogress = ({ loaded, total }) => bar && (bar.value = loaded / total);
  request.onload = () => arrive(request, form);
  request.onerror = () => wait(form, submitter, bar);
  request.open("POST", form.action);
  request.setRequestHeader("X-Sent-By-Script", "1");
  request.send(new FormData(form, submitter));
}

function progress(form) {
  const box = form.querySelector("[data-drop]");
  if (!box?.querySelector("input").files.length) return null;
  const bar = Object.assign(document.createElement("progress"), { className: "progress", max: 1, value: 0 });
  bar.setAttribute("aria-label", box.dataset.sending);
  box.append(bar);
  return bar;
}

// No answer: nothing is known to have arrived, and everything typed is here and in the draft.
function wait(form, submitter, bar) {
  bar?.remove();
  form.removeAttribute("data-sent");
  submitter?.removeAttribute("aria-busy");
  const note = form.querySelector("[data-not-sent]");
  if (note) note.hidden = false;
  const again = () => {
    clearTimeout(timer);
    removeEventListener("online", again);
    form.removeEventListener("submit", stop);
    if (form.isConnected) form.requestSubmit(submitter);
  };
  const stop = () => {
    clearTimeout(timer);
    removeEventListener("online", again);
  };
  const timer = setTimeout(again, PAUSE);
  addEventListener("online", again);
  form.addEventListener("submit", stop, { once: true });
}

// Accepted: the server says where to go on. Else the page comes back, with what is wrong.
function arrive(request, form) {
  const next = request.getResponseHeader("X-Go-To");
  if (next) return go(new URL(next, location));
  form.setAttribute("data-plain", "");
  form.submit();
}

// To another place of the page that is open, the browser would only scroll.
function go(next) {
  const isHere = next.hash && next.href.split("#")[0] === location.href.split("#")[0];
  location.assign(next);
  if (isHere) location.reload();
}

for (const form of document.querySelectorAll("form[data-draft]")) {
  form.addEventListener("submit", (event) => send(event, form));
  form.querySelector("[data-try]")?.addEventListener("click", () => form.requestSubmit());
}
