/** What each answer not yet given would do: joint probabilities of answers with urgency levels and causes. */

import { drawingReplaces, temper } from './evidence.mjs';
import { NO, YES } from './network.mjs';
import { factors } from './rows.mjs';

const LIVE_MASS = 1 - 1e-4;

/**
 * @typedef {import('./network.mjs').Network} Network
 * @typedef {import('./posterior.mjs').Point} Point
 * @typedef {object} Outlook
 * @property {string[]} findings
 * @property {Map<string, Float64Array[]>} rows finding -> one row a value: P(value and level) for each level, then
 *   P(value and cause) for each cause, `unexplained` last
 * @property {Float64Array} now the same for everyone: P(level), P(cause)
 * @typedef {object} Live the sets that hold nearly all of the posterior
 * @property {Uint8Array[]} members three columns of form numbers
 * @property {Float64Array} p
 * @property {Uint8Array} level
 * @property {Int32Array} at their numbers among all sets
 */

/**
 * The candidates still worth a thought: not answered, and not settled by what is. A general finding with a specific
 * yes is known; a specific one whose general finding is denied too; with a drawing, what it answers better.
 *
 * @param {Network} network @param {import('./types.mjs').Answers} answers @param {string[]} candidates @param {boolean} drawing
 */
export function openFindings(network, answers, candidates, drawing) {
  const settled = new Set(Object.keys(answers).flatMap((id) => (answers[id] === NO ? (network.findings.get(id)?.impliedBy ?? []) : [])));
  return [...new Set(candidates)].filter((id) => {
    const finding = network.findings.get(id);
    if (!finding || Object.hasOwn(answers, id) || settled.has(id)) return false;
    return !finding.impliedBy.some((other) => answers[other] === YES) && !(drawing && drawingReplaces(network, id));
  });
}

/** @param {Network} network @param {Point} point @param {string[]} findings open ones @returns {Outlook} */
export function outlook(network, point, findings) {
  const live = liveSets(network, point);
  const everyone = new Float64Array(live.p.length).fill(1);
  const now = shared(network, live, everyone);
  /** @type {Map<string, Float64Array[]>} */ const rows = new Map();
  for (const id of findings) {
    const finding = network.finding(id);
    const weight = oneMore(network, point, id);
    const found = network.priorFindings.has(id)
      ? turnedRound(network, point, finding, live)
      : finding.isBinary ? [yes(network, finding, live, weight)] : choices(network, finding, live, weight);
    const joint = found.map((p) => shared(network, live, p));
    if (joint.length < finding.values.length) joint.push(now.map((all, at) => Math.max(all - joint[0][at], 0)));
    rows.set(id, joint);
  }
  return { findings, rows, now };
}

/** The likeliest sets, up to the mass that counts, in rising order; all sets when most are needed. @param {Network} network @param {Point} point @returns {Live} */
function liveSets(network, point) {
  const { probability } = point;
  const { first, second, third } = network.sets;
  const cut = threshold(probability);
  let at = Int32Array.from(probability.keys());
  if (cut > 0) at = at.filter((set) => probability[set] >= cut);
  let whole = 0;
  for (const set of at) whole += probability[set];
  return {
    members: [first, second, third].map((column) => Uint8Array.from(at, (set) => column[set])),
    p: Float64Array.from(at, (set) => probability[set] / whole),
    level: Uint8Array.from(at, (set) => network.levelOfSet[set]),
    at,
  };
}

/** The probability from which on sets are live; 0 when half of them or more would be. @param {Float64Array} probability */
function threshold(probability) {
  const order = probability.slice().sort();
  let sum = 0;
  for (let enough = 1; 2 * enough < order.length; enough++) {
    sum += order[order.length - enough];
    if (sum >= LIVE_MASS) return order[order.length - enough];
  }
  return 0;
}

/** Who holds P(set) x `value`, by level, then by cause. @param {Network} network @param {Live} live @param {Float64Array} value one a live set */
function shared(network, live, value) {
  const cut = network.levels.length;
  const n = network.causes.length;
  const [first, second, third] = live.members;
  const { p, level } = live;
  const ofForm = new Float64Array(network.width + 1);
  const found = new Float64Array(cut + n + 1);
  for (let at = 0; at < p.length; at++) {
    const joint = p[at] * value[at];
    found[level[at]] += joint;
    ofForm[first[at]] += joint;
    ofForm[second[at]] += joint;
    ofForm[third[at]] += joint;
  }
  network.causeOf.forEach((cause, form) => (found[cut + cause] += ofForm[form]));
  if (live.at[0] === 0) found[cut + n] = p[0] * value[0];
  return found;
}

/** How much one more answer of this finding's group would count. @param {Network} network @param {Point} point @param {string} id */
function oneMore(network, point, id) {
  const group = network.group.get(id) ?? null;
  const before = group ? Math.max(0, ...point.evidence.weighed.map((w) => (w.group === group ? w.inGroup : 0))) : 0;
  return before ? temper(network, group, before + 1) : network.settings.dependence.overall;
}

/** P(yes | live set). @param {Network} network @param {import('./network.mjs').Finding} finding @param {Live} live @param {number} weight */
function yes(network, finding, live, weight) {
  const table = network.table(finding);
  const { own, leak } = factors(table);
  const [first, second, third] = live.members;
  const b = table.background;
  const least = network.settings.smallest;
  const found = new Float64Array(live.p.length);
  for (let at = 0; at < found.length; at++) {
    const [i, j, k] = [first[at], second[at], third[at]];
    const no = (1 - (leak ? b * (leak[i] * leak[j] * leak[k]) : b)) * (own[i] * own[j] * own[k]);
    found[at] = Math.min(Math.max(1 - no, least), 1);
  }
  if (live.at[0] === 0) found[0] = table.alone;
  if (weight !== 1) {
    for (let at = 0; at < found.length; at++) {
      const raised = found[at] ** weight;
      found[at] = raised / (raised + Math.max(1 - found[at], least) ** weight);
    }
  }
  return found;
}

/** P(value | live set) of each value. @param {Network} network @param {import('./network.mjs').Finding} finding @param {Live} live @param {number} weight */
function choices(network, finding, live, weight) {
  /** @type {import('./parameters.mjs').Categorical} */
  const { say, p, background, alone } = network.table(finding);
  const [first, second, third] = live.members;
  const least = network.settings.smallest;
  const told = Float64Array.from([...say, 0]);
  const parts = p.map((column) => Float64Array.from([...column.map((share, form) => share * say[form]), 0]));
  const found = p.map(() => new Float64Array(live.p.length));
  for (let at = 0; at < live.p.length; at++) {
    const [i, j, k] = [first[at], second[at], third[at]];
    const whole = told[i] + told[j] + told[k];
    let raised = 0;
    for (let value = 0; value < found.length; value++) {
      const part = parts[value];
      const mixed = whole > 0 ? (part[i] + part[j] + part[k]) / whole : background[value];
      let share = Math.min(Math.max(live.at[at] === 0 ? alone[value] : mixed, least), 1);
      if (weight !== 1) raised += share **= weight;
      found[value][at] = share;
    }
    if (weight !== 1) for (const column of found) column[at] /= raised;
  }
  return found;
}

/** P(age band | live set) or P(sex | live set) from the priors by Bayes' rule. @param {Network} network @param {Point} point @param {import('./network.mjs').Finding} finding @param {Live} live */
function turnedRound(network, point, finding, live) {
  const { age, sex } = point.evidence;
  const background = /** @type {number[]} */ (finding.background);
  const logs = finding.values.map((value, number) => {
    const row = finding.id === 'age_band' ? network.prior(value, sex) : network.prior(age, value);
    const share = Math.log(Math.max(background[number], network.settings.smallest));
    return Float64Array.from(live.at, (set) => share + row[set]);
  });
  for (let at = 0; at < live.p.length; at++) {
    let top = -Infinity;
    for (const row of logs) top = Math.max(top, row[at]);
    let whole = 0;
    for (const row of logs) whole += row[at] = Math.exp(row[at] - top);
    for (const row of logs) row[at] /= whole;
  }
  return logs;
}
