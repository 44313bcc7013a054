// @ts-check
/** The views as shapes to paint on: the twin of `pinprick.anatomy.views` for the six views that the page shows. */

import { SIDES } from "./atlas.mjs";
import { shapeOf } from "./strokes.mjs";

/**
 * @typedef {import("./atlas.mjs").Atlas} Atlas
 * @typedef {import("./atlas.mjs").Side} Side
 * @typedef {import("./strokes.mjs").Point} Point
 * @typedef {import("./strokes.mjs").Shape & {place: string}} Cell
 * @typedef {object} ViewShapes in units of a leg's or a foot's length, y down
 * @property {number} width
 * @property {number} height
 * @property {Cell[]} cells
 * @property {Point[][]} outlines
 * @property {Point[][]} lines
 * @property {[Side, number, number][]} labels in thousandths
 */

const STEPS = 10_000;
const SCALE = 1000;
/** @type {["front" | "back", number, number][]} facing, middle, side of the screen that the right is on */
const FACING = [
  ["front", 0.21, -1],
  ["back", 0.63, 1],
];

/**
 * @param {Atlas} atlas
 * @param {string} view
 * @returns {ViewShapes}
 */
export function viewShapes(atlas, view) {
  if (view === "body") return bodyView(atlas);
  if (view === "saddle") return saddleView(atlas);
  const data = atlas.data.views[view];
  if (!data) throw new Error(`${view} is not a view of this atlas.`);
  const [top, bottom] = data.place.y;
  /** @type {ViewShapes} */
  const shapes = { width: data.place.w, height: bottom - top, cells: [], outlines: [], lines: [], labels: [] };
  for (const side of SIDES) {
    const [sign, shift] = data.place[side];
    /** @param {number[]} whole */
    const onScreen = (whole) => pairs(whole).map(([x, y]) => /** @type {Point} */ ([shift + sign * (x / STEPS), y / STEPS - top]));
    for (const [cell, ...points] of data.cells)
      shapes.cells.push({ ...shapeOf(atlas.ids[(side === "right" ? 0 : atlas.limb) + cell], onScreen(points)), place: atlas.region[cell] });
    const outline = onScreen(data.outline);
    const across = outline.map(([x]) => x);
    shapes.outlines.push(outline);
    shapes.lines.push(...data.lines.map(onScreen));
    shapes.labels.push([side, Math.round(((Math.min(...across) + Math.max(...across)) / 2) * SCALE), -12]);
  }
  return shapes;
}

/**
 * Front and back of the body side by side; seen from the front the right is on the left.
 * @param {Atlas} atlas
 * @returns {ViewShapes}
 */
function bodyView(atlas) {
  /** @type {ViewShapes} */
  const shapes = { width: 0.84, height: 0.53, cells: [], outlines: [], lines: [], labels: [] };
  for (const [facing, middle, mirror] of FACING)
    for (const side of SIDES) {
      const sign = side === "right" ? mirror : -mirror;
      shapes.labels.push([side, Math.round((middle + sign * 0.1) * SCALE), -12]);
      addBody(shapes, atlas.data.body_views[facing], side, middle, sign);
    }
  return shapes;
}

/**
 * The saddle area from below, the person's right on the viewer's left.
 * @param {Atlas} atlas
 * @returns {ViewShapes}
 */
function saddleView(atlas) {
  /** @type {ViewShapes} */
  const shapes = { width: 0.84, height: 1.06, cells: [], outlines: [], lines: [], labels: [] };
  for (const side of SIDES) {
    const sign = side === "right" ? -1 : 1;
    shapes.labels.push([side, 420 + sign * 300, 60]);
    addBody(shapes, atlas.data.body_views.saddle_inset, side, 0.42, sign);
  }
  return shapes;
}

/**
 * @param {ViewShapes} shapes
 * @param {Record<string, number[][]>} polygons
 * @param {Side} side
 * @param {number} middle
 * @param {number} sign
 */
function addBody(shapes, polygons, side, middle, sign) {
  for (const [name, points] of Object.entries(polygons)) {
    const placed = points.map(([x, y]) => /** @type {Point} */ ([middle + sign * x, y]));
    shapes.cells.push({ ...shapeOf(`${side === "right" ? "R" : "L"}.body.${name}`, placed), place: name });
  }
}

/**
 * @param {number[]} flat
 * @returns {Point[]}
 */
function pairs(flat) {
  return Array.from({ length: flat.length / 2 }, (_, at) => [flat[2 * at], flat[2 * at + 1]]);
}

/**
 * The views as `/atlas.json` gives them to the painter, points in thousandths.
 * @param {Atlas} atlas
 * @param {Record<string, string>} names
 * @returns {{names: Record<string, string>, views: Record<string, {width: number, height: number, cells: [string, string, string][], outlines: string[], lines: string[], labels: [Side, number, number][]}>}}
 */
export function surface(atlas, names) {
  /** @param {Point[]} points */
  const text = (points) => points.map(([x, y]) => `${Number((x * SCALE).toFixed(1))},${Number((y * SCALE).toFixed(1))}`).join(" ");
  const views = ["front", "back", "top", "sole", "body", "saddle"].map((view) => {
    const { width, height, cells, outlines, lines, labels } = viewShapes(atlas, view);
    return [
      view,
      {
        width: Math.round(width * SCALE),
        height: Math.round(height * SCALE),
        cells: cells.map(({ id, place, polygon }) => [id, place, text(polygon)]),
        outlines: outlines.map(text),
        lines: lines.map(text),
        labels,
      },
    ];
  });
  return { names, views: Object.fromEntries(views) };
}
