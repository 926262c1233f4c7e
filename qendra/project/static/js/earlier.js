// An address that names an entry of long ago (#entry-7) opens the whole timeline at it.
function find() {
  const named = location.hash.startsWith("#entry-") && !document.getElementById(location.hash.slice(1));
  const link = document.querySelector("[data-earlier]");
  if (named && link) location.replace(link.dataset.earlier + location.hash);
}

find();
addEventListener("hashchange", find);
