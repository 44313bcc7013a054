/** Whether the engine in the browser says what Python says; runs in Node and in a page. */

const CLOSE = 1e-9;
/** A hundredth of a deciban is the smallest step of a ledger: sums may only round differently below it. */
const STEP = 1e-6;
/** Python weighs questions in single precision: closer ones than this may change places. */
const SAME_WORTH = 5e-5;

/**
 * @param {any} engine @param {any[]} cases what `golden_cases.py` makes
 * @returns {{problems: string[], checked: number, milliseconds: Record<string, number[]>, worst: Record<string, number>}}
 */
export function compare(engine, cases) {
  /** @type {string[]} */ const problems = [];
  /** @type {Record<string, number[]>} */ const milliseconds = {};
  /** @type {Record<string, number>} */ const worst = {};
  /** @template T @param {string} what @param {() => T} call @returns {T} */
  const timed = (what, call) => {
    const start = performance.now();
    const found = call();
    (milliseconds[what] ??= []).push(performance.now() - start);
    return found;
  };
  for (const one of cases) {
    /** @param {string} what @param {unknown} got @param {unknown} wanted @param {number} [within] */
    const same = (what, got, wanted, within = CLOSE) => {
      const difference = firstDifference(got, wanted, within, (size) => (worst[what] = Math.max(worst[what] ?? 0, size)));
      if (difference) problems.push(`${one.name}: ${what}${difference}`);
    };
    const { answers, drawing, country } = one;
    const beliefs = timed('posterior', () => engine.posterior(answers, drawing));
    const decision = timed('decide', () => engine.decide(answers, beliefs.marginals, country));
    same('marginals', beliefs.marginals, one.marginals);
    same('log evidence', beliefs.logEvidence, one.logEvidence, 1e-8);
    same('contradictions', beliefs.contradictions, one.contradictions);
    same('order by the odds', names(beliefs.ranked), one.ranked);
    same('order shown', names(engine.order(beliefs.ranked, decision)), one.shown);
    same('decision', decision, one.decision);
    for (const wanted of one.ledgers) {
      const account = timed('ledger', () => engine.ledger(answers, drawing, wanted.cause));
      same(`ledger of ${wanted.cause}, total`, account.total, wanted.total, STEP);
      const lines = [account.prior, ...account.lines].map((/** @type {any} */ line) => only(line, wanted.lines[0]));
      same(`ledger of ${wanted.cause}`, lines, wanted.lines, STEP);
    }
    for (const [language, wanted] of Object.entries({ en: one.next, ...(one.nextSpanish && { es: one.nextSpanish }) })) {
      const options = { skipped: one.skipped, country, language };
      const chosen = timed('choose', () => engine.choose(answers, drawing, one.asked, options));
      const got = chosen.question ? only(chosen.question, { finding: 0, why: 0, safety: 0 }) : { stop: chosen.stop };
      same(`next question (${language})`, got, wanted);
    }
    if (one.later) inDepth(engine, one, beliefs, same, timed);
  }
  return { problems, checked: cases.length, milliseconds, worst };
}

/**
 * The questions of the result page, and what things are called in both languages.
 * @param {any} engine @param {any} one @param {any} beliefs
 * @param {(what: string, got: unknown, wanted: unknown, within?: number) => void} same
 * @param {<T>(what: string, call: () => T) => T} timed
 */
function inDepth(engine, one, beliefs, same, timed) {
  const { answers, drawing, country } = one;
  const later = timed('nextQuestions', () => engine.nextQuestions(answers, drawing, 300, { country, order: 'result' }));
  const found = new Map(later.map((/** @type {any} */ q) => [q.finding, q]));
  one.later.forEach((/** @type {any} */ wanted, /** @type {number} */ at) => {
    const got = found.get(wanted.finding);
    same('worth of a question', got?.gain, wanted.gain, SAME_WORTH * Math.max(1, wanted.gain));
    same('order of questions', later[at]?.perMinute, wanted.perMinute, 15 * SAME_WORTH * Math.max(1, wanted.gain));
    same('safety of a question', got?.safety, wanted.safety);
    same('words of a question', got?.question, wanted.question);
  });
  for (const [language, wanted] of Object.entries(one.words)) {
    const said = engine.decide(answers, beliefs.marginals, country, language);
    same(`words (${language})`, {
      headline: said.headline,
      act: said.act,
      causes: one.shown.slice(0, 3).map((/** @type {string} */ cause) => engine.causeName(cause, language)),
      values: Object.entries(answers).map(([finding, value]) => engine.valueName(finding, value, language)),
      sentences: one.sentences.map((/** @type {string} */ text) => engine.say(text, language)),
      chances: beliefs.ranked.slice(0, 3).map((/** @type {any} */ [, p]) => engine.chanceInWords(p, language)),
    }, wanted);
  }
}

/** @param {[string, number][]} ranked */
const names = (ranked) => ranked.map(([cause]) => cause);

/** @param {any} record @param {object} like */
const only = (record, like) => Object.fromEntries(Object.keys(like).map((key) => [key, record[key]]));

/**
 * Where two plain values differ, or null. Numbers may differ by `within`; keys that `wanted` lacks are not looked at.
 * @param {any} got @param {any} wanted @param {number} within @param {(size: number) => void} size @returns {string|null}
 */
function firstDifference(got, wanted, within, size) {
  if (typeof wanted === 'number' && typeof got === 'number') {
    size(Math.abs(got - wanted));
    return Math.abs(got - wanted) <= within ? null : `: ${got} here, ${wanted} in Python`;
  }
  if (wanted === null || typeof wanted !== 'object') {
    return got === wanted ? null : `: ${JSON.stringify(got)} here, ${JSON.stringify(wanted)} in Python`;
  }
  if (got === null || typeof got !== 'object') return `: ${JSON.stringify(got)} here, ${JSON.stringify(wanted)} in Python`;
  if (Array.isArray(wanted) && got.length !== wanted.length) {
    return `: ${got.length} items here, ${wanted.length} in Python: ${JSON.stringify(got).slice(0, 300)} / ${JSON.stringify(wanted).slice(0, 300)}`;
  }
  for (const key of Object.keys(wanted)) {
    const difference = firstDifference(got[key], wanted[key], within, size);
    if (difference) return `.${key}${difference}`;
  }
  return null;
}
