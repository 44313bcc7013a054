/** Which answers count, and how much: left out, replaced by a more specific one, or tempered in a group. */

import { CaseError } from './errors.mjs';
import { NO, UNSURE, YES } from './network.mjs';

/**
 * @typedef {import('./network.mjs').Network} Network
 * @typedef {import('./types.mjs').Answers} Answers
 * @typedef {{finding: string, value: string, group: string|null, inGroup: number, weight: number}} Weighed
 * @typedef {object} Evidence
 * @property {string|null} age
 * @property {string|null} sex
 * @property {Weighed[]} weighed in the pack's order
 * @property {Record<string, string>} leftOut finding -> unsure, story, drawing or more_specific
 * @property {[string, string][]} contradictions [general answered no, specific answered yes]
 * @property {{ratios: Float64Array, none: number}|null} drawing ln LR of each form, and of no cause
 * @property {string[]|null} spoken what a story told freely did mention; null when the person was asked
 */

/** The answers in the pack's order. CaseError on unknown findings. @param {Network} network @param {Answers} answers @returns {Answers} */
export function ordered(network, answers) {
  for (const id of Object.keys(answers)) network.finding(id);
  return Object.fromEntries([...network.findings.keys()].filter((id) => Object.hasOwn(answers, id)).map((id) => [id, answers[id]]));
}

/**
 * Sort the answers: `unsure` is left out; of a general and a specific finding both answered yes only the specific
 * one counts; with a drawing, what it answers better is left out; n findings of one group count n ** -exponent each.
 * CaseError on unknown findings, values or causes.
 *
 * @param {Network} network @param {Answers} answers in the pack's order
 * @param {import('./types.mjs').DrawingEvidence|null} drawing @returns {Evidence}
 */
export function weigh(network, answers, drawing) {
  const { silence } = network.settings;
  /** @type {Record<string, string>} */ const leftOut = {};
  /** @type {[string, string][]} */ const contradictions = [];
  /** @type {[string, string][]} */ const counted = [];
  for (const [id, value] of Object.entries(answers)) {
    if (value === UNSURE) {
      leftOut[id] = 'unsure';
      continue;
    }
    network.valueNumber(id, value);
    if (network.priorFindings.has(id)) continue;
    if (id === silence.finding) {
      leftOut[id] = 'story';
      continue;
    }
    const specific = network.finding(id).impliedBy.filter((other) => answers[other] === YES);
    if (specific.length && value === NO) contradictions.push([id, specific[0]]);
    if (drawing !== null && drawingReplaces(network, id)) leftOut[id] = 'drawing';
    else if (specific.length && value === YES) leftOut[id] = 'more_specific';
    else counted.push([id, value]);
  }
  return {
    age: known(answers.age_band),
    sex: known(answers.sex),
    weighed: tempered(network, counted),
    leftOut,
    contradictions,
    drawing: drawing === null ? null : drawn(network, drawing),
    spoken: answers[silence.finding] === YES ? spoken(network, answers) : null,
  };
}

/** Whether a drawing answers this finding better. @param {Network} network @param {string} id */
export function drawingReplaces(network, id) {
  const replaces = network.settings.dependence.drawing_replaces;
  return [id, network.group.get(id), network.finding(id).group].some((name) => name && replaces.includes(name));
}

/** How much each of n answers of a group counts. @param {Network} network @param {string|null} group @param {number} n */
export function temper(network, group, n) {
  const { overall, exponent, exponents } = network.settings.dependence;
  return overall * n ** -(exponents[group ?? ''] ?? exponent);
}

/** @param {Network} network @param {[string, string][]} counted @returns {Weighed[]} */
function tempered(network, counted) {
  /** @type {Map<string, number>} */ const sizes = new Map();
  for (const [id] of counted) {
    const group = network.group.get(id);
    if (group) sizes.set(group, (sizes.get(group) ?? 0) + 1);
  }
  return counted.map(([finding, value]) => {
    const group = network.group.get(finding) ?? null;
    const inGroup = group ? (sizes.get(group) ?? 1) : 1;
    return { finding, value, group, inGroup, weight: temper(network, group, inGroup) };
  });
}

/** The findings of `told` that are known, or settled by a more specific or more general answer. @param {Network} network @param {Answers} answers */
function spoken(network, answers) {
  /** @type {Set<string>} */ const denied = new Set();
  for (const [id, value] of Object.entries(answers)) {
    if (value === NO) for (const special of network.finding(id).impliedBy) denied.add(special);
  }
  /** @type {string[]} */ const told = network.settings.told;
  return told.filter(
    (id) =>
      (answers[id] ?? UNSURE) !== UNSURE || denied.has(id) || network.finding(id).impliedBy.some((other) => answers[other] === YES),
  );
}

/** @param {string|undefined} value */
const known = (value) => (value === undefined || value === UNSURE ? null : value);

/** @param {Network} network @param {import('./types.mjs').DrawingEvidence} given */
function drawn(network, given) {
  const ratios = new Float64Array(network.width);
  for (const [cause, ratio] of Object.entries(given)) {
    const number = network.index.get(cause);
    if (cause !== network.unexplained && number === undefined) {
      throw new CaseError(`The drawing evidence names '${cause}', which is no cause of this pack.`);
    }
    if (!Number.isFinite(ratio)) {
      throw new CaseError(`The drawing evidence of '${cause}' is ${ratio}: it must be a finite number.`);
    }
    if (number !== undefined) network.causeOf.forEach((own, form) => own === number && (ratios[form] = ratio));
  }
  return { ratios, none: given[network.unexplained] ?? 0 };
}

/**
 * ln LR of the drawing for each set: the log of the mean over its members, for each is equally likely to be the one
 * that is drawn. Null without a drawing.
 *
 * @param {Network} network @param {Evidence} evidence @returns {Float64Array|null}
 */
export function drawingRow(network, evidence) {
  if (!evidence.drawing) return null;
  const { ratios, none } = evidence.drawing;
  const { first, second, third, size, width } = network.sets;
  const top = Math.max(0, none, ...ratios);
  const lifted = new Float64Array(width + 1);
  ratios.forEach((ratio, form) => (lifted[form] = Math.exp(ratio - top)));
  const row = new Float64Array(size);
  for (let at = 1; at < size; at++) {
    const members = third[at] < width ? 3 : second[at] < width ? 2 : 1;
    const mean = (lifted[first[at]] + lifted[second[at]] + lifted[third[at]]) / members;
    row[at] = Math.log(Math.max(mean, 1e-300)) + top;
  }
  row[0] = none;
  return row;
}

/** ln P(what the story left out | set); null when the person was asked. @param {Network} network @param {Evidence} evidence @returns {Float64Array|null} */
export function silenceRow(network, evidence) {
  const { told, silence } = network.settings;
  if (evidence.spoken === null || !told.length) return null;
  const fullness = Math.min(1, evidence.spoken.length / silence.full_story);
  const said = network.silence(evidence.spoken);
  return network.silenceOfAll.map((all, at) => fullness * (all - said[at]));
}
