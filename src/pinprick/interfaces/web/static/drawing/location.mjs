// @ts-check
/** Where the trouble may sit, from a drawing alone: the twin of the headline of `pinprick.anatomy.locate`. */

import { fill } from "../engine/wording.mjs";
import { fit, logSumExp } from "./likelihood.mjs";

/**
 * @typedef {import("./atlas.mjs").Atlas} Atlas
 * @typedef {import("./skin.mjs").Skin} Skin
 * @typedef {{group: string, name: string, levels: Record<string, number>, side: string, probability: number}} Place
 */

const NEARLY_ALL = 0.9;
const NAMED_SHARE = 0.7;
const MOST_NAMES = 3;
const SURE_LEVEL = 0.6;

/**
 * One or two sentences. The skin must have something painted.
 * @param {Skin} skin
 * @param {Atlas} atlas
 */
export function headline(skin, atlas) {
  const { words, names: levelNames } = atlas.data.levels;
  if (skin.painted / atlas.size >= NEARLY_ALL) return words.everything;
  const places = ranked(skin, atlas);
  /** @type {string[]} */
  const names = [];
  let total = 0;
  for (const place of places) {
    total += place.probability;
    if (!names.includes(place.name)) names.push(place.name);
    if (total >= NAMED_SHARE || names.length === MOST_NAMES) break;
  }
  const sentence = fill(total >= 0.5 ? words.headline : words.headline_weak, { names: names.join(words.or) });
  const shares = Object.keys(levelNames).map((level) => {
    const share = places.reduce((sum, place) => sum + (place.levels[level] ?? 0) * place.probability, 0);
    return /** @type {[string, number]} */ ([level, share]);
  });
  const [level, share] = shares.reduce((best, each) => (each[1] > best[1] ? each : best));
  return share < SURE_LEVEL || level === "unclear" ? sentence : `${sentence} ${fill(words.points_to, { level: levelNames[level] })}`;
}

/**
 * Groups of territories on a side, likeliest first, each with what people read as it really have.
 * @param {Skin} skin
 * @param {Atlas} atlas
 * @returns {Place[]}
 */
function ranked(skin, atlas) {
  const { hypotheses, levels } = atlas.data;
  const scores = fit(atlas, skin);
  const each = hypotheses.map(([territory, side, offset]) => /** @type {number} */ (scores.get(`${territory} ${side}`)) + offset);
  const all = logSumExp(each);
  const groupOf = new Map(levels.groups.flatMap(([id, territories]) => territories.map((territory) => [territory, id])));
  /** @type {Map<string, number>} */
  const read = new Map();
  hypotheses.forEach(([territory, side], at) => {
    const key = `${groupOf.get(territory)} ${side}`;
    read.set(key, (read.get(key) ?? 0) + Math.exp(each[at] - all));
  });
  /** @type {Map<string, number>} */
  const really = new Map();
  const add = (/** @type {string} */ key, /** @type {number} */ value) => really.set(key, (really.get(key) ?? 0) + value);
  const byId = new Map(levels.groups.map((group) => [group[0], group]));
  for (const [key, value] of read) {
    const [id, side] = key.split(" ");
    const others = Object.entries(byId.get(id)?.[4] ?? {}).filter(([other]) => read.has(`${other} ${side}`));
    add(key, value * (1 - others.reduce((sum, [, share]) => sum + share, 0)));
    for (const [other, share] of others) add(`${other} ${side}`, value * share);
  }
  const places = [...really].map(([key, probability]) => {
    const [group, side] = key.split(" ");
    const [name, own] = /** @type {[string, Record<string, number>]} */ (byId.get(group)?.[side === "both" ? 2 : 3]);
    return { group, side, name, levels: own, probability };
  });
  return places.sort((a, b) => b.probability - a.probability || compared(a.group, b.group) || compared(a.side, b.side));
}

/**
 * @param {string} a
 * @param {string} b
 */
function compared(a, b) {
  return a < b ? -1 : a > b ? 1 : 0;
}
