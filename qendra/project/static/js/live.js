// Pages that change by themselves. <meta name="live" content="token" data-tag="…"> opens a stream
// that tells *that* something changed; then each [data-live="name"] whose data-on names it (lists,
// ticket, people, calls) is fetched anew: from data-live-url, else this page's address. Only what differs
// is exchanged, so that focus, selection, scroll and typed words stay. Without a stream it asks.
const meta = document.querySelector('meta[name="live"]');
const here = location.pathname + location.search;
const ASK = 15_000, CALM = 8, SOON = 1000, SPREAD = 200, HIDDEN = 5000, READ = 2000, OLD = 480_000;
const tags = new Map([[here, meta?.dataset.tag]]);
const timers = new Map(), fetched = new Map(), running = new Set(), again = new Set();
let token = meta?.content, stream = null, failures = 0, drawn = Date.now(), missed = false, isOver = !meta, rounds = 0;

const roots = () => [...document.querySelectorAll("[data-live]")];
const urlOf = (root) => root.dataset.liveUrl ?? here;

function hear(on) {
  const heard = roots().filter((root) => !on || root.dataset.on.split(" ").includes(on));
  for (const url of new Set(heard.map(urlOf))) soon(url, heard.find((root) => urlOf(root) === url));
}

// At once when it was calm, else once a while (data-every, seconds); browsers not all together.
function soon(url, root) {
  if (document.hidden) return (missed = true);
  if (isOver || timers.has(url)) return;
  const every = Number(root.dataset.every ?? 1) * SOON;
  const rest = Math.max(0, (fetched.get(url) ?? 0) + every - Date.now());
  timers.set(url, setTimeout(() => { timers.delete(url); refresh(url); }, rest + Math.random() * SPREAD));
}

async function refresh(url, wantsAll = false) {
  if (running.has(url)) return again.add(url);
  running.add(url);
  fetched.set(url, Date.now());
  const headers = { "X-Fragment": seen() };
  if (!wantsAll && tags.get(url)) headers["If-None-Match"] = tags.get(url);
  try {
    const answer = await fetch(url, { headers, cache: "no-store" });
    if (answer.redirected || answer.status === 403 || answer.status === 404) end();
    else if (answer.status === 200) {
      tags.set(url, answer.headers.get("ETag"));
      show(url, await answer.text());
    }
  } catch {
    // The network is away: the next round asks again.
  } finally {
    running.delete(url);
    if (again.delete(url)) refresh(url);
  }
}

// The last entry that whoever is writing had before them when they began.
function seen() {
  const form = document.getElementById("compose");
  const isWriting = form && (form.elements.text.value.trim() || form.contains(document.activeElement));
  if (form && !isWriting) delete form.dataset.since;
  else if (form) form.dataset.since ??= form.elements.seen.value;
  return form?.dataset.since ?? "0";
}

function show(url, html) {
  const page = new DOMParser().parseFromString(html, "text/html");
  if (url === here) {
    token = page.querySelector('meta[name="live"]')?.content ?? token;
    drawn = Date.now();
  }
  const focus = document.activeElement, top = focus.getBoundingClientRect().top;
  const added = [];
  for (const root of roots().filter((each) => urlOf(each) === url)) {
    const fresh = page.querySelector(`[data-live="${root.dataset.live}"]`);
    if (fresh) morph(root, fresh, added);
  }
  if (focus.isConnected && document.activeElement !== focus) focus.focus({ preventScroll: true });
  if (focus !== document.body) scrollBy(0, focus.getBoundingClientRect().top - top);
  say(added);
  if (url === here) setTimeout(stand, READ, { ...document.querySelector("[data-version]")?.dataset });
  document.dispatchEvent(new CustomEvent("live-shown"));
}

// What has been on the screen for a while was read: the composer then stands on that version.
function stand({ version, seen }) {
  const form = document.getElementById("compose");
  if (document.hidden || !form || !version) return;
  form.elements.version.value = version;
  form.elements.seen.value = seen;
}

const KEPT = new Set(["open", "aria-selected", "data-fresh", "data-sent", "aria-busy"]);

// Makes `old` what `fresh` is, touching nothing that is the same, and no form in use.
function morph(old, fresh, added) {
  if (old.isEqualNode(fresh) || isHeld(old)) return;
  for (const { name } of [...old.attributes]) if (!KEPT.has(name) && !fresh.hasAttribute(name)) old.removeAttribute(name);
  for (const { name, value } of fresh.attributes) if (!KEPT.has(name) && old.getAttribute(name) !== value) old.setAttribute(name, value);
  const known = new Map([...old.children].filter((each) => each.id).map((each) => [each.id, each]));
  let at = old.firstChild;
  for (const wanted of [...fresh.childNodes]) {
    while (at?.dataset?.keep !== undefined) at = at.nextSibling;
    const same = wanted.id ? known.get(wanted.id) : isAlike(at, wanted) ? at : null;
    if (!same) {
      const fresher = old.insertBefore(document.importNode(wanted, true), at);
      if (fresher.id && known.size) added.push(fresher);
      // An empty list becomes a list at once, with all its rows.
      else if (!fresher.id) added.push(...(fresher.querySelectorAll?.("tr[id]") ?? []));
    } else {
      if (same === at) at = at.nextSibling;
      else old.insertBefore(same, at);
      if (same.nodeType === Node.ELEMENT_NODE) morph(same, wanted, added);
      else if (same.data !== wanted.data) same.data = wanted.data;
    }
  }
  while (at) {
    const next = at.nextSibling;
    if (at.nodeType !== Node.ELEMENT_NODE || !(isHeld(at) || [...at.querySelectorAll("*")].some(isHeld))) at.remove();
    at = next;
  }
}

const isAlike = (a, b) => a && a.nodeType === b.nodeType && a.nodeName === b.nodeName && !a.id;

// What somebody is busy with: it stays as it is, with the version that it was drawn from.
function isHeld(element) {
  if (element.dataset.keep !== undefined) return true;
  if (element.matches("details[open]")) return element.querySelector("form") !== null;
  if (!element.matches("form")) return false;
  return element.contains(document.activeElement) || element.dataset.sent !== undefined || [...element.elements].some(isTyped);
}

function isTyped(field) {
  if (field.type === "hidden") return false;
  if (field.options) return field.selectedIndex !== Math.max(0, [...field.options].findIndex((each) => each.defaultSelected));
  // A button holds no words: it has no default either.
  return "defaultValue" in field && (field.value !== field.defaultValue || field.checked !== field.defaultChecked);
}

// Marked softly, and said politely: once for all that came together.
function say(added) {
  for (const each of added) each.dataset.fresh = "";
  const told = added.filter((each) => each.closest("[data-said]"));
  if (!told.length) return;
  const words = told.map((each) => (each.querySelector("[data-say]") ?? each).textContent.replace(/\s+/g, " ").trim());
  teller.textContent = `${told[0].closest("[data-said]").dataset.said} ${words.join(", ").slice(0, 160)}`;
}

const teller = Object.assign(document.createElement("p"), { className: "sr" });
teller.setAttribute("role", "status");
document.body.append(teller);

function listen() {
  if (stream || isOver || document.hidden || !token || !window.EventSource) return;
  stream = new EventSource(`/live?token=${encodeURIComponent(token)}`);
  stream.onopen = () => (failures = 0);
  stream.onerror = retry;
  stream.addEventListener("lists", () => hear("lists"));
  stream.addEventListener("people", () => hear("people"));
  stream.addEventListener("calls", () => hear("calls"));
  stream.addEventListener("look", () => hear());
  stream.addEventListener("ticket", ({ data }) => {
    const shown = Number(document.querySelector("[data-version]")?.dataset.version ?? 0);
    if (!(Number(data.split(" ")[1]) <= shown)) hear("ticket");
  });
}

// It ended, or never began: try again, with a new token under the rights of that moment if the
// old one may be over. What was missed meanwhile the stream tells when it opens.
function retry() {
  hush();
  const pause = Math.min(2 ** failures++, 60) * (500 + Math.random() * 1000);
  setTimeout(async () => { if (Date.now() - drawn > OLD) await refresh(here, true); listen(); }, pause);
}

function hush() {
  stream?.close();
  stream = null;
}

function end() {
  if (isOver) return;
  isOver = true;
  hush();
  const told = Object.assign(document.createElement("div"), { className: "toast", textContent: meta.dataset.over });
  told.setAttribute("role", "alert");
  const place = Object.assign(document.createElement("div"), { className: "toasts" });
  place.append(told);
  (document.querySelector("main") ?? document.body).prepend(place);
}

// Without a stream every round asks; with one every eighth, for what only time changes.
setInterval(() => (stream?.readyState === 1 && ++rounds % CALM) || hear(), ASK);
document.addEventListener("visibilitychange", () => {
  if (document.hidden) return setTimeout(() => document.hidden && hush(), HIDDEN);
  if (missed || !stream) hear();
  missed = false;
  listen();
});
// What another module was answered: {url, html}.
document.addEventListener("live-answer", ({ detail }) => show(detail.url, detail.html));
listen();
