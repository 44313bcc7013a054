/**
 * Which rules fire for a set of answers, which might, and which questions are still open.
 *
 * A danger sign answered `unsure` is read as yes where that would raise the urgency and as unknown where it would
 * lower it; a rule that fires only so counts one level below its own. It can raise and never lower.
 */

import { Leaves, compile, holds, openers } from './grammar.mjs';
import { UNSURE } from './network.mjs';

/**
 * @typedef {import('./network.mjs').Network} Network
 * @typedef {import('./types.mjs').Answers} Answers
 * @typedef {any} Rule a rule of the offline pack
 * @typedef {{rule: Rule, unless: [string, string][]}} Reason a self-care rule, and what must not be true
 * @typedef {object} Evaluation
 * @property {Rule[]} fired most urgent first, then in the order of the file
 * @property {Rule[]} possible
 * @property {{rule: Rule, findings: string[]}[]} pending
 * @property {Map<string, string[]>} opening those findings with the values that would fire a rule
 * @property {Reason[]} reasons
 * @property {string[]} danger
 * @property {string[]} dangerUnsure
 * @property {string} floor the level that the rules demand
 */

/** The rules of a pack compiled once. */
export class RuleBook {
  /** @param {Network} network */
  constructor(network) {
    const { pack, levels } = network;
    this.levels = levels;
    this.leaves = new Leaves(network.findings.values());
    /** @param {any} when */
    const node = (when) => compile(when, (leaf) => this.leaves.bitOf(leaf));
    const compiled = pack.rules.map((/** @type {Rule} */ rule) => ({ rule, node: node(rule.when) }));
    const selfCare = levels[levels.length - 1];
    /** @type {{rule: Rule, node: import('./grammar.mjs').Node}[]} */
    this.urgent = compiled.filter((/** @type {any} */ c) => c.rule.level !== selfCare);
    /** @type {{rule: Rule, node: import('./grammar.mjs').Node}[]} */
    this.reasons = compiled.filter((/** @type {any} */ c) => c.rule.level === selfCare);
    const family = [...network.findings.values()].filter((f) => f.family === 'danger').map((f) => f.id);
    /** @type {string[]} */ const beside = network.settings.danger_leaves;
    this.danger = [...family, ...beside].reduce((mask, leaf) => mask | this.leaves.bitOf(leaf), 0n);
    this.signs = new Set(this.leaves.names(this.danger));
    /** @type {Map<string, {node: import('./grammar.mjs').Node, level: string}[]>} */
    this.worse = new Map(
      pack.causes.map((/** @type {any} */ c) => [c.id, c.worse.map((/** @type {any} */ [when, level]) => ({ node: node(when), level }))]),
    );
  }

  /** 0 for self-care up to 4 for an emergency. @param {string} level */
  rank(level) {
    return this.levels.length - 1 - this.levels.indexOf(level);
  }

  /** @param {string[]} levels at least one */
  mostUrgent(levels) {
    return levels.reduce((most, level) => (this.rank(level) > this.rank(most) ? level : most));
  }

  /** The next less urgent level. @param {string} level */
  below(level) {
    return this.levels[Math.min(this.levels.indexOf(level) + 1, this.levels.length - 1)];
  }

  /** `known` with every danger sign answered `unsure` read as true. @param {Answers} answers @param {bigint} known */
  possible(answers, known) {
    let mask = known;
    for (const [id, value] of Object.entries(answers)) {
      if (value === UNSURE) mask |= (this.leaves.ofFinding.get(id) ?? 0n) & this.danger;
    }
    return mask === known ? known : this.leaves.spread(mask);
  }

  /** The level of each cause for these answers. @param {Answers} answers @returns {Map<string, string>} */
  causeLevels(answers) {
    const known = this.leaves.known(answers);
    const possible = this.possible(answers, known);
    return new Map(
      [...this.worse].map(([cause, rules]) => {
        let level = this.defaults.get(cause) ?? 'routine_weeks';
        for (const { node, level: worse } of rules) {
          if (this.rank(worse) > this.rank(level) && holds(node, known)) level = worse;
          else if (possible !== known && holds(node, possible, known)) level = this.mostUrgent([level, this.below(worse)]);
        }
        return [cause, level];
      }),
    );
  }

  /** @type {Map<string, string>} default level of each cause, set by `ruleBook` */
  defaults = new Map();
}

/** @param {Network} network */
export function ruleBook(network) {
  const book = new RuleBook(network);
  book.defaults = new Map(network.pack.causes.map((/** @type {any} */ c) => [c.id, c.level]));
  return book;
}

/** Evaluate every rule on the answers. @param {RuleBook} book @param {Answers} answers @returns {Evaluation} */
export function evaluate(book, answers) {
  const { leaves } = book;
  const known = leaves.known(answers);
  const possible = book.possible(answers, known);
  const unasked = leaves.open(answers);
  /** @type {Rule[]} */ const fired = [];
  /** @type {Rule[]} */ const maybe = [];
  /** @type {{rule: Rule, findings: string[]}[]} */ const pending = [];
  let ways = 0n;
  for (const { rule, node } of book.urgent) {
    if (holds(node, known)) {
      fired.push(rule);
      continue;
    }
    if (possible !== known && holds(node, possible, known)) maybe.push(rule);
    const way = book.levels.indexOf(rule.level) < 2 ? openers(node, known, unasked) : 0n;
    if (way) {
      pending.push({ rule, findings: leaves.names(way) });
      ways |= way;
    }
  }
  const reasons = selfCareReasons(book, answers, known, unasked);
  /** @param {Rule} rule */
  const byLevel = (rule) => -book.rank(rule.level);
  const danger = leaves.names(known & book.danger);
  const dangerUnsure = leaves.names(possible & ~known & book.danger);
  return {
    fired: [...fired, ...reasons.map(({ rule }) => rule)].sort((a, b) => byLevel(a) - byLevel(b)),
    possible: maybe.sort((a, b) => byLevel(a) - byLevel(b)),
    pending: pending.sort((a, b) => byLevel(a.rule) - byLevel(b.rule)),
    opening: new Map(leaves.names(ways).map((id) => [id, leaves.valuesOf(id, ways)])),
    reasons,
    danger,
    dangerUnsure,
    floor: floor(book, fired, maybe, reasons.length > 0 && !danger.length && !dangerUnsure.length),
  };
}

/** @param {RuleBook} book @param {Rule[]} fired @param {Rule[]} possible @param {boolean} harmless a reason for self-care, and no danger sign */
function floor(book, fired, possible, harmless) {
  const least = book.levels[book.levels.length - 1];
  const levels = [...fired.map((rule) => rule.level), ...possible.map((rule) => book.below(rule.level)), least];
  if (!harmless) levels.push(book.levels[book.levels.length - 2]);
  return book.mostUrgent(levels);
}

/**
 * Self-care rules that hold. What stands under their `none` must be neither true nor in doubt; what was not asked
 * becomes a condition.
 *
 * @param {RuleBook} book @param {Answers} answers @param {bigint} known @param {bigint} unasked @returns {Reason[]}
 */
function selfCareReasons(book, answers, known, unasked) {
  const { leaves } = book;
  let doubt = known;
  for (const [id, value] of Object.entries(answers)) if (value === UNSURE) doubt |= leaves.ofFinding.get(id) ?? 0n;
  doubt = leaves.spread(doubt);
  return book.reasons
    .filter(({ node }) => holds(node, known, doubt))
    .map(({ rule, node }) => {
      const unless = node.excluded.reduce((mask, child) => mask | openers(child, known, unasked), node.noneOf);
      return { rule, unless: leaves.values(unless & unasked) };
    });
}
