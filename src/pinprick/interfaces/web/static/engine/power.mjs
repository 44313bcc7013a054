/**
 * x ** weight for many x and few weights, several times quicker than `Math.pow` and right to about nine digits.
 *
 * x = 2^e m with m from 1 to 2, so x^w = (2^e)^w m^w: the first factor comes from a table over exponents, the second
 * from a parabola through three points in each of 512 slices of m. Exponent and slice are read off the bits of x.
 */

const SLICES = 512;
const SLICE_BITS = 9;
const LOWEST = -34;
const HIGHEST = 34;
const KEPT = 64;
/** Which half of a number holds its exponent: the second on nearly every machine. */
const HIGH = new Uint32Array(new Float64Array([1]).buffer)[1] ? 1 : 0;

/** @typedef {{exponents: Float64Array, curves: Float64Array}} Table */
/** @type {Map<number, Table>} */ const tables = new Map();
const SHRINK = Float64Array.from({ length: HIGHEST - LOWEST + 1 }, (_, at) => 2 ** -(at + LOWEST));

/** @param {number} weight @returns {Table} */
function tableOf(weight) {
  let found = tables.get(weight);
  if (!found) {
    const exponents = Float64Array.from(SHRINK, (shrink) => (1 / shrink) ** weight);
    const curves = new Float64Array(3 * SLICES);
    const half = 1 / (2 * SLICES);
    for (let slice = 0; slice < SLICES; slice++) {
      const [a, b, c] = [0, 1, 2].map((step) => (1 + slice / SLICES + step * half) ** weight);
      curves[3 * slice] = a;
      curves[3 * slice + 1] = (4 * b - 3 * a - c) / (2 * half);
      curves[3 * slice + 2] = (a - 2 * b + c) / (2 * half * half);
    }
    found = { exponents, curves };
    if (tables.size >= KEPT) tables.clear();
    tables.set(weight, found);
  }
  return found;
}

/** An array of numbers together with their bits. */
export class Powers {
  /** @param {number} length */
  constructor(length) {
    this.values = new Float64Array(length);
    this.words = new Uint32Array(this.values.buffer);
  }

  /** Raise values from `from` to before `to`, each between 1e-10 and 1e10, to `weight`. @param {number} weight @param {number} from @param {number} to */
  raise(weight, from, to) {
    const { values, words } = this;
    const { exponents, curves } = tableOf(weight);
    for (let at = from; at < to; at++) {
      const bits = words[2 * at + HIGH];
      const exponent = (bits >>> 20) - 1023 - LOWEST;
      const slice = (bits >>> (20 - SLICE_BITS)) & (SLICES - 1);
      const rest = values[at] * SHRINK[exponent] - (1 + slice / SLICES);
      const curve = 3 * slice;
      values[at] = exponents[exponent] * (curves[curve] + rest * (curves[curve + 1] + rest * curves[curve + 2]));
    }
  }
}
