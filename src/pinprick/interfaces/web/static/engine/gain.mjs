/** What an answer is worth: less expected loss from wrong advice, and information about the causes. */

const LEADERS = 8;
const SPLIT_AT_LEAST = 0.01;
const ADVICE_AT_LEAST = 0.05;

/**
 * @typedef {import('./network.mjs').Network} Network
 * @typedef {import('./outlook.mjs').Outlook} Outlook
 * @typedef {{lossDrop: number, bits: number, separates: [string, string]|null}} Gain
 */

/**
 * Loss [needed][given]; advice below `floor` costs too much to be chosen.
 * @param {Network} network @param {string|null} floor @returns {number[][]}
 */
export function losses(network, floor) {
  const lowest = floor === null ? network.levels.length : network.levels.indexOf(floor);
  return network.settings.loss.map((/** @type {number[]} */ row) => row.map((loss, given) => (given > lowest ? 1e6 : loss)));
}

/** The best advice for joint probabilities by level: [its level, its loss]. @param {Float64Array} joint levels first @param {number[][]} table */
export function bestAdvice(joint, table) {
  let [best, least] = [0, Infinity];
  for (let given = 0; given < table.length; given++) {
    let loss = 0;
    for (let needed = 0; needed < table.length; needed++) loss += joint[needed] * table[needed][given];
    if (loss < least) [best, least] = [given, loss];
  }
  return { level: best, loss: least };
}

/**
 * The worth of knowing each finding's value, before it is known. Loss: of the best advice then, against the best
 * advice now (value of information, Raiffa & Schlaifer 1961). Information: mutual information of the answer with the
 * presence of each cause, summed (Shannon), in bits.
 *
 * @param {Network} network @param {Outlook} out @param {number[][]} table @returns {Map<string, Gain>}
 */
export function gains(network, out, table) {
  const cut = network.levels.length;
  const causes = out.now.subarray(cut);
  const { level: advice, loss: now } = bestAdvice(out.now, table);
  const missed = causes.map((p, cause) => p * (1 + table[network.levelOfCause[cause]][advice]));
  const [plain, weighed] = [leaders(causes), leaders(missed)];
  return new Map(
    out.findings.map((id) => {
      const rows = out.rows.get(id) ?? [];
      let after = 0;
      let bits = 0;
      for (const row of rows) {
        after += bestAdvice(row, table).loss;
        bits += information(row, causes, cut);
      }
      const lossDrop = Math.max(now - after, 0);
      const aboutAdvice = lossDrop > ADVICE_AT_LEAST * Math.max(now, 1e-9);
      return [id, { lossDrop, bits: Math.max(bits, 0), separates: apart(network, rows, causes, aboutAdvice ? weighed : plain) }];
    }),
  );
}

/** One value's part of the mutual information with every cause, summed, in bits. @param {Float64Array} row @param {Float64Array} causes @param {number} cut */
function information(row, causes, cut) {
  let value = 0;
  for (let level = 0; level < cut; level++) value += row[level];
  let total = 0;
  for (let cause = 0; cause < causes.length; cause++) {
    const share = causes[cause];
    const held = Math.min(row[cut + cause], value);
    total += term(held, value * share) + term(value - held, value * (1 - share));
  }
  return total;
}

/** @param {number} joint @param {number} expected */
const term = (joint, expected) => joint * Math.log2(Math.max(joint, 1e-12) / Math.max(expected, 1e-12));

/** The causes that weigh most, with how much a difference between two of them counts. @param {Float64Array} weight */
function leaders(weight) {
  const order = [...weight.keys()].sort((a, b) => weight[b] - weight[a]).slice(0, LEADERS);
  return order.filter((cause) => weight[cause] > SPLIT_AT_LEAST).map((cause) => ({ cause, weight: weight[cause] }));
}

/**
 * The two causes an answer tells apart best; the first becomes likelier by the finding's first value.
 * @param {Network} network @param {Float64Array[]} rows @param {Float64Array} causes
 * @param {{cause: number, weight: number}[]} among @returns {[string, string]|null}
 */
function apart(network, rows, causes, among) {
  if (among.length < 2) return null;
  const cut = network.levels.length;
  const given = rows.map((row) => among.map(({ cause }) => row[cut + cause] / Math.max(causes[cause], 1e-12)));
  let [first, second, most] = [0, 0, 0];
  for (let a = 0; a < among.length; a++) {
    for (let b = a + 1; b < among.length; b++) {
      const [one, other] = [among[a].weight, among[b].weight];
      let difference = 0;
      for (const value of given) difference += Math.abs(value[a] - value[b]);
      const size = (((one * other) / Math.max(one + other, 1e-12)) * difference) / 2;
      if (size > most) [first, second, most] = [a, b, size];
    }
  }
  if (given[0][first] < given[0][second]) [first, second] = [second, first];
  /** @param {number} at */
  const name = (at) => network.causes[among[at].cause] ?? network.unexplained;
  return [name(first), name(second)];
}
