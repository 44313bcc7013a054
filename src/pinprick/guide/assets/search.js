// Search in the page, without a server: the index stands in the page as JSON. Works from a file.
const index = JSON.parse(document.getElementById("search-index").textContent);
const kinds = JSON.parse(document.getElementById("search-kinds").textContent);
const list = document.getElementById("results");
const state = document.getElementById("state");
const field = document.getElementById("q");

const plain = (text) => text.toLowerCase().normalize("NFD").replace(/[\u0300-\u036f]/g, "");

function rank(entry, words) {
  const title = plain(entry.t);
  const all = title + " " + plain(entry.w);
  let score = 0;
  for (const word of words) {
    if (!all.includes(word)) return 0;
    score += title.startsWith(word) ? 6 : title.includes(word) ? 4 : 1;
  }
  return score + (entry.k === "cause" ? 0.5 : 0);
}

function show() {
  const words = plain(field.value).split(/\s+/).filter((word) => word.length > 1);
  const found = words.length
    ? index.map((entry) => [rank(entry, words), entry]).filter((pair) => pair[0] > 0)
    : [];
  found.sort((a, b) => b[0] - a[0] || a[1].t.localeCompare(b[1].t));
  list.replaceChildren(
    ...found.slice(0, 40).map(([, entry]) => {
      const item = document.createElement("li");
      const link = document.createElement("a");
      link.href = entry.u;
      link.textContent = entry.t;
      const kind = document.createElement("span");
      kind.className = "tag";
      kind.textContent = kinds[entry.k];
      item.append(link, " ", kind);
      return item;
    }),
  );
  const text = found.length ? state.dataset.found.replace("{n}", found.length) : state.dataset.none;
  state.textContent = words.length ? text : "";
}

field.value = new URLSearchParams(location.search).get("q") || "";
field.addEventListener("input", show);
field.form.addEventListener("submit", (event) => { event.preventDefault(); show(); });
show();
