// @ts-check
/**
 * Brush strokes on a view -> the shapes under them. A shape is painted when the brush reaches half way into it: its
 * middle lies under the brush, or the line runs through it.
 *
 * @typedef {[number, number]} Point
 * @typedef {{id: string, polygon: Point[], middle: Point}} Shape
 */

/** Points closer together than the view's width over this are one point: a brush never needs more. */
const GRID = 250;
const MOST_POINTS = 200_000;

/**
 * @param {string} id
 * @param {Point[]} polygon
 * @returns {Shape}
 */
export function shapeOf(id, polygon) {
  const sum = polygon.reduce((total, [x, y]) => [total[0] + x, total[1] + y], [0, 0]);
  return { id, polygon, middle: [sum[0] / polygon.length, sum[1] / polygon.length] };
}

/**
 * The shapes under a stroke. Everything in the units of the view.
 * @template {Shape} S
 * @param {S[]} shapes
 * @param {Point[]} points
 * @param {number} radius 0: only what the line itself runs through
 * @param {number} width of the view
 * @returns {S[]}
 */
export function underStroke(shapes, points, radius, width) {
  const line = thinned(points, width / GRID);
  return shapes.filter(({ middle, polygon }) => line.some((at) => near(middle, at, radius)) || line.some((at) => inside(at, polygon)));
}

/**
 * @param {Point} a
 * @param {Point} b
 * @param {number} radius
 */
function near(a, b, radius) {
  return (a[0] - b[0]) ** 2 + (a[1] - b[1]) ** 2 <= radius ** 2;
}

/**
 * Whether a point lies in a polygon, by the even-odd rule.
 * @param {Point} point
 * @param {Point[]} polygon
 */
export function inside([x, y], polygon) {
  let odd = false;
  for (let at = 0, n = polygon.length; at < n; at += 1) {
    const [x0, y0] = polygon[at];
    const [x1, y1] = polygon[(at + 1) % n];
    if (y0 > y !== y1 > y && x < x0 + ((y - y0) * (x1 - x0)) / (y1 - y0)) odd = !odd;
  }
  return odd;
}

/**
 * The line with points added so that none are further apart than `step`, and repeats on its grid dropped.
 * @param {Point[]} points
 * @param {number} step
 * @returns {Point[]}
 */
function thinned(points, step) {
  const gaps = points.slice(1).map(([x, y], at) => Math.hypot(x - points[at][0], y - points[at][1]));
  const length = gaps.reduce((sum, gap) => sum + gap, 0);
  const filled = length / step < MOST_POINTS && gaps.some((gap) => gap > step);
  /** @type {Map<string, Point>} */
  const kept = new Map();
  /** @param {Point} point */
  const keep = (point) => {
    const key = `${evenly(point[0] / step)} ${evenly(point[1] / step)}`;
    if (!kept.has(key)) kept.set(key, point);
  };
  points.forEach((point, at) => {
    const pieces = filled && at < gaps.length ? Math.max(1, Math.ceil(gaps[at] / step)) : 1;
    for (let piece = 0; piece < pieces; piece += 1) {
      const share = piece / pieces;
      const next = points[Math.min(at + 1, points.length - 1)];
      keep([point[0] + share * (next[0] - point[0]), point[1] + share * (next[1] - point[1])]);
    }
  });
  return [...kept.values()];
}

/**
 * The nearest whole number, halves to the even one.
 * @param {number} value
 */
function evenly(value) {
  const low = Math.floor(value);
  return value - low === 0.5 ? low + (low % 2 === 0 ? 0 : 1) : Math.round(value);
}
