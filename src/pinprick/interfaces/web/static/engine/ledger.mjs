/**
 * The additive account of one cause: prior + weight of each answer = posterior, in decibans.
 *
 * Each answer's share is averaged while all answers together grow from no weight to full weight (Aumann & Shapley
 * 1974; "integrated gradients", Sundararajan et al. 2017), so the shares do not depend on the order and add up.
 */

import { CaseError } from './errors.mjs';
import { drawingRow, silenceRow } from './evidence.mjs';
import { shares } from './prior.mjs';

const NODES = 12;
const DIGITS = 1e-6;
const DECIBANS = 10 / Math.LN10;
const { nodes: ALONG, weights: QUADRATURE } = gaussLegendre(NODES);

/**
 * @typedef {import('./network.mjs').Network} Network
 * @typedef {import('./posterior.mjs').Point} Point
 * @typedef {object} Growth how the sets' weights change on the way from prior to posterior
 * @property {{row: Float64Array, weight: number}[]} rows log-likelihoods and how much they count: answers, silence, drawing
 * @property {Float64Array[]} mass one array over the sets for each point of the way
 * @property {number[]} whole their sums
 * @property {number[][]} byAll by row: the sum of mass x row at each point
 */

/**
 * Nodes and weights of Gauss-Legendre quadrature on 0 to 1, by Newton's method on the Legendre polynomial.
 * @param {number} n
 */
function gaussLegendre(n) {
  const nodes = new Float64Array(n);
  const weights = new Float64Array(n);
  for (let at = 0; at < n; at++) {
    let x = Math.cos((Math.PI * (at + 0.75)) / (n + 0.5));
    let slope = 1;
    for (let step = 0; step < 100; step++) {
      let [before, now] = [1, x];
      for (let k = 2; k <= n; k++) [before, now] = [now, ((2 * k - 1) * x * now - (k - 1) * before) / k];
      slope = (n * (x * now - before)) / (x * x - 1);
      const move = now / slope;
      x -= move;
      if (Math.abs(move) < 1e-16) break;
    }
    nodes[n - 1 - at] = (x + 1) / 2;
    weights[n - 1 - at] = 1 / ((1 - x * x) * slope * slope);
  }
  return { nodes, weights };
}

/** @param {Network} network @param {Point} point @returns {Growth} */
export function growth(network, point) {
  const { evidence, end } = point;
  const rows = evidence.weighed.map(({ finding, value, weight }) => ({ row: network.row(finding, value), weight }));
  for (const row of [silenceRow(network, evidence), drawingRow(network, evidence)]) if (row) rows.push({ row, weight: 1 });
  const start = network.prior(evidence.age, evidence.sex);
  const said = new Float64Array(end.length);
  for (const { row, weight } of rows) for (let at = 0; at < said.length; at++) said[at] += weight * row[at];
  /** @type {Float64Array[]} */ const mass = [];
  /** @type {number[]} */ const whole = [];
  for (const t of ALONG) {
    const here = new Float64Array(end.length);
    let top = -Infinity;
    for (let at = 0; at < here.length; at++) top = Math.max(top, (here[at] = start[at] + t * said[at]));
    let sum = 0;
    for (let at = 0; at < here.length; at++) sum += here[at] = Math.exp(here[at] - top);
    mass.push(here);
    whole.push(sum);
  }
  return { rows, mass, whole, byAll: rows.map(({ row, weight }) => mass.map((here) => weight * dot(here, row))) };
}

/** @param {Float64Array} one @param {Float64Array} other */
function dot(one, other) {
  let sum = 0;
  for (let at = 0; at < one.length; at++) sum += one[at] * other[at];
  return sum;
}

/** The numbers of the sets that hold a cause, and of the others. @param {Uint8Array} has */
function split(has) {
  const [held, rest] = [new Int32Array(has.length), new Int32Array(has.length)];
  let [here, there] = [0, 0];
  for (let at = 0; at < has.length; at++) {
    if (has[at]) held[here++] = at;
    else rest[there++] = at;
  }
  return { held: held.subarray(0, here), rest: rest.subarray(0, there) };
}

/** The share of each row in the log-odds of the sets that `has` marks. @param {Growth} way @param {Uint8Array} has */
function sharesOf(way, has) {
  const found = new Float64Array(way.rows.length);
  const { held, rest } = split(has);
  way.mass.forEach((mass, node) => {
    let ofHeld = 0;
    for (const at of held) ofHeld += mass[at];
    // "All the others" is everything less the cause's own sets, as long as that leaves enough digits.
    let ofOthers = way.whole[node] - ofHeld;
    const few = ofOthers < DIGITS * way.whole[node];
    if (few) {
      ofOthers = 0;
      for (const at of rest) ofOthers += mass[at];
    }
    way.rows.forEach(({ row, weight }, number) => {
      /** @param {Int32Array} sets */
      const over = (sets) => {
        let sum = 0;
        for (let at = 0; at < sets.length; at++) sum += mass[sets[at]] * row[sets[at]];
        return weight * sum;
      };
      const byHeld = over(held);
      const byOthers = few ? over(rest) : way.byAll[number][node] - byHeld;
      found[number] += QUADRATURE[node] * (byHeld / Math.max(ofHeld, 1e-300) - byOthers / Math.max(ofOthers, 1e-300));
    });
  });
  return found;
}

/** ln of the weight of the sets that hold a cause over that of the others. @param {Float64Array} end @param {Uint8Array} has */
function logOdds(end, has) {
  let [top, bottom] = [-Infinity, -Infinity];
  for (let at = 0; at < end.length; at++) {
    if (has[at]) top = Math.max(top, end[at]);
    else bottom = Math.max(bottom, end[at]);
  }
  let [inside, outside] = [0, 0];
  for (let at = 0; at < end.length; at++) {
    if (has[at]) inside += Math.exp(end[at] - top);
    else outside += Math.exp(end[at] - bottom);
  }
  return top - bottom + Math.log(inside / outside);
}

/** A log ratio in hundredths of a deciban, a whole number; ties to even. @param {number} logRatio */
function hundredths(logRatio) {
  const exact = logRatio * DECIBANS * 100;
  const low = Math.floor(exact);
  if (exact - low !== 0.5) return Math.round(exact);
  return low % 2 === 0 ? low : low + 1;
}

/**
 * Why `cause` has the probability it has. CaseError on an unknown cause.
 *
 * @param {Network} network @param {Point} point @param {Growth} way @param {string} cause
 * @param {(finding: string|null, kind: string) => string} label @returns {import('./types.mjs').Ledger}
 */
export function ledger(network, point, way, cause, label) {
  if (cause !== network.unexplained && !network.index.has(cause)) {
    throw new CaseError(`'${cause}' is no cause of the pack '${network.pack.pack.id}'.`);
  }
  const { evidence } = point;
  const has = network.holds(cause);
  const said = Array.from(sharesOf(way, has), hundredths);
  const record = network.records.get(cause);
  /** @type {{kind: string, finding?: string, value?: string, size: number, more?: object}[]} */
  const lines = priorLines(network, evidence, cause);
  const answered = evidence.weighed.map((answer, at) => ({
    kind: 'answer', finding: answer.finding, value: answer.value, size: said[at], more: answerDetails(network, cause, answer),
  }));
  let at = answered.length;
  const { silence } = network.settings;
  const quiet = evidence.spoken !== null && network.settings.told.length > 0;
  const silent = quiet
    ? [{ kind: 'silence', finding: silence.finding, size: said[at++], more: { basis: silence.basis, sources: silence.sources, listed: false } }]
    : [];
  if (evidence.drawing) {
    lines.push({ kind: 'drawing', size: said[at], more: { sources: record?.drawn ?? [], listed: Boolean(record?.has_patterns) } });
  }
  lines.push(...answered, ...silent);
  const total = hundredths(logOdds(point.end, has));
  lines.push({ kind: 'combined', size: lines.reduce((rest, line) => rest - line.size, total) });
  const [prior, ...others] = lines.map(({ kind, finding, value, size, more }) => /** @type {any} */ ({
    kind, finding: finding ?? null, value: value ?? null, label: label(finding ?? null, kind), weight: size / 100, basis: null,
    sources: [], listed: true, group: null, inGroup: 1, tempered: 1, ...more,
  }));
  return { cause, prior, lines: others, total: total / 100 };
}

/** The prior odds for everyone who asks, and what age and sex make of them. @param {Network} network @param {import('./evidence.mjs').Evidence} evidence @param {string} cause */
function priorLines(network, evidence, cause) {
  const own = network.records.get(cause)?.prior;
  const more = { basis: own?.basis ?? 'judgement', sources: own?.sources ?? [] };
  /** @type {[string, string|null, string|null][]} */
  const steps = [['prior', null, null]];
  if (evidence.age) steps.push(['age_band', evidence.age, null]);
  if (evidence.sex) steps.push(['sex', evidence.age, evidence.sex]);
  let before = 0;
  return steps.map(([kind, age, sex]) => {
    const { ofCauses, none } = shares(network, age, sex);
    const number = network.index.get(cause);
    const p = number === undefined ? none : ofCauses[number];
    const now = hundredths(Math.log(p) - Math.log1p(-p));
    const size = now - before;
    before = now;
    if (kind === 'prior') return { kind, size, more };
    return { kind, finding: kind, value: (kind === 'sex' ? sex : age) ?? undefined, size, more };
  });
}

/** @param {Network} network @param {string} cause @param {import('./evidence.mjs').Weighed} answer */
function answerDetails(network, cause, answer) {
  const finding = network.finding(answer.finding);
  const record = network.records.get(cause);
  const order = [...(network.numbers.get(cause)?.keys() ?? [])].indexOf(finding.place);
  const details = { listed: order >= 0, group: answer.group, inGroup: answer.inGroup, tempered: answer.weight };
  if (order < 0) return { basis: finding.basis, sources: finding.source ? [finding.source] : [], ...details };
  /** @type {Record<string, string>} */
  const bases = { p: 'published', d: 'derived', j: 'judgement' };
  return { basis: bases[record.bases[order]], sources: record.sources[finding.place] ?? [], ...details };
}
