/**
 * The engine in the browser: from answers to urgency, causes, reasons and the next question, with nothing leaving the
 * phone. A twin of the Python engine; see docs/offline_engine.md for how the two are kept the same.
 */

import { decide, order } from './decision.mjs';
import { growth, ledger } from './ledger.mjs';
import { Network, kept } from './network.mjs';
import { posterior } from './posterior.mjs';
import { inquire, ranked, stop } from './questions.mjs';
import { ruleBook } from './rules.mjs';
import { Words, fill } from './wording.mjs';

export { CaseError } from './errors.mjs';

const REMEMBERED = 4;
/** Probabilities equal to so many digits are equal: what is left is the order in which a processor added. */
const ALIKE = 1e12;

/**
 * @typedef {import('./types.mjs').Answers} Answers
 * @typedef {import('./types.mjs').DrawingEvidence} DrawingEvidence
 * @typedef {import('./types.mjs').Decision} Decision
 * @typedef {import('./types.mjs').QuestionOptions} QuestionOptions
 * @typedef {import('./types.mjs').NextQuestion} NextQuestion
 * @typedef {import('./posterior.mjs').Point} Point
 */

/** One pack, ready to answer. Every call is a pure function of its arguments; recent work is remembered. */
export class Engine {
  /** @param {any} pack the parsed JSON of `offline_pack.py` */
  constructor(pack) {
    this.network = new Network(pack);
    this.book = ruleBook(this.network);
    this.words = new Words(this.network);
    /** @type {Map<string, Point>} */ this.points = new Map();
    /** @type {Map<string, import('./ledger.mjs').Growth>} */ this.ways = new Map();
    /** The fixed part of a conversation: `safety` groups and `opening` questions. @type {any} */
    this.script = pack.script;
    /** The languages the pages speak. @type {string[]} */ this.languages = Object.keys(pack.text);
    /** Emergency numbers: country code -> name. @type {Record<string, string>} */
    this.countries = Object.fromEntries(Object.entries(pack.care.countries).map(([code, own]) => [code, own.name]));
    /** What the pages are made from. @type {{id: string, version: string, digest: string, title: string}} */
    this.pack = pack.pack;
  }

  /** @param {Answers} answers @param {DrawingEvidence|null} drawing */
  #key(answers, drawing) {
    /** @param {object} of */
    const sorted = (of) => Object.entries(of).sort(([a], [b]) => (a < b ? -1 : 1));
    return JSON.stringify([sorted(answers), drawing && sorted(drawing)]);
  }

  /** @param {Answers} answers @param {DrawingEvidence|null} drawing @returns {Point} */
  #point(answers, drawing) {
    const key = this.#key(answers, drawing);
    const found = this.points.get(key) ?? posterior(this.network, answers, drawing);
    return kept(this.points, key, found, REMEMBERED);
  }

  /**
   * P(cause | answers, drawing). CaseError on findings, values or causes that the pack does not have.
   * @param {Answers} answers @param {DrawingEvidence|null} [drawing] @returns {import('./types.mjs').Posterior}
   */
  posterior(answers, drawing = null) {
    const { vector, logEvidence, evidence } = this.#point(answers, drawing);
    const names = [...this.network.causes, this.network.unexplained];
    /** @type {[string, number][]} */ const pairs = names.map((id, at) => [id, vector[at]]);
    return {
      marginals: Object.fromEntries(pairs),
      ranked: [...pairs].sort((a, b) => Math.round(b[1] * ALIKE) - Math.round(a[1] * ALIKE)),
      logEvidence,
      contradictions: evidence.contradictions,
    };
  }

  /**
   * How soon to be seen, and what to do. Unknown findings count for nothing here.
   * @param {Answers} answers @param {Record<string, number>} marginals of `posterior`; {} = rules only
   * @param {string|null} [country] ISO 3166 alpha-2 @param {string} [language] @returns {Decision}
   */
  decide(answers, marginals, country = null, language = 'en') {
    return decide(this.network, this.book, this.words, answers, marginals, country, language);
  }

  /**
   * The order to show: what an emergency rule is about comes first, however rare; then by the odds.
   * @param {import('./types.mjs').Ranked} byOdds of `posterior` @param {Decision} decision
   */
  order(byOdds, decision) {
    return order(byOdds, decision);
  }

  /**
   * Why one cause has the probability it has.
   * @param {Answers} answers @param {DrawingEvidence|null} drawing @param {string} cause @param {string} [language]
   */
  ledger(answers, drawing, cause, language = 'en') {
    const key = this.#key(answers, drawing);
    const point = this.#point(answers, drawing);
    const way = kept(this.ways, key, this.ways.get(key) ?? growth(this.network, point), 1);
    const labels = this.text('report', language).ledger_labels;
    return ledger(this.network, point, way, cause, (finding, kind) =>
      kind in labels ? labels[kind] : this.words.say(this.network.finding(finding ?? kind).label, language),
    );
  }

  /**
   * The questions worth asking, best first, `most` of them.
   * @param {Answers} answers @param {DrawingEvidence|null} drawing @param {number} most @param {QuestionOptions} [options]
   * @returns {NextQuestion[]}
   */
  nextQuestions(answers, drawing, most, options = {}) {
    const { point, decision, danger, pool } = this.#prepared(answers, drawing, options);
    const inquiry = inquire(this.network, point, answers, drawing !== null, pool, decision.level);
    return ranked(this.network, inquiry, danger).slice(0, most).map((worth) => this.#question(worth, options));
  }

  /**
   * The next question of the interview, or why to stop.
   * @param {Answers} answers @param {DrawingEvidence|null} drawing @param {number} asked computed questions so far
   * @param {QuestionOptions} [options] @returns {import('./types.mjs').Chosen}
   */
  choose(answers, drawing, asked, options = {}) {
    const { point, decision, danger, pool } = this.#prepared(answers, drawing, { ...options, order: 'interview' });
    /** @param {string[]} candidates */
    const look = (candidates) => inquire(this.network, point, answers, drawing !== null, candidates, decision.level);
    // A danger question goes before all others, so nothing else needs to be looked at while one is open.
    const urgent = look(danger);
    const inquiry = urgent.out.findings.length ? urgent : look(pool);
    const done = stop(this.network, inquiry, asked, danger);
    const [best] = done ? [] : ranked(this.network, inquiry, danger);
    if (!best) return { question: null, stop: done ?? 'nothing_worth_asking' };
    return { question: this.#question(best, options), stop: null };
  }

  /** @param {Answers} answers @param {DrawingEvidence|null} drawing @param {QuestionOptions} options */
  #prepared(answers, drawing, options) {
    const { skipped = [], country = null } = options;
    const { askable, most_open_danger: most, least_chance: least } = this.network.settings;
    const point = this.#point(answers, drawing);
    const decision = options.decision ?? this.decide(answers, this.posterior(answers, drawing).marginals, country);
    if (options.order === 'result') {
      const open = decision.level === 'self_care' ? [] : decision.askFirst.filter((q) => q.danger).map((q) => q.finding);
      const first = decision.asLongAs.length ? decision.asLongAs.map((c) => c.finding) : open;
      return { point, decision, danger: first, pool: [...first, ...askable] };
    }
    const danger = decision.askFirst
      .filter((q) => q.level === 'emergency_now' && ['person', 'home_check'].includes(this.network.finding(q.finding).by))
      .filter((q) => !skipped.includes(q.finding) && q.probability >= least)
      .map((q) => q.finding)
      .slice(0, most);
    const rest = askable.filter((/** @type {string} */ id) => !skipped.includes(id) && !Object.hasOwn(answers, id));
    return { point, decision, danger, pool: [...danger, ...rest] };
  }

  /** @param {import('./questions.mjs').Worth} worth @param {QuestionOptions} options @returns {NextQuestion} */
  #question(worth, { language = 'en', order: shown }) {
    const reasons = this.text('report', language).why_asked;
    const finding = this.network.finding(worth.finding);
    let why = reasons.general;
    if (worth.safety) why = shown === 'result' && !finding.isBinary ? reasons.safety_value : reasons.safety;
    else if (worth.separates) {
      const [first, second] = worth.separates.map((cause) => this.words.causeInSentence(cause, language));
      why = fill(reasons.separates, { first, second });
    }
    return { ...worth, ...this.ask(worth.finding, language), why };
  }

  /** One question in words, with its values in order. CaseError when there is none. @param {string} id @param {string} [language] */
  ask(id, language = 'en') {
    const { question, help, values } = this.network.finding(id);
    return { finding: id, question: this.say(question, language), help: help && this.say(help, language), values };
  }

  /** A sentence of the pack in a language, English where it has none. @param {string} english @param {string} [language] */
  say(english, language = 'en') {
    return this.words.say(english, language);
  }

  /** One answer in plain words. @param {string|null} finding @param {string} value @param {string} [language] */
  valueName(finding, value, language = 'en') {
    return this.words.valueName(finding, value, language);
  }

  /** The name of a cause in plain words. @param {string} cause @param {string} [language] */
  causeName(cause, language = 'en') {
    return this.words.causeName(cause, language);
  }

  /** "about 3 in 10". @param {number} p @param {string} [language] @param {boolean} [about] */
  chanceInWords(p, language = 'en', about = true) {
    return this.words.chanceInWords(p, language, about);
  }

  /** The sentences of `interface`, `report` or `values`, English for what the language lacks. @param {string} file @param {string} [language] @returns {any} */
  text(file, language = 'en') {
    return this.words.text(file, language);
  }

  /** The record of a finding. CaseError when there is none. @param {string} id */
  finding(id) {
    return this.network.finding(id);
  }

  /** The record of a cause: name, lay_name, summary, explains, look_alikes, level; null when there is none. @param {string} id @returns {any} */
  cause(id) {
    return this.network.records.get(id) ?? null;
  }

  /** Where a number or rule comes from; null when the pack has no such source. @param {string} key @returns {{citation: string, url: string|null, verified: string}|null} */
  source(key) {
    const found = this.network.pack.sources[key];
    return found ? { citation: found[0], url: found[1], verified: found[2] } : null;
  }
}

/** @param {any} pack the parsed JSON of `offline_pack.py` @returns {Engine} CaseError when its layout is another one */
export function createEngine(pack) {
  return new Engine(pack);
}
