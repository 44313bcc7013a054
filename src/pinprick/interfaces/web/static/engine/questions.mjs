/** Which question next: safety first, then what changes advice or causes most for the time it takes. */

import { gains, losses, bestAdvice } from './gain.mjs';
import { openFindings, outlook } from './outlook.mjs';

/**
 * @typedef {import('./network.mjs').Network} Network
 * @typedef {import('./posterior.mjs').Point} Point
 * @typedef {import('./types.mjs').Answers} Answers
 * @typedef {{out: import('./outlook.mjs').Outlook, gain: Map<string, import('./gain.mjs').Gain>, table: number[][]}} Inquiry
 * @typedef {object} Worth
 * @property {string} finding
 * @property {boolean} safety
 * @property {number} gain
 * @property {number} lossDrop
 * @property {number} bits
 * @property {number} seconds
 * @property {number} perMinute
 * @property {[string, string]|null} separates
 */

/**
 * One look ahead over every open candidate.
 *
 * @param {Network} network @param {Point} point @param {Answers} answers @param {boolean} drawing whether there is one
 * @param {string[]} candidates @param {string|null} floor level that rules have set already @returns {Inquiry}
 */
export function inquire(network, point, answers, drawing, candidates, floor) {
  const out = outlook(network, point, openFindings(network, answers, candidates, drawing));
  const table = losses(network, floor);
  return { out, gain: gains(network, out, table), table };
}

/** The questions of an inquiry, best first; ties in the order of the candidates. @param {Network} network @param {Inquiry} inquiry @param {string[]} openDanger @returns {Worth[]} */
export function ranked(network, inquiry, openDanger) {
  const rules = network.settings.questions;
  /** @param {Worth} question */
  const place = ({ finding }) => (openDanger.includes(finding) ? openDanger.indexOf(finding) : openDanger.length);
  const found = inquiry.out.findings.map((finding) => {
    const { lossDrop, bits, separates } = /** @type {import('./gain.mjs').Gain} */ (inquiry.gain.get(finding));
    const gain = lossDrop + rules.worth_of_a_bit * bits;
    const seconds = secondsOf(network, finding);
    return { finding, safety: openDanger.includes(finding), gain, lossDrop, bits, seconds, perMinute: (gain / seconds) * 60, separates };
  });
  /** @param {Worth} question */
  const worth = ({ perMinute }) => Math.round(perMinute * 1e9);
  return found.sort((a, b) => place(a) - place(b) || worth(b) - worth(a));
}

/** @param {Network} network @param {string} id */
function secondsOf(network, id) {
  const rules = network.settings.questions;
  const finding = network.finding(id);
  const start = rules.seconds_of[id] ?? rules.seconds[finding.by] ?? 60;
  return Math.max(start + rules.seconds_per_value * Math.max(finding.values.length - 2, 0), 1);
}

/**
 * Whether to stop asking, or null to go on. Never while a danger question is open. Settled: the first cause is likely
 * enough, and no likely answer would bring another best advice or another first cause.
 *
 * @param {Network} network @param {Inquiry} inquiry @param {number} asked questions so far @param {string[]} openDanger
 * @returns {'settled'|'nothing_worth_asking'|'enough_asked'|null}
 */
export function stop(network, inquiry, asked, openDanger) {
  const { out, table } = inquiry;
  const rules = network.settings.questions.stop;
  if (openDanger.some((id) => out.rows.has(id))) return null;
  if (asked >= rules.most_questions) return 'enough_asked';
  if (!ranked(network, inquiry, []).some(({ gain }) => gain >= rules.least_worth)) return 'nothing_worth_asking';
  const cut = network.levels.length;
  const { level: advice } = bestAdvice(out.now, table);
  const first = likeliest(out.now, cut);
  if (out.now[cut + first] < rules.settled_above) return null;
  for (const rows of out.rows.values()) {
    for (const row of rows) {
      let p = 0;
      for (let level = 0; level < cut; level++) p += row[level];
      if (p >= rules.likely && (bestAdvice(row, table).level !== advice || likeliest(row, cut) !== first)) return null;
    }
  }
  return 'settled';
}

/** The first of the largest among the causes of a row. @param {Float64Array} row @param {number} cut */
function likeliest(row, cut) {
  let best = 0;
  for (let cause = 1; cause < row.length - cut; cause++) if (row[cut + cause] > row[cut + best]) best = cause;
  return best;
}
