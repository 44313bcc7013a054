// @ts-check
/** Parts that several pages share: choices, buttons, tables of answers. */

import { el } from "./dom.mjs";

/**
 * @typedef {import("./words.mjs").Words} Words
 * @typedef {import("./conversation.mjs").Conversation} Conversation
 * @typedef {import("./conversation.mjs").Ask} Ask
 * @typedef {import("./dom.mjs").Kid} Kid
 */

/**
 * One of the values of a question, or "not sure".
 * @param {Words} words
 * @param {Ask} ask
 * @param {string | undefined} now
 */
export function radios(words, ask, now) {
  return el(
    "div",
    { class: "choices" },
    [...ask.values, "unsure"].map((value, at) => {
      const id = at ? `r${at}` : "field";
      return el("div", { class: "choice" }, el("input", { type: "radio", id, name: "value", value, checked: value === now }), el("label", { for: id }, words.value(ask.finding, value)));
    }),
  );
}

/**
 * @param {{id: string, name: string, value: string, checked?: boolean, tight?: boolean, rest?: string, help?: Kid}} box
 * @param {Kid} label
 */
export function tick({ id, name, value, checked = false, tight = false, rest, help }, label) {
  return el(
    "div",
    { class: tight ? "choice tight" : "choice" },
    el("input", { type: "checkbox", id, name, value, checked, "data-rest": rest, "aria-describedby": help ? `${id}-help` : null }),
    el("label", { for: id }, label),
    help ? el("p", { class: "hint", id: `${id}-help` }, help) : null,
  );
}

/**
 * A button that does something; `main` submits the form it stands in.
 * @param {string} look main, second or link
 * @param {Kid} text
 * @param {(() => void) | null} act
 * @param {string} [name]
 */
export function button(look, text, act, name) {
  return el("button", { class: look, type: act ? "button" : "submit", "data-do": name, onclick: act ?? undefined }, text);
}

/**
 * A form that is read in the page and goes nowhere.
 * @param {(data: FormData) => void} send
 * @param {...Kid} kids
 */
export function form(send, ...kids) {
  const made = /** @type {HTMLFormElement} */ (el("form", { novalidate: true }, ...kids));
  made.addEventListener("submit", (event) => {
    event.preventDefault();
    send(new FormData(made));
  });
  return made;
}

/**
 * A row of a table of questions with one thing to do.
 * @param {Kid} head
 * @param {Kid} answer
 * @param {string} doing
 * @param {Kid} about what the button is about, for those who do not see the row
 * @param {() => void} act
 */
export function row(head, answer, doing, about, act) {
  const told = el("button", { class: "link", type: "button", onclick: act }, doing, el("span", { class: "unseen" }, ": ", about));
  return el("tr", {}, el("th", { scope: "row" }, head), answer === null ? null : el("td", {}, answer), el("td", { class: "do" }, told));
}

/** @param {...Kid} rows */
export function answersTable(...rows) {
  return el("table", { class: "answers" }, el("tbody", {}, ...rows));
}

/**
 * What was marked, in words: "Right: big toe (top); heel pad. Left: ...".
 * @param {Words} words
 * @param {Conversation} conversation
 */
export function marked(words, conversation) {
  const { drawing } = conversation.progress;
  const { atlas } = conversation.reader;
  const said = /** @type {const} */ (["right", "left"]).map((side) => {
    const found = new Set([...(drawing?.regions?.[side] ?? []), ...(drawing?.body?.[side] ?? [])]);
    for (const id of Object.keys(drawing?.cells ?? {})) {
      const at = atlas.index.get(id);
      if (id.startsWith(side === "right" ? "R." : "L.") && at !== undefined && at < 2 * atlas.limb) found.add(atlas.region[at % atlas.limb]);
    }
    const names = Object.keys(words.places).filter((place) => found.has(place));
    return names.length ? `${words.t.drawing.sides[side]}: ${names.map((name) => words.places[name]).join("; ")}.` : "";
  });
  return said.filter(Boolean).join(" ") || words.t.drawing.nothing_marked;
}
