/**
 * The sets that hold nearly all of the posterior, laid out for speed.
 *
 * Sets of one level that share all members but the last lie side by side in a *run*, so that a product over members
 * and a sum by level need one step a run and only the last member is looked up a set. A phone looks at up to 40,000
 * sets for each of 230 questions: this is what makes a step quick.
 */

import { Powers } from './power.mjs';

const LIVE_MASS = 1 - 1e-4;
/** Slices of the log probability in which the border of the live sets is looked for. */
const SLICES = 4096;
const A_NAT = 64;

/**
 * @typedef {import('./network.mjs').Network} Network
 * @typedef {import('./posterior.mjs').Point} Point
 * @typedef {object} Live
 * @property {Float64Array} p probability of each set, summing to 1 with `emptyP`
 * @property {Uint8Array} last its last member
 * @property {Int32Array} at its number among all sets
 * @property {Uint8Array} lead first member of each run (the width where there is none)
 * @property {Uint8Array} middle second member of each run
 * @property {Uint8Array} level level of each run
 * @property {Int32Array} from where each run begins; one more at the end
 * @property {number} emptyP probability of the empty set
 * @property {number} width
 */

/** The likeliest sets, up to the mass that counts; all sets when half of them or more are needed. @param {Network} network @param {Point} point @returns {Live} */
export function liveSets(network, point) {
  const { probability } = point;
  const cut = border(point);
  const { first, second, third, size, width } = network.sets;
  /** @type {number[][]} */ const byLevel = network.levels.map(() => []);
  let whole = probability[0] >= cut ? probability[0] : 0;
  const emptyP = whole;
  for (let set = 1; set < size; set++) {
    if (probability[set] >= cut && probability[set] > 0) {
      byLevel[network.levelOfSet[set]].push(set);
      whole += probability[set];
    }
  }
  const count = byLevel.reduce((sum, sets) => sum + sets.length, 0);
  const live = { p: new Float64Array(count), last: new Uint8Array(count), at: new Int32Array(count) };
  const [lead, middle, level, from] = [new Uint8Array(count), new Uint8Array(count), new Uint8Array(count), new Int32Array(count + 1)];
  let [here, runs] = [0, 0];
  byLevel.forEach((sets, own) => {
    let [a, b] = [-1, -1];
    for (const set of sets) {
      const [i, j, k] = [first[set], second[set], third[set]];
      const one = k < width ? i : width;
      const two = k < width ? j : j < width ? i : width;
      if (one !== a || two !== b) {
        [a, b] = [one, two];
        lead[runs] = a;
        middle[runs] = b;
        level[runs] = own;
        from[runs++] = here;
      }
      live.p[here] = probability[set] / whole;
      live.last[here] = k < width ? k : j < width ? j : i;
      live.at[here++] = set;
    }
  });
  from[runs] = here;
  return {
    ...live, width, emptyP: emptyP / whole, lead: lead.subarray(0, runs), middle: middle.subarray(0, runs), level: level.subarray(0, runs),
    from: from.subarray(0, runs + 1),
  };
}

/** The probability from which on sets are live; 0 when half of them or more would be. @param {Point} point */
function border({ probability, end, logEvidence }) {
  const mass = new Float64Array(SLICES);
  const slice = new Int16Array(probability.length);
  for (let set = 0; set < probability.length; set++) {
    slice[set] = Math.min(Math.max((logEvidence - end[set]) * A_NAT, 0), SLICES - 1);
    mass[slice[set]] += probability[set];
  }
  let sum = 0;
  let edge = 0;
  while (edge < SLICES - 1 && sum + mass[edge] < LIVE_MASS) sum += mass[edge++];
  let enough = 0;
  /** @type {number[]} */ const within = [];
  for (let set = 0; set < probability.length; set++) {
    if (slice[set] < edge) enough++;
    else if (slice[set] === edge) within.push(probability[set]);
  }
  within.sort((a, b) => b - a);
  for (const p of within) {
    enough++;
    sum += p;
    if (sum >= LIVE_MASS) return 2 * enough < probability.length ? p : 0;
  }
  return 0;
}

/**
 * Who holds P(set) x `value`, by level, then by cause, `unexplained` last.
 *
 * @param {Network} network @param {Live} live @param {Float64Array} value one a live set @param {number} ofEmpty that of
 *   the empty set
 */
export function shared(network, live, value, ofEmpty) {
  const { p, last, lead, middle, level, from, emptyP, width } = live;
  const cut = network.levels.length;
  const n = network.causes.length;
  const ofForm = new Float64Array(width + 1);
  const found = new Float64Array(cut + n + 1);
  for (let run = 0; run < lead.length; run++) {
    let sum = 0;
    for (let at = from[run]; at < from[run + 1]; at++) {
      const joint = p[at] * value[at];
      sum += joint;
      ofForm[last[at]] += joint;
    }
    ofForm[lead[run]] += sum;
    ofForm[middle[run]] += sum;
    found[level[run]] += sum;
  }
  network.causeOf.forEach((cause, form) => (found[cut + cause] += ofForm[form]));
  found[network.levelOfSet[0]] += emptyP * ofEmpty;
  found[cut + n] = emptyP * ofEmpty;
  return found;
}

let kept = new Powers(0);

/** Room for one number a set, used again and again. @param {number} length */
export function scratch(length) {
  if (kept.values.length < length) kept = new Powers(length);
  return kept;
}
