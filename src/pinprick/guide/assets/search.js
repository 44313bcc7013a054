// Search in the page, without a server: the index stands in the page as JSON. Works from a file.
const index = JSON.parse(document.getElementById("search-index").textContent);
const kinds = JSON.parse(document.getElementById("search-kinds").textContent);
const list = document.getElementById("results");
const state = document.getElementById("state");
const field = document.getElementById("q");

const plain = (text) => text.toLowerCase().normalize("NFD").replace(/[\u0300-\u036f]/g, "");

const ALIKE = { feet: "foot", legs: "leg", toes: "toe", pies: "pie", piernas: "pierna" };
const LITTLE = new Set("a an and at from in is it my of on or the to with de del el en la las los mi mis un una y".split(" "));

const unify = (text) => plain(text).replace(/[a-z]+/g, (word) => ALIKE[word] || word);
const wordsOf = (text) => unify(text).split(/[^a-z0-9.]+/).filter((word) => word.length > 1 && !LITTLE.has(word));

// A page counts when it holds at least half of the words; titles weigh more than the rest.
function rank(entry, words) {
  const title = unify(entry.t);
  const all = title + " " + unify(entry.w);
  let score = 0;
  let held = 0;
  for (const word of words) {
    if (!all.includes(word)) continue;
    held += 1;
    score += title.startsWith(word) ? 6 : title.includes(word) ? 4 : 1;
  }
  if (held * 2 < words.length) return 0;
  return score * held + (entry.k === "cause" ? 0.5 : 0);
}

function show() {
  const words = wordsOf(field.value);
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
