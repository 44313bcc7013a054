// @ts-check
/**
 * The skin atlas in the browser, opened from the JSON of `offline_atlas.py`.
 *
 * Cells of a whole drawing are ordered right limb, left limb, right body, left body, as in Python.
 *
 * @typedef {"right" | "left"} Side
 * @typedef {{place: {right: number[], left: number[], w: number, y: number[]}, outline: number[], lines: number[][], cells: number[][]}} ViewData
 * @typedef {object} AtlasData the JSON
 * @property {string} pack
 * @property {{name: string[], area: [number[], number[]], along: [number[], number[]], region: [string[], number[]], leg: number[]}} cells
 * @property {Record<string, string>} region_names
 * @property {string[]} body
 * @property {Record<string, string>} membership
 * @property {string[]} pattern
 * @property {[string, "right" | "left" | "both", number][]} hypotheses territory, side, log-prior of that side
 * @property {{names: Record<string, string>, groups: [string, string[], [string, Record<string, number>], [string, Record<string, number>], Record<string, number>][], words: Record<string, string>}} levels
 *   groups: id, territories, [name, levels] on both sides, the same on one side, what it may also be
 * @property {{eps: number, pmax: number, tau: number, tau_max: number, tau_power: number, area_power: number, body_weight: number, partial_penalty: number, only_below: number[], only_above: number[]}} noise
 * @property {Record<string, number[]>} seen
 * @property {Record<string, ViewData>} views
 * @property {Record<string, Record<string, number[][]>>} body_views
 * @property {Record<string, number[]>} points
 * @property {Record<string, [number, [string[], "one" | "both", number][]]>} causes
 * @property {Record<string, [number, number][]>} limits
 * @property {Record<string, [string[], string[]]>} findings
 * @property {Record<"saddle" | "face" | "hand" | "arm", string[]>} places
 *
 * @typedef {object} Atlas
 * @property {AtlasData} data
 * @property {number} limb cells of one limb
 * @property {number} size cells of a whole drawing
 * @property {string[]} ids
 * @property {Map<string, number>} index cell id -> place in a whole drawing
 * @property {Float64Array} area cm2 of each limb cell
 * @property {Float64Array} along position of each limb cell, hip to toes
 * @property {string[]} region region of each limb cell
 * @property {Map<string, number[]>} regions region -> limb cells
 * @property {Map<string, Float64Array>} membership territory -> share of people who paint each cell of one side
 * @property {Record<string, Uint8Array>} seenIn view -> which cells it shows
 */

/** @type {Side[]} */
export const SIDES = ["right", "left"];
/** Views of the atlas; the page shows all but the two seen from the side. */
export const VIEWS = ["front", "back", "outer", "inner", "top", "sole", "body", "saddle"];
const THOUSAND = 1000;

/**
 * @param {AtlasData} data
 * @returns {Atlas}
 */
export function openAtlas(data) {
  const names = data.cells.name;
  const limb = names.length;
  const ids = ["R", "L"].flatMap((side) => names.map((name) => `${side}.${name}`));
  ids.push(...["R", "L"].flatMap((side) => data.body.map((name) => `${side}.body.${name}`)));
  const region = data.cells.region[1].map((at) => data.cells.region[0][at]);
  /** @type {Map<string, number[]>} */
  const regions = new Map();
  region.forEach((name, cell) => regions.set(name, [...(regions.get(name) ?? []), cell]));
  return {
    data,
    limb,
    size: ids.length,
    ids,
    index: new Map(ids.map((id, number) => [id, number])),
    area: Float64Array.from(data.cells.area[1], (at) => data.cells.area[0][at]),
    along: Float64Array.from(data.cells.along[1], (at) => data.cells.along[0][at]),
    region,
    regions,
    membership: new Map(Object.entries(data.membership).map(([id, text]) => [id, shares(text)])),
    seenIn: Object.fromEntries(VIEWS.map((view) => [view, shown(data, view, limb, ids.length)])),
  };
}

/**
 * Two base-36 digits a cell, in thousandths.
 * @param {string} text
 */
function shares(text) {
  return Float64Array.from({ length: text.length / 2 }, (_, cell) => parseInt(text.slice(2 * cell, 2 * cell + 2), 36) / THOUSAND);
}

/**
 * @param {AtlasData} data
 * @param {string} view
 * @param {number} limb
 * @param {number} size
 */
function shown(data, view, limb, size) {
  const mask = new Uint8Array(size);
  const runs = data.seen[view] ?? [];
  for (let run = 0; run < runs.length; run += 2) {
    mask.fill(1, runs[run], runs[run + 1]);
    mask.fill(1, limb + runs[run], limb + runs[run + 1]);
  }
  if (view === "body" || view === "saddle")
    data.body.forEach((name, at) => {
      const here = data.places.saddle.includes(name) === (view === "saddle");
      for (const half of [0, 1]) mask[2 * limb + half * data.body.length + at] = here ? 1 : 0;
    });
  return mask;
}

/**
 * Place in a whole drawing of a named body cell on one side; -1 when there is none.
 * @param {Atlas} atlas
 * @param {string} name
 * @param {Side} side
 */
export function bodyIndex(atlas, name, side) {
  return atlas.index.get(`${side === "right" ? "R" : "L"}.body.${name}`) ?? -1;
}

/**
 * Place in a whole drawing of the first limb cell of a side.
 * @param {Atlas} atlas
 * @param {Side} side
 */
export function limbStart(atlas, side) {
  return side === "right" ? 0 : atlas.limb;
}
