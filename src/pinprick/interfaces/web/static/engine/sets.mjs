/** All sets of up to three forms, in one fixed order, and products over their members. */

/**
 * The sets as three columns of form numbers, padded with `n`: the empty set, single forms, pairs, triples, each in
 * lexicographic order.
 *
 * @typedef {{first: Uint8Array, second: Uint8Array, third: Uint8Array, size: number, width: number, pairFrom: Int32Array}} Sets
 */

/** @param {number} n how many forms there are, 254 at most @returns {Sets} */
export function allSets(n) {
  if (n > 254) throw new RangeError(`The engine holds up to 254 forms, not ${n}.`);
  const size = 1 + n + (n * (n - 1)) / 2 + (n * (n - 1) * (n - 2)) / 6;
  const [first, second, third] = [0, 1, 2].map(() => new Uint8Array(size).fill(n));
  const pairFrom = new Int32Array(n + 1);
  let at = 1;
  for (let i = 0; i < n; i++) first[at++] = i;
  for (let i = 0; i < n; i++) {
    pairFrom[i] = at;
    for (let j = i + 1; j < n; j++, at++) {
      first[at] = i;
      second[at] = j;
    }
  }
  pairFrom[n] = at;
  const pairsEnd = at;
  for (let i = 0; i < n - 2; i++) {
    for (let pair = pairFrom[i + 1]; pair < pairsEnd; pair++, at++) {
      first[at] = i;
      second[at] = first[pair];
      third[at] = second[pair];
    }
  }
  return { first, second, third, size, width: n, pairFrom };
}

/**
 * The product of one number a form over the members of every set; 1 for the empty set. Triples with first member i
 * are i times the pairs of later forms, which lie side by side, so that no index is looked up.
 *
 * @param {Sets} sets @param {Float64Array} values one a form @returns {Float64Array} one a set
 */
export function products(sets, values) {
  const { size, width: n, pairFrom } = sets;
  const out = new Float64Array(size);
  out[0] = 1;
  let at = 1;
  for (let i = 0; i < n; i++) out[at++] = values[i];
  for (let i = 0; i < n; i++) {
    const own = values[i];
    for (let j = i + 1; j < n; j++) out[at++] = own * values[j];
  }
  const pairsEnd = at;
  for (let i = 0; i < n - 2; i++) {
    const own = values[i];
    for (let pair = pairFrom[i + 1]; pair < pairsEnd; pair++) out[at++] = own * out[pair];
  }
  return out;
}

/**
 * The sum of one number a form over the members of every set; 0 for the empty set.
 *
 * @param {Sets} sets @param {Float64Array} values one a form @returns {Float64Array} one a set
 */
export function sums(sets, values) {
  const { size, width: n, pairFrom } = sets;
  const out = new Float64Array(size);
  let at = 1;
  for (let i = 0; i < n; i++) out[at++] = values[i];
  for (let i = 0; i < n; i++) {
    const own = values[i];
    for (let j = i + 1; j < n; j++) out[at++] = own + values[j];
  }
  const pairsEnd = at;
  for (let i = 0; i < n - 2; i++) {
    const own = values[i];
    for (let pair = pairFrom[i + 1]; pair < pairsEnd; pair++) out[at++] = own + out[pair];
  }
  return out;
}
