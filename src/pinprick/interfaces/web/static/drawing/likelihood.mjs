// @ts-check
/**
 * How well each territory explains a drawing: the twin of `pinprick.anatomy.fit`, half by half.
 *
 * @typedef {import("./atlas.mjs").Atlas} Atlas
 * @typedef {import("./skin.mjs").Skin} Skin
 * @typedef {object} Tables
 * @property {Map<string, {painted: Float64Array, clear: Float64Array, kept: number[]}>} within territory -> weights of one side, and the parts that are tried
 * @property {Float64Array} paintedOut weights outside every territory
 * @property {Float64Array} clearOut
 * @property {(cell: number) => boolean} [keep]
 * @property {((cell: number) => boolean)[]} parts which cells a part keeps; the first keeps all
 */

const LEAST_PART = 0.1199;
const MOST_PART = 0.8801;
/** @type {WeakMap<Atlas, Tables>} */
const made = new WeakMap();

/**
 * @param {Atlas} atlas
 * @returns {Tables}
 */
function tablesOf(atlas) {
  const found = made.get(atlas);
  if (found) return found;
  const { noise, body, pattern } = atlas.data;
  const { limb } = atlas;
  const cells = limb + body.length;
  const weight = new Float64Array(cells);
  let sum = 0;
  for (let cell = 0; cell < cells; cell += 1) {
    weight[cell] = cell < limb ? (atlas.area[cell] / 4) ** noise.area_power : noise.body_weight;
    sum += 2 * weight[cell];
  }
  for (let cell = 0; cell < cells; cell += 1) weight[cell] /= sum / atlas.size;
  const clearOut = weight.map((w) => w * Math.log1p(-noise.eps));
  const paintedOut = weight.map((w, cell) => w * Math.log(noise.eps) - clearOut[cell]);
  const { along } = atlas;
  const parts = [
    () => true,
    ...noise.only_below.map((cut) => (/** @type {number} */ cell) => cell < limb && along[cell] >= cut),
    ...noise.only_above.map((cut) => (/** @type {number} */ cell) => cell < limb && along[cell] < cut),
  ];
  const within = new Map();
  for (const [territory, member] of atlas.membership) {
    const painted = new Float64Array(cells);
    const clear = new Float64Array(cells);
    for (let cell = 0; cell < cells; cell += 1) {
      const p = noise.eps + (noise.pmax - noise.eps) * Math.min(1, member[cell] / 0.95);
      clear[cell] = weight[cell] * Math.log1p(-p);
      painted[cell] = weight[cell] * Math.log(p) - clear[cell];
    }
    const held = parts.map((part) => {
      let total = 0;
      for (let cell = 0; cell < limb; cell += 1) if (part(cell)) total += member[cell] * weight[cell];
      return total;
    });
    const kept = parts.map((_, at) => at).filter((at) => at === 0 || (!pattern.includes(territory) && partial(held[at], held[0])));
    within.set(territory, { painted, clear, kept });
  }
  const tables = { within, paintedOut, clearOut, parts };
  made.set(atlas, tables);
  return tables;
}

/**
 * @param {number} held
 * @param {number} whole
 */
function partial(held, whole) {
  return whole > 0 && held / whole >= LEAST_PART && held / whole <= MOST_PART;
}

/**
 * Log-likelihood of each hypothesis, keyed `territory side`, variants summed, without the prior of its side.
 * @param {Atlas} atlas
 * @param {Skin} skin
 * @returns {Map<string, number>}
 */
export function fit(atlas, skin) {
  const { noise, body, hypotheses } = atlas.data;
  const { within, paintedOut, clearOut, parts } = tablesOf(atlas);
  const { limb } = atlas;
  const cells = limb + body.length;
  const temperature = Math.min(noise.tau_max, noise.tau * (Math.max(skin.painted, 1) / 80) ** -noise.tau_power);
  const halves = [0, 1].map((half) => {
    const at = (/** @type {number} */ cell) => (cell < limb ? half * limb + cell : 2 * limb + half * body.length + cell - limb);
    const degree = Float64Array.from({ length: cells }, (_, cell) => skin.degree[at(cell)]);
    const seen = Uint8Array.from({ length: cells }, (_, cell) => skin.seen[at(cell)]);
    const out = Float64Array.from({ length: cells }, (_, cell) => degree[cell] * paintedOut[cell] + seen[cell] * clearOut[cell]);
    return { degree, seen, out, outside: out.reduce((sum, value) => sum + value, 0) };
  });
  const outside = halves[0].outside + halves[1].outside;
  /** @type {Map<string, number[][]>} territory -> for each half, what each part adds to being outside */
  const gains = new Map();
  for (const [territory, { painted, clear, kept }] of within)
    gains.set(
      territory,
      halves.map(({ degree, seen, out }) =>
        kept.map((part) => {
          let sum = 0;
          for (let cell = 0; cell < cells; cell += 1)
            if (seen[cell] && parts[part](cell)) sum += degree[cell] * painted[cell] + clear[cell] - out[cell];
          return sum;
        }),
      ),
    );
  return new Map(
    hypotheses.map(([territory, side]) => {
      const [right, left] = /** @type {number[][]} */ (gains.get(territory));
      const each = right.map((gain, at) => {
        const inside = side === "both" ? gain + left[at] : side === "right" ? gain : left[at];
        return temperature * (outside + inside) - (at ? noise.partial_penalty : 0);
      });
      return [`${territory} ${side}`, logSumExp(each)];
    }),
  );
}

/** @param {number[]} values */
export function logSumExp(values) {
  const best = Math.max(...values);
  return best + Math.log(values.reduce((sum, value) => sum + Math.exp(value - best), 0));
}
