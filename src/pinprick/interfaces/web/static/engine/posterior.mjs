/** The posterior over sets of causes for one case, exact in double precision. */

import { drawingRow, ordered, silenceRow, weigh } from './evidence.mjs';

/**
 * @typedef {import('./network.mjs').Network} Network
 * @typedef {object} Point what the answers say
 * @property {import('./evidence.mjs').Evidence} evidence
 * @property {Float64Array} probability one a set
 * @property {Float64Array} end ln P(set, answers)
 * @property {number} logEvidence
 * @property {Float64Array} vector P(cause) in the pack's order, `unexplained` last
 */

/**
 * P(sets of causes | answers, drawing). Answers are added up in the pack's order, so their own order makes no
 * difference. CaseError on what the pack does not have.
 *
 * @param {Network} network @param {import('./types.mjs').Answers} answers
 * @param {import('./types.mjs').DrawingEvidence|null} drawing @returns {Point}
 */
export function posterior(network, answers, drawing) {
  const evidence = weigh(network, ordered(network, answers), drawing);
  const end = logJoint(network, evidence);
  let top = -Infinity;
  for (const value of end) if (value > top) top = value;
  const probability = new Float64Array(end.length);
  let whole = 0;
  for (let at = 0; at < end.length; at++) whole += probability[at] = Math.exp(end[at] - top);
  for (let at = 0; at < end.length; at++) probability[at] /= whole;
  return { evidence, probability, end, logEvidence: top + Math.log(whole), vector: byCause(network, probability) };
}

/** ln P(set, answers): prior + weight x row of each answer + drawing + silence. @param {Network} network @param {import('./evidence.mjs').Evidence} evidence */
function logJoint(network, evidence) {
  const total = network.prior(evidence.age, evidence.sex).slice();
  for (const { finding, value, weight } of evidence.weighed) {
    const row = network.row(finding, value);
    for (let at = 0; at < total.length; at++) total[at] += weight * row[at];
  }
  for (const row of [drawingRow(network, evidence), silenceRow(network, evidence)]) {
    if (row) for (let at = 0; at < total.length; at++) total[at] += row[at];
  }
  return total;
}

/** @param {Network} network @param {Float64Array} probability one a set */
function byCause(network, probability) {
  const { first, second, third, size, width } = network.sets;
  const ofForm = new Float64Array(width + 1);
  for (let at = 1; at < size; at++) {
    const p = probability[at];
    ofForm[first[at]] += p;
    ofForm[second[at]] += p;
    ofForm[third[at]] += p;
  }
  const found = new Float64Array(network.causes.length + 1);
  network.causeOf.forEach((cause, form) => (found[cause] += ofForm[form]));
  for (let cause = 0; cause < network.causes.length; cause++) found[cause] = Math.min(Math.max(found[cause], 0), 1);
  found[network.causes.length] = probability[0];
  return found;
}
