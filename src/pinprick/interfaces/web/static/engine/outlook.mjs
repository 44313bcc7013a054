/** What each answer not yet given would do: joint probabilities of answers with urgency levels and causes. */

import { drawingReplaces, temper } from './evidence.mjs';
import { liveSets, scratch, shared } from './live.mjs';
import { NO, YES } from './network.mjs';
import { factors } from './rows.mjs';

/**
 * @typedef {import('./network.mjs').Network} Network
 * @typedef {import('./network.mjs').Finding} Finding
 * @typedef {import('./posterior.mjs').Point} Point
 * @typedef {import('./live.mjs').Live} Live
 * @typedef {object} Outlook
 * @property {string[]} findings
 * @property {Map<string, Float64Array[]>} rows finding -> one row a value: P(value and level) for each level, then
 *   P(value and cause) for each cause, `unexplained` last
 * @property {Float64Array} now the same for everyone: P(level), P(cause)
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
  const now = shared(network, live, new Float64Array(live.p.length).fill(1), 1);
  /** @type {Map<string, Float64Array[]>} */ const rows = new Map();
  for (const id of findings) {
    const finding = network.finding(id);
    const weight = oneMore(network, point, id);
    if (network.priorFindings.has(id)) rows.set(id, turnedRound(network, point, finding, live));
    else if (finding.isBinary) {
      const yes = ifYes(network, finding, live, weight);
      rows.set(id, [yes, now.map((all, at) => Math.max(all - yes[at], 0))]);
    } else rows.set(id, choices(network, finding, live, weight));
  }
  return { findings, rows, now };
}

/** How much one more answer of this finding's group would count. @param {Network} network @param {Point} point @param {string} id */
function oneMore(network, point, id) {
  const group = network.group.get(id) ?? null;
  const before = group ? Math.max(0, ...point.evidence.weighed.map((w) => (w.group === group ? w.inGroup : 0))) : 0;
  return before ? temper(network, group, before + 1) : network.settings.dependence.overall;
}

/** Yes to a binary finding. @param {Network} network @param {Finding} finding @param {Live} live @param {number} weight */
function ifYes(network, finding, live, weight) {
  const table = network.table(finding);
  const { own, leak } = factors(table);
  const b = table.background;
  const least = network.settings.smallest;
  const { last, lead, middle, from } = live;
  const powers = scratch(last.length);
  const into = powers.values;
  for (let run = 0; run < lead.length; run++) {
    const rest = own[lead[run]] * own[middle[run]];
    const leaks = leak ? b * (leak[lead[run]] * leak[middle[run]]) : b;
    for (let at = from[run]; at < from[run + 1]; at++) {
      const form = last[at];
      into[at] = Math.max(1 - (1 - (leak ? leaks * leak[form] : leaks)) * (rest * own[form]), least);
    }
  }
  if (weight === 1) return shared(network, live, into, table.alone);
  // Tempered, the odds of yes are raised: p^w / (p^w + (1 - p)^w).
  for (let at = 0; at < last.length; at++) into[at] = Math.max(1 - into[at], least) / into[at];
  powers.raise(weight, 0, last.length);
  for (let at = 0; at < last.length; at++) into[at] = 1 / (1 + into[at]);
  return shared(network, live, into, 1 / (1 + (Math.max(1 - table.alone, least) / table.alone) ** weight));
}

/** Each value of a finding with several. @param {Network} network @param {Finding} finding @param {Live} live @param {number} weight */
function choices(network, finding, live, weight) {
  /** @type {import('./parameters.mjs').Categorical} */
  const { say, p, background, alone } = network.table(finding);
  const count = live.last.length;
  const told = Float64Array.from([...say, 0]);
  const sums = new Float64Array(count);
  const found = p.map((column, value) => {
    const part = Float64Array.from([...column.map((share, form) => share * say[form]), 0]);
    const into = mixed(live, told, part, background[value], network.settings.smallest, weight);
    for (let at = 0; at < count; at++) sums[at] += into[at];
    return into;
  });
  const ofEmpty = alone.map((share) => share ** weight);
  const whole = weight === 1 ? 1 : ofEmpty.reduce((sum, share) => sum + share, 0);
  return found.map((into, value) => {
    if (weight !== 1) for (let at = 0; at < count; at++) into[at] /= sums[at];
    return shared(network, live, into, ofEmpty[value] / whole);
  });
}

/**
 * P(one value | live set), raised to `weight`: the forms that list the finding, mixed by what they have to say.
 * @param {Live} live @param {Float64Array} told what each form has to say @param {Float64Array} part that times P(value)
 * @param {number} background @param {number} least @param {number} weight
 */
function mixed({ last, lead, middle, from }, told, part, background, least, weight) {
  const powers = scratch(last.length);
  const into = powers.values;
  for (let run = 0; run < lead.length; run++) {
    const [whole, some] = [told[lead[run]] + told[middle[run]], part[lead[run]] + part[middle[run]]];
    for (let at = from[run]; at < from[run + 1]; at++) {
      const form = last[at];
      const all = whole + told[form];
      into[at] = Math.min(Math.max(all > 0 ? (some + part[form]) / all : background, least), 1);
    }
  }
  if (weight !== 1) powers.raise(weight, 0, last.length);
  return into.slice(0, last.length);
}

/** Each age band, or each sex, from the priors by Bayes' rule. @param {Network} network @param {Point} point @param {Finding} finding @param {Live} live */
function turnedRound(network, point, finding, live) {
  const { age, sex } = point.evidence;
  const background = /** @type {number[]} */ (finding.background);
  const sets = [0, ...live.at];
  const logs = finding.values.map((value, number) => {
    const row = finding.id === 'age_band' ? network.prior(value, sex) : network.prior(age, value);
    const share = Math.log(Math.max(background[number], network.settings.smallest));
    return Float64Array.from(sets, (set) => share + row[set]);
  });
  for (let at = 0; at < sets.length; at++) {
    let top = -Infinity;
    for (const row of logs) top = Math.max(top, row[at]);
    let whole = 0;
    for (const row of logs) whole += row[at] = Math.exp(row[at] - top);
    for (const row of logs) row[at] /= whole;
  }
  return logs.map((row) => shared(network, live, row.subarray(1), row[0]));
}
