// @ts-check
/** The page to paint where it is: the painter of the other page, or the list of places. */

import { isBlank } from "../drawing/drawing.mjs";
import { Painter } from "../paint.mjs";
import { el } from "./dom.mjs";
import { button, form, tick } from "./fields.mjs";

/**
 * @typedef {import("./words.mjs").Words} Words
 * @typedef {import("./conversation.mjs").Conversation} Conversation
 * @typedef {import("../drawing/skin.mjs").Drawing} Drawing
 * @typedef {"right" | "left"} Side
 */

/** @type {Side[]} */
const SIDES = ["right", "left"];
/** @type {[string, string[]][]} heading -> how its regions begin, from the hip down */
const GROUPS = [
  ["hip", ["hip_"]],
  ["thigh", ["upper_thigh_", "lower_thigh_"]],
  ["knee", ["knee_"]],
  ["shin_calf", ["upper_leg_", "lower_leg_"]],
  ["ankle", ["ankle_"]],
  ["foot_top", ["dorsum_"]],
  ["sole", ["sole_"]],
  ["edge", ["edge_"]],
];

/**
 * @param {Words} words
 * @param {Conversation} now
 * @param {import("./pages.mjs").Acts} acts
 * @param {Drawing | null} before what was painted, when they come back to it
 * @returns {import("./pages.mjs").Page}
 */
export function drawingPage(words, now, acts, before) {
  const { t } = words;
  const root = el("div", { id: "painter", "data-words": JSON.stringify(t.drawing) });
  const made = form(
    (data) => {
      const drawing = drawingOf(data);
      return isBlank(drawing) ? acts.wrong(t.errors.drawing_empty) : acts.to(now.draw(drawing));
    },
    el("input", { type: "hidden", name: "cells", id: "cells", value: JSON.stringify(before?.cells ?? {}) }),
    el("input", { type: "hidden", name: "views", id: "views", value: (before?.views ?? []).join(",") }),
    el("h1", {}, t.drawing.heading),
    el("p", { class: "hint", id: "hint" }, t.drawing.hint),
    el("div", { id: "field", tabindex: -1 }, root),
    el("details", { class: "place-list" }, el("summary", {}, t.drawing.list), SIDES.map((side) => limbList(words, side, before)), SIDES.map((side) => bodyList(words, side, before))),
    el(
      "div",
      { class: "buttons sticky" },
      button("main", t.actions.continue, null),
      button("second", t.drawing.nothing, () => acts.to(now.draw(null)), "nothing"),
      button("link", t.actions.stop, () => acts.to(now.stop()), "stop"),
    ),
  );
  return { title: t.drawing.heading, body: [made], mounted: () => void new Painter(root, now.reader.surface(words.places)) };
}

/**
 * @param {Words} words
 * @param {Side} side
 * @param {Drawing | null} before
 */
function limbList(words, side, before) {
  const { t, regionIds, places } = words;
  const ticked = before?.regions?.[side] ?? [];
  return el(
    "fieldset",
    { class: "places" },
    el("legend", {}, el("h2", {}, t.drawing.limbs[side])),
    GROUPS.map(([group, starts]) =>
      el(
        "div",
        { class: "place-group", role: "group", "aria-labelledby": `g-${side}-${group}` },
        el("h3", { id: `g-${side}-${group}` }, t.drawing.groups[group]),
        regionIds
          .filter((region) => starts.some((start) => region.startsWith(start)))
          .map((region) => tick({ id: `${side}-${region}`, name: "region", value: `${side}:${region}`, checked: ticked.includes(region), tight: true }, places[region])),
      ),
    ),
  );
}

/**
 * @param {Words} words
 * @param {Side} side
 * @param {Drawing | null} before
 */
function bodyList(words, side, before) {
  const { t, places } = words;
  const ticked = before?.body?.[side] ?? [];
  return el(
    "fieldset",
    { class: "places" },
    el("legend", {}, el("h2", {}, `${t.drawing.body_heading} (${t.drawing.sides[side]})`)),
    el(
      "div",
      { class: "place-group" },
      Object.keys(t.drawing.body).map((name) => tick({ id: `${side}-b-${name}`, name: "body", value: `${side}:${name}`, checked: ticked.includes(name), tight: true }, places[name])),
    ),
  );
}

/**
 * The painted cells, the ticked places, or both.
 * @param {FormData} data
 * @returns {Drawing}
 */
function drawingOf(data) {
  /** @type {Record<string, string>} */
  const painted = JSON.parse(String(data.get("cells") || "{}"));
  const views = String(data.get("views") ?? "").split(",").filter(Boolean);
  const regions = bySide(data.getAll("region").map(String));
  const body = bySide(data.getAll("body").map(String));
  /** @type {Record<string, string>} */
  const cells = {};
  for (const [id, feeling] of Object.entries(painted)) {
    const [letter, name] = id.split(".body.");
    if (name === undefined) cells[id] = feeling;
    else body[letter === "R" ? "right" : "left"].push(name);
  }
  return { cells, regions: listed(regions), body: listed(body), views: views.length ? views : null, points: {} };
}

/**
 * @param {string[]} ticked `side:name`
 * @returns {Record<Side, string[]>}
 */
function bySide(ticked) {
  const of = (/** @type {Side} */ side) => ticked.filter((item) => item.startsWith(`${side}:`)).map((item) => item.slice(side.length + 1));
  return { right: of("right"), left: of("left") };
}

/**
 * Only sides with something on them, each name once.
 * @param {Record<Side, string[]>} places
 */
function listed(places) {
  return Object.fromEntries(SIDES.filter((side) => places[side].length).map((side) => [side, [...new Set(places[side])].sort()]));
}
