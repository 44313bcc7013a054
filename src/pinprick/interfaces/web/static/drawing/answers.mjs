// @ts-check
/** What a drawing answers by itself: region questions, side, and the safety questions it settles. */

import { SIDES, bodyIndex, limbStart } from "./atlas.mjs";

/**
 * @typedef {import("./atlas.mjs").Atlas} Atlas
 * @typedef {import("./atlas.mjs").Side} Side
 * @typedef {import("./skin.mjs").Skin} Skin
 */

const PAINTED_SHARE = 0.15;
const CLEAR_SHARE = 0.02;
const SEEN_SHARE = 0.8;
const WHOLE_LEG_YES = 0.85;
const WHOLE_LEG_NO = 0.6;
const EQUAL_OVERLAP = 0.6;
const ONE_SIDED = 0.05;

/**
 * Finding id -> value, only for findings that the drawing settles. A blank drawing settles nothing.
 * @param {Skin} skin
 * @param {Atlas} atlas
 * @returns {Record<string, string>}
 */
export function drawingAnswers(skin, atlas) {
  if (!skin.painted) return {};
  const found = { ...regions(skin, atlas), ...side(skin, atlas), ...safety(skin, atlas) };
  const { findings } = atlas.data;
  return Object.fromEntries(Object.entries(found).filter(([finding, value]) => findings[finding]?.[0].includes(value)));
}

/**
 * Skin of some limb cells for which a test holds, cm2.
 * @param {Atlas} atlas
 * @param {number[]} cells
 * @param {(cell: number) => boolean} test
 */
function area(atlas, cells, test) {
  let sum = 0;
  for (const cell of cells) if (test(cell)) sum += atlas.area[cell];
  return sum;
}

/**
 * @param {Skin} skin
 * @param {Atlas} atlas
 */
function regions(skin, atlas) {
  /** @type {Record<string, string>} */
  const answers = {};
  /** @param {number[]} cells */
  const shares = (cells) => {
    const total = area(atlas, cells, () => true);
    return {
      painted: Math.max(...SIDES.map((s) => area(atlas, cells, (cell) => skin.degree[limbStart(atlas, s) + cell] > 0) / total)),
      seen: Math.min(...SIDES.map((s) => area(atlas, cells, (cell) => skin.seen[limbStart(atlas, s) + cell] > 0) / total)),
    };
  };
  for (const [finding, [, named]] of Object.entries(atlas.data.findings)) {
    const cells = named.flatMap((region) => atlas.regions.get(region) ?? []);
    if (!cells.length) continue;
    const { painted, seen } = shares(cells);
    if (painted >= PAINTED_SHARE) answers[finding] = "yes";
    else if (painted <= CLEAR_SHARE && seen >= SEEN_SHARE) answers[finding] = "no";
  }
  const leg = atlas.data.cells.leg.flatMap((is, cell) => (is ? [cell] : []));
  const { painted, seen } = shares(leg);
  if (painted >= WHOLE_LEG_YES) answers.at_whole_leg = "yes";
  else if (painted < WHOLE_LEG_NO && seen >= WHOLE_LEG_YES) answers.at_whole_leg = "no";
  return answers;
}

/**
 * @param {Skin} skin
 * @param {Atlas} atlas
 * @returns {Record<string, string>}
 */
function side(skin, atlas) {
  let right = 0;
  let left = 0;
  let both = 0;
  let either = 0;
  for (let cell = 0; cell < atlas.limb; cell += 1) {
    const r = skin.degree[cell] > 0;
    const l = skin.degree[atlas.limb + cell] > 0;
    const size = atlas.area[cell];
    if (r) right += size;
    if (l) left += size;
    if (r && l) both += size;
    if (r || l) either += size;
  }
  if (!either) return {};
  if (Math.min(right, left) <= ONE_SIDED * Math.max(right, left)) return { side: "one" };
  return { side: both / either >= EQUAL_OVERLAP ? "both_about_equal" : "both_unequal" };
}

/**
 * @param {Skin} skin
 * @param {Atlas} atlas
 */
function safety(skin, atlas) {
  const { places } = atlas.data;
  const bands = atlas.data.body.filter((name) => name.startsWith("trunk_T"));
  /** @param {string[]} names */
  const painted = (names) => SIDES.map((s) => names.some((name) => skin.degree[bodyIndex(atlas, name, s)] > 0));
  const [saddle, hand, arm, face, band] = [places.saddle, places.hand, places.arm, places.face, bands].map(painted);
  const leg = SIDES.map((s) => skin.degree.subarray(limbStart(atlas, s), limbStart(atlas, s) + atlas.limb).some((value) => value > 0));
  const any = (/** @type {boolean[]} */ halves) => halves[0] || halves[1];
  const shown = skin.opened?.has("body") ?? false;
  /** @type {Record<string, string>} */
  const answers = {};
  if (any(saddle)) answers.saddle_numbness = "yes";
  else if (skin.opened?.has("saddle")) answers.saddle_numbness = "no";
  if (any(hand)) answers.hands_numb = "yes";
  else if (shown) answers.hands_numb = "no";
  const one = arm[0] !== arm[1] ? (arm[0] ? 0 : 1) : -1;
  if (one >= 0 && leg[one]) answers.arm_numb_same_side = "yes";
  else if (shown && one < 0) answers.arm_numb_same_side = "no";
  if ([0, 1].some((s) => face[s] && (leg[s] || arm[s]))) answers.face_numb_same_side = "yes";
  else if (shown && !any(face)) answers.face_numb_same_side = "no";
  // A band on one side with the arm of that side is half of the body, not a level on the trunk.
  if ([0, 1].some((s) => band[s] && !arm[s]) && ((band[0] && band[1]) || any(leg))) answers.trunk_level_or_band = "yes";
  else if (shown && !any(band)) answers.trunk_level_or_band = "no";
  return answers;
}
