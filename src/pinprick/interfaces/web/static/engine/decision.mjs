/**
 * How soon to be seen, and what to do: the most urgent of what the rules and the probabilities demand.
 *
 * Nothing here can lower what a rule demands. Self-care needs a reason of its own and no danger sign, true or in doubt.
 */

import { UNSURE } from './network.mjs';
import { evaluate } from './rules.mjs';
import { fill, rounded } from './wording.mjs';

/**
 * @typedef {import('./network.mjs').Network} Network
 * @typedef {import('./types.mjs').Answers} Answers
 * @typedef {import('./types.mjs').Level} Level
 * @typedef {import('./rules.mjs').Evaluation} Evaluation
 * @typedef {{level: string, probability: number, threshold: number, causes: string[]}} RiskReason
 */

/**
 * @param {Network} network @param {import('./rules.mjs').RuleBook} book @param {import('./wording.mjs').Words} words
 * @param {Answers} answers @param {Record<string, number>} marginals may be empty (rules only)
 * @param {string|null} country ISO 3166 alpha-2 @param {string} language @returns {import('./types.mjs').Decision}
 */
export function decide(network, book, words, answers, marginals, country, language) {
  const { care } = network.pack;
  /** @param {string} english */
  const say = (english) => words.say(english, language);
  const evaluation = evaluate(book, answers);
  const risk = riskFloor(network, book, answers, marginals);
  const level = book.mostUrgent([evaluation.floor, ...risk.map((reason) => reason.level)]);
  const shown = care.levels[level];
  const decisive = evaluation.fired.filter((rule) => rule.level === level);
  const { lead, every } = leadCause(decisive, marginals);
  const askFirst = openQuestions(network, book, evaluation, level, marginals);
  const short = notEnough(network, book, answers, marginals, level, evaluation, askFirst, say);
  const selfCare = level === book.levels[book.levels.length - 1];
  const asLongAs = selfCare ? conditions(network, evaluation) : [];
  const acts = saidOnce(care, decisive.map((rule) => rule.act));
  const spoken = lead ? care.by_cause[lead] : undefined;
  const today = book.rank(level) >= book.rank('urgent_same_day');
  const notes = answers.age_band === 'under_16' ? [care.under_16] : [];
  if (evaluation.possible.length) notes.push(care.unsure);
  /** @param {any} rule @param {'fired'|'possible'} certainty */
  const because = (rule, certainty) => ({
    rule: rule.id, says: say(rule.label), level: rule.level, act: say(rule.act), certainty, causes: rule.causes,
    timeWindow: rule.window, source: rule.source, verified: rule.verified,
  });
  /** @param {import('./types.mjs').AsLongAs | import('./types.mjs').OpenQuestion} item */
  const asked = (item) => ({ ...item, question: say(item.question) });
  return {
    level: /** @type {Level} */ (level),
    headline: say(shown.headline),
    act: (acts.length ? acts : [shown.act]).map(say),
    deadline: say(shown.deadline),
    deadlineHours: shown.deadline_hours,
    call: call(care, level, country, say),
    say: spoken?.say && today ? say(spoken.say) : null,
    doNot: [...new Set([...(spoken?.do_not ?? []), ...shown.do_not, ...care.numb_skin])].map(say),
    because: [
      ...evaluation.fired.filter((rule) => rule.level !== book.levels[book.levels.length - 1] || selfCare).map((rule) => because(rule, 'fired')),
      ...evaluation.possible.map((rule) => because(rule, 'possible')),
    ],
    risk: risk.map((reason) => ({
      level: /** @type {Level} */ (reason.level),
      probability: reason.probability,
      threshold: reason.threshold,
      causes: reason.causes,
      text: fill(say(care.risk_reasons[reason.level]), {
        percent: rounded(100 * reason.probability),
        threshold: rounded(100 * reason.threshold),
        causes: reason.causes.slice(0, 3).map((cause) => words.causeName(cause, language)).join(', '),
      }),
    })),
    leadCause: lead,
    ruleCauses: every,
    asLongAs: asLongAs.map((item) => ({ .../** @type {import('./types.mjs').AsLongAs} */ (asked(item)), label: say(item.label) })),
    asLongAsText: asLongAs.length ? say(care.as_long_as) : null,
    notEnough: short !== null,
    notEnoughBecause: short,
    askFirst: askFirst.map((item) => /** @type {import('./types.mjs').OpenQuestion} */ (asked(item))),
    dangerUnsure: evaluation.dangerUnsure,
    safetyNet: say(shown.safety_net),
    emergencySigns: care.emergency_signs.map(say),
    notes: notes.map(say),
  };
}

/**
 * Likeliest first; but when an emergency rule fired, a cause it is about comes first, however rare. A rule is about
 * the first cause it names; of several the likeliest is taken.
 *
 * @param {import('./types.mjs').Ranked} ranked @param {import('./types.mjs').Decision} decision @returns {import('./types.mjs').Ranked}
 */
export function order(ranked, decision) {
  if (decision.level !== 'emergency_now') return [...ranked];
  const fired = decision.because.filter((b) => b.certainty === 'fired' && b.causes.length && b.level === decision.level);
  const about = new Set(fired.map((b) => b.causes[0]));
  const lead = ranked.find(([cause]) => about.has(cause))?.[0];
  return [...ranked].sort((a, b) => Number(a[0] !== lead) - Number(b[0] !== lead));
}

/** Every level that the probabilities demand, most urgent first. @param {Network} network @param {import('./rules.mjs').RuleBook} book @param {Answers} answers @param {Record<string, number>} marginals @returns {RiskReason[]} */
function riskFloor(network, book, answers, marginals) {
  const levels = book.causeLevels(answers);
  const least = book.levels[book.levels.length - 1];
  /** @type {Record<string, number>} */ const own = network.settings.cause_thresholds;
  /** @type {RiskReason[]} */ const reasons = [];
  book.levels.slice(0, -1).forEach((level, at) => {
    const share = new Map(
      Object.entries(marginals)
        .filter(([cause]) => book.rank(levels.get(cause) ?? least) >= book.rank(level))
        .map(([cause, p]) => [cause, Math.min(1, p)]),
    );
    const causes = [...share.keys()].sort((a, b) => (share.get(b) ?? 0) - (share.get(a) ?? 0));
    const probability = causes.length ? 1 - causes.reduce((none, cause) => none * (1 - (share.get(cause) ?? 0)), 1) : 0;
    const over = network.settings.loss[at + 1][at];
    const threshold = over / (over + network.settings.loss[at][at + 1]);
    if (probability >= threshold) reasons.push({ level, probability, threshold, causes });
    for (const cause of causes) {
      const p = share.get(cause) ?? 0;
      if (own[cause] !== undefined && p >= own[cause] && levels.get(cause) === level) {
        reasons.push({ level, probability: p, threshold: own[cause], causes: [cause] });
      }
    }
  });
  return reasons;
}

/** The cause that the most urgent rules are about; of several the likeliest first cause. @param {any[]} decisive @param {Record<string, number>} marginals */
function leadCause(decisive, marginals) {
  const about = decisive.filter((rule) => rule.kind === 'red_flag' && rule.causes.length).map((rule) => /** @type {string[]} */ (rule.causes));
  /** @type {string|null} */ let lead = null;
  for (const [first] of about) if (lead === null || (marginals[first] ?? 0) > (marginals[lead] ?? 0)) lead = first;
  return { lead, every: [...new Set(about.flat())] };
}

/** Each act once: none that another one holds already, and no going by oneself beside an ambulance. @param {any} care @param {string[]} acts */
function saidOnce(care, acts) {
  const every = [...new Set(acts)];
  const weaker = new Set(
    Object.entries(care.gives_way).flatMap(([strong, ones]) => (every.some((act) => act.startsWith(strong)) ? /** @type {string[]} */ (ones) : [])),
  );
  return every.filter((act) => !weaker.has(act) && !every.some((other) => other !== act && other.startsWith(act)));
}

/**
 * The questions any of which could raise the urgency above `level`, the most urgent rule first, then danger signs, then
 * the likeliest yes. A danger sign answered `unsure` is not asked again.
 *
 * @param {Network} network @param {import('./rules.mjs').RuleBook} book @param {Evaluation} evaluation @param {string} level
 * @param {Record<string, number>} marginals @returns {import('./types.mjs').OpenQuestion[]}
 */
function openQuestions(network, book, evaluation, level, marginals) {
  /** @type {Map<string, any[]>} */ const rules = new Map();
  for (const { rule, findings } of evaluation.pending) {
    if (book.rank(rule.level) <= book.rank(level)) continue;
    for (const id of findings) if (!evaluation.dangerUnsure.includes(id)) rules.set(id, [...(rules.get(id) ?? []), rule]);
  }
  const found = [...rules].map(([finding, own]) => ({
    finding,
    question: network.finding(finding).question,
    rules: own.map((rule) => rule.id),
    level: own[0].level,
    danger: book.signs.has(finding),
    probability: chance(network, finding, evaluation.opening.get(finding) ?? [], marginals),
  }));
  return found.sort(
    (a, b) =>
      book.rank(b.level) - book.rank(a.level) ||
      Number(b.danger) - Number(a.danger) ||
      b.probability - a.probability ||
      (a.finding < b.finding ? -1 : 1),
  );
}

/** P(one of `values`): noisy-OR of each cause's excess over the background; for several values the background. @param {Network} network @param {string} id @param {string[]} values @param {Record<string, number>} marginals */
function chance(network, id, values, marginals) {
  const finding = network.finding(id);
  const { background } = finding;
  if (Array.isArray(background)) return values.reduce((sum, value) => sum + background[finding.values.indexOf(value)], 0);
  let absent = 1 - background;
  for (const [cause, share] of Object.entries(marginals)) {
    const own = network.numbers.get(cause)?.get(finding.place);
    if (typeof own === 'number' && own > background) absent *= 1 - (Math.min(1, share) * (own - background)) / (1 - background);
  }
  return 1 - absent;
}

/** Why no more can be said, or null. Never in an emergency: there is enough to act on. @param {Network} network @param {import('./rules.mjs').RuleBook} book @param {Answers} answers @param {Record<string, number>} marginals @param {string} level @param {Evaluation} evaluation @param {import('./types.mjs').OpenQuestion[]} questions @param {(english: string) => string} say @returns {string|null} */
function notEnough(network, book, answers, marginals, level, evaluation, questions, say) {
  if (level === 'emergency_now') return null;
  const { care } = network.pack;
  const { enough } = network.settings;
  const decisive = questions.find((q) => q.danger && q.probability >= enough.open_danger_at_most);
  if (decisive) return fill(say(care.ask_first), { question: say(decisive.question) });
  if (evaluation.reasons.length && level === book.levels[book.levels.length - 1]) return null;
  const telling = Object.entries(answers).filter(([id, value]) => {
    const family = network.findings.get(id)?.family;
    return value !== UNSURE && family !== undefined && family !== 'person' && family !== 'risk';
  });
  const leading = Math.max(0, ...Object.values(marginals));
  const little = telling.length < enough.informative_answers_at_least || leading < enough.leading_cause_at_least;
  return little ? say(care.not_enough) : null;
}

/** The conditions of the reason that leaves the fewest open. @param {Network} network @param {Evaluation} evaluation @returns {import('./types.mjs').AsLongAs[]} */
function conditions(network, evaluation) {
  const best = evaluation.reasons.reduce((least, reason) => (reason.unless.length < least.unless.length ? reason : least));
  /** @type {Map<string, string[]>} */ const values = new Map();
  for (const [id, value] of best.unless) values.set(id, [...(values.get(id) ?? []), value]);
  return [...values].map(([finding, own]) => {
    const { label, question } = network.finding(finding);
    return { finding, values: own, label, question };
  });
}

/** @param {any} care @param {string} level @param {string|null} country @param {(english: string) => string} say @returns {import('./types.mjs').Call} */
function call(care, level, country, say) {
  const code = (country ?? '').toUpperCase();
  const numbers = Object.hasOwn(care.countries, code) ? care.countries[code] : care.anywhere;
  return {
    number: say(numbers.ambulance),
    whom: say(care.levels[level].whom_to_call),
    country: numbers.name,
    advice: numbers.advice,
    adviceName: numbers.advice_name,
    poison: numbers.poison,
    verified: numbers.verified,
  };
}
