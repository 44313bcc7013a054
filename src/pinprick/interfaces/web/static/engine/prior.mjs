/** The prior over sets of causes for one age band and sex. The odds are solved in Python and read from the pack. */

import { sums } from './sets.mjs';

/**
 * P(cause) for this age band and sex (null = not known), and P(no cause). Where the causes' shares are too small to
 * fill all sets, `unexplained` takes the rest.
 *
 * @param {import('./network.mjs').Network} network @param {string|null} age @param {string|null} sex
 * @returns {{ofCauses: Float64Array, none: number}}
 */
export function shares(network, age, sex) {
  const { most_one_cause: mostOne, most_unexplained: mostNone, fewest_causes: fewest, fewest_taken: taken } = network.settings;
  /** @param {string} id */
  const share = (id) => {
    const own = network.records.get(id).prior;
    return own.share * (own.by_age[age ?? ''] ?? 1) * (own.by_sex[sex ?? ''] ?? 1);
  };
  const ofCauses = Float64Array.from(network.causes, (id) => Math.min(Math.max(share(id), 1e-9), mostOne));
  let none = network.records.has(network.unexplained) ? Math.min(share(network.unexplained), mostNone) : 1e-9;
  let whole = 0;
  for (const p of ofCauses) whole += p;
  if (whole < fewest * (1 - none)) none = 1 - whole / taken;
  return { ofCauses, none };
}

/**
 * ln P(set), one a set. Summed over its forms a cause keeps its odds.
 *
 * @param {import('./network.mjs').Network} network @param {string} key `age|sex` @param {number} none P(no cause)
 * @returns {Float64Array}
 */
export function logPrior(network, key, none) {
  const odds = network.pack.odds[key];
  const row = sums(network.sets, Float64Array.from(network.forms, (form) => odds[form.cause] + Math.log(form.weight)));
  let top = -Infinity;
  for (let at = 1; at < row.length; at++) {
    if (network.clash[at]) row[at] = network.settings.impossible;
    if (row[at] > top) top = row[at];
  }
  let whole = 0;
  for (let at = 1; at < row.length; at++) whole += Math.exp(row[at] - top);
  const shift = Math.log1p(-none) - (top + Math.log(whole));
  for (let at = 1; at < row.length; at++) row[at] += shift;
  row[0] = Math.log(none);
  return row;
}
