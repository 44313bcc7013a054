/**
 * The rule grammar, compiled to bit masks: `all`, `any`, `none`, `at_least` over leaves `finding=value`.
 *
 * A leaf is one value of one finding; it has one bit of a big integer. An unknown leaf is simply not set, so it never
 * makes a requirement true and never blocks `none`.
 */

import { CaseError } from './errors.mjs';
import { UNSURE, YES } from './network.mjs';

/**
 * @typedef {object} Node every requirement must hold, and nothing that is excluded may be known true
 * @property {bigint} allOf
 * @property {bigint} noneOf
 * @property {{n: number, leaves: bigint, nodes: Node[]}[]} counts each asks for n or more of them true
 * @property {Node[]} nodes nested conditions that must hold
 * @property {Node[]} excluded nested ones that must not
 */

/** The numbering of leaves of one pack, and the masks built on it. */
export class Leaves {
  /** @param {Iterable<import('./network.mjs').Finding>} findings */
  constructor(findings) {
    const every = [...findings];
    /** @type {[string, string][]} */
    this.items = every.flatMap((f) => f.values.map((value) => /** @type {[string, string]} */ ([f.id, value])));
    /** @type {Map<string, bigint>} */
    this.bit = new Map(this.items.map(([id, value], at) => [`${id}=${value}`, 1n << BigInt(at)]));
    /** @type {Map<string, bigint>} */ this.ofFinding = new Map();
    this.items.forEach(([id], at) => this.ofFinding.set(id, (this.ofFinding.get(id) ?? 0n) | (1n << BigInt(at))));
    this.all = (1n << BigInt(this.items.length)) - 1n;
    this.implied = closure(every).map(([id, causes]) => ({
      causes: causes.reduce((mask, cause) => mask | this.bitOf(cause), 0n),
      effect: this.bitOf(id),
    }));
  }

  /** The bit of `finding` (answered yes) or `finding=value`. @param {string} leaf @returns {bigint} */
  bitOf(leaf) {
    const found = this.bit.get(leaf.includes('=') ? leaf : `${leaf}=${YES}`);
    if (found === undefined) throw new CaseError(`Rule leaf '${leaf}' is unknown in this pack.`);
    return found;
  }

  /** `known` with every leaf that it implies. @param {bigint} known */
  spread(known) {
    for (const { causes, effect } of this.implied) if (known & causes) known |= effect;
    return known;
  }

  /** The true leaves of the answers; what the pack does not have counts for nothing. @param {Record<string, string>} answers */
  known(answers) {
    let mask = 0n;
    for (const [id, value] of Object.entries(answers)) mask |= this.bit.get(`${id}=${value}`) ?? 0n;
    return this.spread(mask);
  }

  /** The leaves of findings not asked or answered `unsure`. @param {Record<string, string>} answers */
  open(answers) {
    let mask = this.all;
    for (const [id, value] of Object.entries(answers)) if (value !== UNSURE) mask &= ~(this.ofFinding.get(id) ?? 0n);
    return mask;
  }

  /** The leaves of a mask as [finding, value], in the order of the pack. @param {bigint} mask @returns {[string, string][]} */
  values(mask) {
    return places(mask).map((at) => this.items[at]);
  }

  /** The findings that own the bits of a mask, each once, in the order of the pack. @param {bigint} mask */
  names(mask) {
    return [...new Set(this.values(mask).map(([id]) => id))];
  }

  /** @param {string} finding @param {bigint} mask */
  valuesOf(finding, mask) {
    return this.values(mask & (this.ofFinding.get(finding) ?? 0n)).map(([, value]) => value);
  }
}

/** The places of the bits of a mask, lowest first. @param {bigint} mask */
function places(mask) {
  const text = mask.toString(2);
  const found = [];
  for (let at = text.length - 1; at >= 0; at--) if (text[at] === '1') found.push(text.length - 1 - at);
  return found;
}

/** Each general finding with everything that implies it. @param {import('./network.mjs').Finding[]} findings @returns {[string, string[]][]} */
function closure(findings) {
  /** @type {Map<string, Set<string>>} */
  const pairs = new Map(findings.filter((f) => f.impliedBy.length).map((f) => [f.id, new Set(f.impliedBy)]));
  for (const [id, direct] of pairs) {
    const seen = new Set(direct);
    for (const special of seen) for (const further of pairs.get(special) ?? []) seen.add(further);
    seen.delete(id);
    pairs.set(id, seen);
  }
  return [...pairs].map(([id, causes]) => [id, [...causes]]);
}

/** @param {any} condition of the pack @param {(leaf: string) => bigint} bitOf @returns {Node} */
export function compile(condition, bitOf) {
  /** @param {any[]|undefined} items */
  const split = (items) => {
    let leaves = 0n;
    /** @type {Node[]} */ const nodes = [];
    for (const item of items ?? []) {
      if (typeof item === 'string') leaves |= bitOf(item);
      else nodes.push(compile(item, bitOf));
    }
    return { leaves, nodes };
  };
  const { leaves: allOf, nodes } = split(condition.all);
  const { leaves: noneOf, nodes: excluded } = split(condition.none);
  const counts = [];
  if (condition.any) counts.push({ n: 1, ...split(condition.any) });
  if (condition.at_least) counts.push({ n: condition.at_least.n, ...split(condition.at_least.of) });
  return { allOf, noneOf, counts, nodes, excluded };
}

/** How many bits are set. @param {bigint} mask */
function size(mask) {
  let count = 0;
  for (; mask; mask &= mask - 1n) count++;
  return count;
}

/**
 * Whether a condition holds when the leaves `known` are true. `back`: what is known for the parts that speak *against*
 * it (under `none`; the two change places at each nesting).
 *
 * @param {Node} node @param {bigint} known @param {bigint} [back] @returns {boolean}
 */
export function holds(node, known, back = known) {
  if (node.allOf & ~known || node.noneOf & back) return false;
  for (const { n, leaves, nodes } of node.counts) {
    const count = size(leaves & known);
    if (count < n && count + nodes.filter((child) => holds(child, known, back)).length < n) return false;
  }
  return node.nodes.every((child) => holds(child, known, back)) && !node.excluded.some((child) => holds(child, back, known));
}

/** The unasked leaves each of which, alone, would make a condition hold that does not hold yet. @param {Node} node @param {bigint} known @param {bigint} unasked @returns {bigint} */
export function openers(node, known, unasked) {
  const missing = node.allOf & ~known;
  if (node.noneOf & known || missing & (missing - 1n)) return 0n;
  let common = missing ? missing & unasked : -1n;
  for (const { n, leaves, nodes } of node.counts) {
    let short = n - size(leaves & known);
    if (short > 0) short -= nodes.filter((child) => holds(child, known)).length;
    if (short > 1 || !common) return 0n;
    if (short === 1) {
      let way = leaves & ~known & unasked;
      for (const child of nodes) if (!holds(child, known)) way |= openers(child, known, unasked);
      common &= way;
    }
  }
  for (const child of node.nodes) if (common && !holds(child, known)) common &= openers(child, known, unasked);
  for (const child of node.excluded) if (common && holds(child, known)) common &= closers(child, known, unasked);
  return common > 0n ? verified(common, (leaf) => holds(node, known | leaf)) : 0n;
}

/** The unasked leaves each of which, alone, would stop a condition that holds. @param {Node} node @param {bigint} known @param {bigint} unasked @returns {bigint} */
function closers(node, known, unasked) {
  let ways = node.noneOf & unasked;
  for (const child of node.excluded) ways |= openers(child, known, unasked);
  for (const child of node.nodes) ways |= closers(child, known, unasked);
  return verified(ways, (leaf) => !holds(node, known | leaf));
}

/** Those leaves that pass: one leaf may serve a requirement and an exclusion at once. @param {bigint} leaves @param {(leaf: bigint) => boolean} test */
function verified(leaves, test) {
  let good = 0n;
  while (leaves) {
    const leaf = leaves & -leaves;
    if (test(leaf)) good |= leaf;
    leaves ^= leaf;
  }
  return good;
}
