/** node properties.mjs ENGINE PACK: what holds of the engine for any answers, on answers drawn at random. */

import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

const [engineFile, packFile] = process.argv.slice(2);
const { createEngine, CaseError } = await import(pathToFileURL(engineFile).href);
const { Powers } = await import(new URL('power.mjs', pathToFileURL(engineFile)).href);
const pack = JSON.parse(readFileSync(packFile, 'utf8'));
/** @type {import('../../src/pinprick/interfaces/web/static/engine/engine.mjs').Engine} */ const engine = createEngine(pack);
/** @type {string[]} */ const problems = [];
let checked = 0;

/** @param {string} what @param {boolean} holds */
function check(what, holds) {
  checked++;
  if (!holds) problems.push(what);
}

/** @param {string} what @param {() => unknown} call @param {string} names */
function refuses(what, call, names) {
  try {
    call();
    check(`${what}: not refused`, false);
  } catch (error) {
    check(`${what}: ${error}`, error instanceof CaseError && String(error).includes(names));
  }
}

let seed = 12345;
/** A number from 0 to 1, the same at every run. */
const random = () => (seed = (seed * 48271) % 2147483647) / 2147483647;

/** @template T @param {T[]} items @returns {T[]} */
const shuffled = (items) => items.map((item) => ({ item, key: random() })).sort((a, b) => a.key - b.key).map(({ item }) => item);

/** @returns {[string, string][]} */
const somebody = () =>
  shuffled(pack.findings).slice(0, 1 + Math.floor(random() * 20)).map((/** @type {any} */ f) => {
    const values = [...(f.values ?? ['yes', 'no']), 'unsure'];
    return [f.id, values[Math.floor(random() * values.length)]];
  });

refuses('an unknown finding', () => engine.posterior({ no_such_thing: 'yes' }), 'no_such_thing');
refuses('a name every object has', () => engine.posterior({ constructor: 'yes' }), 'constructor');
refuses('an unknown value', () => engine.posterior({ numb: 'perhaps' }), 'perhaps');
refuses('an unknown cause in a drawing', () => engine.posterior({}, { no_such_cause: 1 }), 'no_such_cause');
refuses('a drawing that is not a number', () => engine.posterior({}, { stroke: NaN }), 'stroke');
refuses('an unknown cause in a ledger', () => engine.ledger({}, null, 'no_such_cause'), 'no_such_cause');
refuses('a pack of another layout', () => createEngine({ ...pack, format: 99 }), '99');
refuses('no pack', () => createEngine(null), 'layout');
check('an unknown finding counts for nothing in the rules', engine.decide({ no_such_thing: 'yes' }, {}).level === engine.decide({}, {}).level);
check('an unknown language speaks English', engine.decide({}, {}, null, 'xx').headline === engine.decide({}, {}).headline);

const levels = engine.network.levels;
for (let at = 0; at < 25; at++) {
  const given = somebody();
  const answers = Object.fromEntries(given);
  const { marginals, ranked } = engine.posterior(answers);
  const values = Object.values(marginals);
  check('a probability is from 0 to 1', values.every((p) => p >= 0 && p <= 1));
  check('causes and unexplained hold everything', values.reduce((sum, p) => sum + p, 0) >= 1 - 1e-9);
  check('the order falls', ranked.every(([, p], /** @type {number} */ i) => i === 0 || p <= ranked[i - 1][1] + 1e-12));
  const turned = engine.posterior(Object.fromEntries(shuffled(given)));
  check('the order of answers makes no difference', JSON.stringify(turned.ranked) === JSON.stringify(ranked));
  const known = Object.fromEntries(given.filter(([, value]) => value !== 'unsure'));
  check('unsure is the same as not asked', engine.posterior(known).ranked.every(([id, p]) => Math.abs(p - marginals[id]) < 1e-12));
  const decision = engine.decide(answers, marginals);
  const rulesOnly = engine.decide(answers, {});
  check('odds never lower what rules demand', levels.indexOf(decision.level) <= levels.indexOf(rulesOnly.level));
  check('the same causes are shown', engine.order(ranked, decision).map(([id]) => id).sort().join() === ranked.map(([id]) => id).sort().join());
  const account = engine.ledger(answers, null, ranked[0][0]);
  const sum = account.lines.reduce((total, line) => total + Math.round(line.weight * 100), Math.round(account.prior.weight * 100));
  check('a ledger adds up', sum === Math.round(account.total * 100));
  check('a ledger stands for the probability', Math.abs(1 / (1 + 10 ** (-account.total / 10)) - ranked[0][1]) < 0.001);
  const asked = engine.nextQuestions(answers, null, 5);
  check('nothing is asked twice', asked.every(({ finding }) => !Object.hasOwn(answers, finding)));
  const { question } = engine.choose(answers, null, 0, { decision });
  check('the chosen question is the first', !question || question.finding === asked[0].finding);
}

const powers = new Powers(400);
for (const weight of [0.2, 0.5, 1, 1.3, 2]) {
  const xs = Array.from({ length: 400 }, (_, at) => 10 ** ((at - 200) / 22));
  xs.forEach((x, at) => (powers.values[at] = x));
  powers.raise(weight, 0, 400);
  check(`x ** ${weight}`, xs.every((x, at) => Math.abs(powers.values[at] / x ** weight - 1) < 1e-8));
}

process.stdout.write(JSON.stringify({ problems, checked }));
