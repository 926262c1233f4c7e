// What a careful eye would say of a page, as sentences; nothing when it is well made.
// Given to Playwright's page.evaluate; axe is asked apart from it.
() => {
  const told = [];
  const say = (what) => told.push(what);
  const root = document.documentElement;
  const name = (el) => {
    const words = (el.innerText || el.value || el.getAttribute("aria-label") || "").trim();
    return `<${el.tagName.toLowerCase()} class="${el.getAttribute("class") || ""}"> "${words.slice(0, 40)}"`;
  };
  const isSeen = (el) => {
    if (!el.checkVisibility({ visibilityProperty: true, opacityProperty: true })) return false;
    const box = el.getBoundingClientRect();
    return box.width > 1 && box.height > 1;
  };
  const scrolls = (el) => {
    for (let at = el; at && at !== document.body; at = at.parentElement) {
      if (["auto", "scroll"].includes(getComputedStyle(at).overflowX)) return true;
    }
    return false;
  };
  const all = [...document.body.querySelectorAll("*")].filter(
    (el) => !el.closest("svg, .sr, .skip, option, .guide__pane .toasts") && isSeen(el)
  );
  const ownText = (el) => [...el.childNodes].filter((n) => n.nodeType === 3 && n.data.trim());

  if (root.scrollWidth > innerWidth) say(`is ${root.scrollWidth - innerWidth} px wider than the window`);

  if (innerWidth >= 1280) {
    for (const el of document.querySelectorAll(".table-wrap")) {
      if (el.scrollWidth > el.clientWidth && !el.closest(".guide")) say(`shows a table that is ${el.scrollWidth - el.clientWidth} px wider than its frame`);
    }
  }

  const sizes = new Map();
  for (const el of all) {
    if (!ownText(el).length) continue;
    const size = getComputedStyle(el).fontSize;
    if (!sizes.has(size)) sizes.set(size, name(el));
  }
  if (sizes.size > 5) say(`has ${sizes.size} type sizes: ${[...sizes].map(([s, n]) => `${s} ${n}`).join(", ")}`);

  const primary = all.filter((el) => el.matches(".button--primary") && !el.closest(".guide"));
  if (primary.length > 1) say(`has ${primary.length} primary buttons: ${primary.map(name).join(", ")}`);

  for (const el of all) {
    const style = getComputedStyle(el);
    const isEnded = style.textOverflow === "ellipsis" || style.webkitLineClamp !== "none";
    if (ownText(el).length && !isEnded && ["hidden", "clip"].includes(style.overflowX) && el.scrollWidth > el.clientWidth + 1) say(`cuts ${name(el)}`);
    if (ownText(el).length && el.innerText.trim().length > 12 && el.clientHeight > 6 * el.clientWidth && el.clientWidth) say(`squeezes ${name(el)}`);
    for (const node of ownText(el)) {
      if (scrolls(el)) break;
      const range = document.createRange();
      range.selectNodeContents(node);
      const box = range.getBoundingClientRect();
      if (box.width && (box.left < -1 || box.right > innerWidth + 1)) {
        if (!isEnded && !el.parentElement.closest(".clip")) say(`has words outside of the window: ${name(el)}`);
        break;
      }
    }
  }

  // What is touched, each line of words, and pictures: none lies over another.
  const floats = (el) => {
    for (let at = el; at && at !== document.body; at = at.parentElement) {
      if (at.matches("[open] > .act__sheet, .menu__sheet, .toasts, dialog, label, .guide")) return true;
      if (["fixed", "sticky"].includes(getComputedStyle(at).position)) return true;
    }
    return false;
  };
  const lines = (node) => {
    const range = document.createRange();
    range.selectNodeContents(node);
    return [...range.getClientRects()];
  };
  const pieces = [
    ...all.filter((el) => el.matches("a[href], button, input:not([type=hidden]), select, textarea, summary")).map((el) => [el, el.getBoundingClientRect()]),
    ...all.flatMap((el) => ownText(el).flatMap(lines).map((box) => [el, box])),
    ...[...document.querySelectorAll("svg, img")].filter(isSeen).map((el) => [el, el.getBoundingClientRect()]),
  ].filter(([el]) => !floats(el)).sort(([, p], [, q]) => p.top - q.top);
  // A sign stands within its field on purpose, as pictures drawn over each other in one frame do.
  const within = (p, q) => p.left >= q.left && p.right <= q.right && p.top >= q.top && p.bottom <= q.bottom;
  const stands = ([a, p], [b, q]) => a.matches("svg") && (b.matches("svg") ? a.parentElement === b.parentElement : b.matches("input") && within(p, q));
  const lying = new Set();
  for (let i = 0; i < pieces.length; i++) {
    const [a, p] = pieces[i];
    for (let j = i + 1; j < pieces.length && pieces[j][1].top < p.bottom - 3; j++) {
      const [b, q] = pieces[j];
      if (a.contains(b) || b.contains(a) || stands(pieces[i], pieces[j]) || stands(pieces[j], pieces[i])) continue;
      const wide = Math.min(p.right, q.right) - Math.max(p.left, q.left);
      const high = Math.min(p.bottom, q.bottom) - q.top;
      if (wide > 3 && high > 3) lying.add(`lets ${name(a)} and ${name(b)} overlap`);
    }
  }
  lying.forEach(say);

  const isMirrored = root.dir === "rtl";
  const starts = new Map();
  const main = document.querySelector("main");
  for (const el of main ? main.children : []) {
    if (!isSeen(el) || ["absolute", "fixed"].includes(getComputedStyle(el).position)) continue;
    const box = el.getBoundingClientRect();
    const start = Math.round(isMirrored ? innerWidth - box.right : box.left);
    if (!starts.has(start)) starts.set(start, name(el));
  }
  if (starts.size > 1) say(`begins at several edges: ${[...starts].map(([s, n]) => `${s} ${n}`).join(", ")}`);

  if (!document.querySelector("h1")) say("has no title");
  return told;
}
