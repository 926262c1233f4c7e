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

  const touched = all.filter((el) => el.matches("a[href], button, input:not([type=hidden]), select, textarea, summary"));
  const boxes = touched.map((el) => [el, el.getBoundingClientRect()]);
  const floats = (el) => el.closest("[open] > .act__sheet, .menu__sheet, .toasts, dialog, label") || getComputedStyle(el).position === "fixed";
  for (let i = 0; i < boxes.length; i++) {
    for (let j = i + 1; j < boxes.length; j++) {
      const [a, p] = boxes[i], [b, q] = boxes[j];
      if (a.contains(b) || b.contains(a) || floats(a) || floats(b)) continue;
      const wide = Math.min(p.right, q.right) - Math.max(p.left, q.left);
      const high = Math.min(p.bottom, q.bottom) - Math.max(p.top, q.top);
      if (wide > 3 && high > 3) say(`lets ${name(a)} and ${name(b)} overlap`);
    }
  }

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
