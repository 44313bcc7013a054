/** ln P(finding = value | set), by the rules of the pack's schema ("How causes combine"). */

import { products, sums } from './sets.mjs';

/**
 * What each form does to a binary finding: noisy-OR on the excess (`own`: chance that it does not bring it about),
 * inhibition of the leak (`leak`: factor on the background), null when no form is below the background. Both are
 * padded with 1 for an empty place.
 *
 * @param {import('./parameters.mjs').Binary} table
 * @returns {{own: Float64Array, leak: Float64Array|null}}
 */
export function factors({ p, background: b }) {
  const own = new Float64Array(p.length + 1).fill(1);
  const leak = new Float64Array(p.length + 1).fill(1);
  let inhibited = false;
  for (let form = 0; form < p.length; form++) {
    if (p[form] >= b) own[form] = (1 - p[form]) / (1 - b);
    else {
      leak[form] = p[form] / b;
      inhibited = true;
    }
  }
  return { own, leak: inhibited ? leak : null };
}

/** P(no | set), one a set. @param {import('./network.mjs').Network} network @param {import('./network.mjs').Finding} finding */
export function binaryNo(network, finding) {
  const table = network.table(finding);
  const { own, leak } = factors(table);
  const no = products(network.sets, own);
  const b = table.background;
  if (leak) {
    const leaks = products(network.sets, leak);
    for (let at = 0; at < no.length; at++) no[at] *= 1 - b * leaks[at];
  } else for (let at = 0; at < no.length; at++) no[at] *= 1 - b;
  no[0] = 1 - table.alone;
  return no;
}

/**
 * ln P(value | set), one a set.
 *
 * @param {import('./network.mjs').Network} network @param {import('./network.mjs').Finding} finding
 * @param {number} value its place @returns {Float64Array}
 */
export function logRow(network, finding, value) {
  const least = network.settings.smallest;
  const row = finding.isBinary ? binaryNo(network, finding) : mixture(network, finding, value);
  const turned = finding.isBinary && value === 0;
  for (let at = 0; at < row.length; at++) {
    const p = turned ? 1 - row[at] : row[at];
    row[at] = Math.log(Math.min(Math.max(p, least), 1));
  }
  return row;
}

/**
 * P(value | set) of a finding with several values: the forms that list it, mixed by what they have to say.
 *
 * @param {import('./network.mjs').Network} network @param {import('./network.mjs').Finding} finding @param {number} value
 */
function mixture(network, finding, value) {
  /** @type {import('./parameters.mjs').Categorical} */
  const { say, p, background, alone } = network.table(finding);
  const whole = sums(network.sets, say);
  const part = sums(network.sets, say.map((weight, form) => weight * p[value][form]));
  for (let at = 0; at < part.length; at++) part[at] = whole[at] > 0 ? part[at] / whole[at] : background[value];
  part[0] = alone[value];
  return part;
}
