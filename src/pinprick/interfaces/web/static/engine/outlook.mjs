/** What each answer not yet given would do: joint probabilities of answers with urgency levels and causes. */

import { drawingReplaces, temper } from './evidence.mjs';
import { liveSets, shared } from './live.mjs';
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
  const now = shared(network, live, (into, lead, middle, from, to) => into.fill(1, from, to), 1);
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
  const { last } = live;
  /** @param {number} p */
  const tempered = (p) => (weight === 1 ? p : 1 / (1 + (Math.max(1 - p, least) / p) ** weight));
  return shared(network, live, (into, lead, middle, from, to) => {
    const rest = own[lead] * own[middle];
    if (leak) {
      const leaks = b * (leak[lead] * leak[middle]);
      for (let at = from; at < to; at++) {
        const form = last[at];
        into[at] = Math.max(1 - (1 - leaks * leak[form]) * (rest * own[form]), least);
      }
    } else for (let at = from; at < to; at++) into[at] = Math.max(1 - (1 - b) * (rest * own[last[at]]), least);
    if (weight !== 1) for (let at = from; at < to; at++) into[at] = tempered(into[at]);
  }, tempered(table.alone));
}

/** Each value of a finding with several. @param {Network} network @param {Finding} finding @param {Live} live @param {number} weight */
function choices(network, finding, live, weight) {
  /** @type {import('./parameters.mjs').Categorical} */
  const { say, p, background, alone } = network.table(finding);
  const least = network.settings.smallest;
  const { last } = live;
  const told = Float64Array.from([...say, 0]);
  const parts = p.map((column) => Float64Array.from([...column.map((share, form) => share * say[form]), 0]));
  /** @param {number} share */
  const tempered = (share) => Math.min(Math.max(share, least), 1) ** weight;
  /** What the values sum to once tempered, one a set; it is 1 as long as nothing is tempered. */
  const sums = new Float64Array(live.p.length);
  const ofEmpty = weight === 1 ? 1 : alone.reduce((sum, share) => sum + tempered(share), 0);
  /** @param {number} value @param {Float64Array} into @param {number} lead @param {number} middle @param {number} from @param {number} to */
  const mixed = (value, into, lead, middle, from, to) => {
    const part = parts[value];
    const [whole, some] = [told[lead] + told[middle], part[lead] + part[middle]];
    for (let at = from; at < to; at++) {
      const form = last[at];
      const all = whole + told[form];
      into[at] = tempered(all > 0 ? (some + part[form]) / all : background[value]);
    }
  };
  if (weight !== 1) {
    const one = new Float64Array(live.p.length);
    parts.forEach((_, value) => {
      live.lead.forEach((lead, run) => mixed(value, one, lead, live.middle[run], live.from[run], live.from[run + 1]));
      one.forEach((share, at) => (sums[at] += share));
    });
  }
  return parts.map((_, value) =>
    shared(network, live, (into, lead, middle, from, to) => {
      mixed(value, into, lead, middle, from, to);
      if (weight !== 1) for (let at = from; at < to; at++) into[at] /= sums[at];
    }, tempered(alone[value]) / ofEmpty),
  );
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
  return logs.map((row) =>
    shared(network, live, (into, lead, middle, from, to) => {
      for (let at = from; at < to; at++) into[at] = row[at + 1];
    }, row[0]),
  );
}
