// @ts-check
/** Reading a drawing: painted cells, named regions, body cells and tested points become degrees on the atlas. */

import { SIDES, VIEWS, bodyIndex, limbStart } from "./atlas.mjs";

/**
 * @typedef {import("./atlas.mjs").Atlas} Atlas
 * @typedef {object} Drawing as in a case file
 * @property {Record<string, string>} [cells] cell id -> feeling
 * @property {Partial<Record<"right" | "left", string[]>>} [regions]
 * @property {Partial<Record<"right" | "left", string[]>>} [body]
 * @property {string[] | null} [views] views opened; null or absent: all
 * @property {Record<string, string>} [points] bedside point -> normal, reduced or absent
 *
 * @typedef {object} Skin
 * @property {Float64Array} degree 0 clear to 1 painted, each cell of a whole drawing
 * @property {Uint8Array} seen 1 where the cell was before the person's eyes
 * @property {Set<string> | null} opened views the drawing names itself
 * @property {number} painted how many cells are painted
 */

const PAIN_DEGREE = 0.5;
/** @type {Record<string, number>} */
const POINT_DEGREE = { normal: 0, reduced: 0.7, absent: 1 };

/**
 * Place a drawing on the atlas. Error for a name that the atlas does not have.
 * @param {Drawing} drawing
 * @param {Atlas} atlas
 * @returns {Skin}
 */
export function readDrawing(drawing, atlas) {
  const degree = new Float64Array(atlas.size);
  const cells = Object.entries(drawing.cells ?? {});
  const painful = cells.filter(([, feeling]) => feeling === "pain").length;
  const mixed = painful > 0 && painful < cells.length;
  for (const [id, feeling] of cells) {
    const at = known(atlas.index.get(id), "cell", id);
    degree[at] = Math.max(degree[at], mixed && feeling === "pain" ? PAIN_DEGREE : 1);
  }
  for (const side of SIDES) {
    const start = limbStart(atlas, side);
    for (const region of drawing.regions?.[side] ?? [])
      for (const cell of known(atlas.regions.get(region), "region", region)) degree[start + cell] = 1;
    for (const name of drawing.body?.[side] ?? []) {
      const at = bodyIndex(atlas, name, side);
      degree[known(at < 0 ? undefined : at, "body cell", name)] = 1;
    }
  }
  const views = drawing.views ?? null;
  const points = Object.entries(drawing.points ?? {});
  const onlyPoints = points.length > 0 && views === null && !degree.some((value) => value > 0);
  const seen = new Uint8Array(atlas.size);
  for (const view of onlyPoints ? [] : (views ?? VIEWS)) {
    const shown = known(atlas.seenIn[view], "view", view);
    for (let cell = 0; cell < atlas.size; cell += 1) seen[cell] |= shown[cell];
  }
  for (const [point, result] of points) {
    const start = limbStart(atlas, point.startsWith("L.") ? "left" : "right");
    for (const cell of known(atlas.data.points[point.slice(2)], "point", point)) {
      degree[start + cell] = Math.max(degree[start + cell], known(POINT_DEGREE[result], "result", result));
      seen[start + cell] = 1;
    }
  }
  let painted = 0;
  for (let cell = 0; cell < atlas.size; cell += 1)
    if (degree[cell] > 0) {
      painted += 1;
      seen[cell] = 1;
    }
  return { degree, seen, opened: views === null ? null : new Set(views), painted };
}

/**
 * @template T
 * @param {T | undefined} found
 * @param {string} what
 * @param {string} name
 * @returns {T}
 */
function known(found, what, name) {
  if (found === undefined) throw new Error(`${name.slice(0, 80)} is not a ${what} of this atlas.`);
  return found;
}
