// Keeps every <time class="when"> true while a page stays open, in the sentences of the page's
// language (meta "relative-time"; the server says the same in qendra/lib/moments.py).
const words = JSON.parse(document.querySelector('meta[name="relative-time"]')?.content ?? "{}");

const fill = (pattern, values) => pattern.replace(/%\((\w+)\)[ds]/g, (_, name) => values[name]);

export function span(seconds) {
  const days = Math.floor(seconds / 86400);
  const hours = Math.floor((seconds % 86400) / 3600);
  const minutes = Math.floor((seconds % 3600) / 60);
  const values = { days, hours, minutes };
  if (days >= 7 || (days && !hours)) return fill(words.d, values);
  if (days) return fill(words.dh, values);
  if (hours && minutes) return fill(words.hm, values);
  return fill(hours ? words.h : words.m, values);
}

export function relative(moment, now) {
  const seconds = (moment - now) / 1000;
  if (Math.abs(seconds) < 60) return words.now;
  return fill(seconds > 0 ? words.ahead : words.past, { span: span(Math.abs(seconds)) });
}

function tick() {
  if (!words.now) return;
  for (const element of document.querySelectorAll("time.when")) {
    const told = relative(new Date(element.dateTime), Date.now());
    if (element.textContent !== told) element.textContent = told;
  }
}

setInterval(tick, 20_000);
document.addEventListener("visibilitychange", () => document.hidden || tick());
