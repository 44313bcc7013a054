/** The pack as arrays. Rows are worked out when first needed; the recent ones are kept. */

import { CaseError } from './errors.mjs';
import { binary, categorical, formsOf, listed } from './parameters.mjs';
import { logPrior, shares } from './prior.mjs';
import { binaryNo, logRow } from './rows.mjs';
import { allSets } from './sets.mjs';

export const [YES, NO, UNSURE] = ['yes', 'no', 'unsure'];
const BINARY = [YES, NO];
const FORMAT = 1;
const ROWS_KEPT = 96;
const PRIORS_KEPT = 16;

/** One finding of the pack. */
export class Finding {
  /** @param {any} record of the offline pack @param {number} place */
  constructor(record, place) {
    /** @type {string} */ this.id = record.id;
    this.place = place;
    /** @type {string} */ this.family = record.family;
    /** @type {string} who can answer: person, home_check, clinician or laboratory */ this.by = record.by;
    /** @type {string} */ this.label = record.label;
    /** @type {string} */ this.question = record.question;
    /** @type {string|null} */ this.help = record.help ?? null;
    /** @type {string[]} */ this.values = record.values ?? BINARY;
    this.isBinary = record.values === undefined;
    /** @type {number|number[]} */ this.background = record.background;
    /** @type {string} */ this.basis = record.basis;
    /** @type {string|null} */ this.source = record.source ?? null;
    /** @type {string|null} */ this.group = record.group ?? null;
    /** @type {string[]} */ this.impliedBy = record.implied_by ?? [];
  }
}

/** What the engine needs of one offline pack (see `offline_pack.py`). */
export class Network {
  /** @param {any} pack the parsed JSON */
  constructor(pack) {
    if (pack?.format !== FORMAT) {
      throw new CaseError(`This pack has layout ${pack?.format}; this engine reads layout ${FORMAT}. Please reload.`);
    }
    this.pack = pack;
    this.settings = pack.engine;
    /** @type {Map<string, Finding>} */
    this.findings = new Map(pack.findings.map((/** @type {any} */ f, /** @type {number} */ at) => [f.id, new Finding(f, at)]));
    /** @type {string} */ this.unexplained = this.settings.unexplained;
    /** @type {Set<string>} */ this.priorFindings = new Set(this.settings.prior_findings);
    /** @type {Map<string, any>} */ this.records = new Map(pack.causes.map((/** @type {any} */ c) => [c.id, c]));
    /** @type {Map<string, Map<number, any>>} */
    this.numbers = new Map(pack.causes.map((/** @type {any} */ c) => [c.id, listed(c.numbers)]));
    const explained = pack.causes.filter((/** @type {any} */ c) => c.id !== this.unexplained);
    /** @type {string[]} */ this.causes = explained.map((/** @type {any} */ c) => c.id);
    /** @type {Map<string, number>} */ this.index = new Map(this.causes.map((id, at) => [id, at]));
    this.forms = formsOf(explained, this.numbers);
    this.width = this.forms.length;
    this.causeOf = Uint8Array.from(this.forms, (form) => form.cause);
    this.sets = allSets(this.width);
    this.size = this.sets.size;
    /** @type {Map<string, string>} */ this.group = new Map();
    for (const finding of this.findings.values()) if (finding.group) this.group.set(finding.id, finding.group);
    for (const [group, ids] of Object.entries(this.settings.dependence.groups)) {
      for (const id of /** @type {string[]} */ (ids)) this.group.set(id, group);
    }
    this.clash = this.#clash();
    /** @type {string[]} */ this.levels = this.settings.levels;
    this.levelOfCause = Uint8Array.from([...this.causes, this.unexplained], (id) => this.#level(id));
    this.levelOfSet = this.#levels();
    /** @type {Map<string, Float64Array>} */ this.priors = new Map();
    /** @type {Map<number, any>} */ this.tables = new Map();
    /** @type {Map<string, Float64Array>} */ this.rows = new Map();
    /** @type {Float64Array|null} */ this.silenceKept = null;
  }

  /** Sets that hold two forms of one cause: they do not exist. */
  #clash() {
    const { first, second, third, size, width } = this.sets;
    const cause = Int16Array.from([...this.causeOf, -1]);
    const found = new Uint8Array(size);
    for (let at = 1 + width; at < size; at++) {
      const [a, b, c] = [cause[first[at]], cause[second[at]], cause[third[at]]];
      found[at] = Number(a === b || (c >= 0 && (b === c || a === c)));
    }
    return found;
  }

  /** @param {string} cause */
  #level(cause) {
    const record = this.records.get(cause);
    return this.levels.indexOf(record ? record.level : 'routine_weeks');
  }

  /** Level of every set, a column of the loss table: the most urgent of its members. */
  #levels() {
    const { first, second, third, size } = this.sets;
    const ofForm = Uint8Array.from([...Array.from(this.causeOf, (c) => this.levelOfCause[c]), this.levels.length]);
    const found = new Uint8Array(size);
    for (let at = 1; at < size; at++) {
      found[at] = Math.min(ofForm[first[at]], ofForm[second[at]], ofForm[third[at]]);
    }
    found[0] = this.levelOfCause[this.causes.length];
    return found;
  }

  /** @param {string} id @returns {Finding} CaseError when the pack has no such finding */
  finding(id) {
    const found = this.findings.get(id);
    if (!found) throw new CaseError(`There is no finding called '${id}' in the pack '${this.pack.pack.id}'.`);
    return found;
  }

  /** @param {string} finding @param {string} value @returns {number} the place of a value; CaseError names the allowed ones */
  valueNumber(finding, value) {
    const { values } = this.finding(finding);
    const at = values.indexOf(value);
    if (at < 0) {
      throw new CaseError(`${finding}: '${value}' is not one of its values. It can be: ${[...values, UNSURE].join(', ')}.`);
    }
    return at;
  }

  /** Numbers of one finding by form, worked out once. @param {Finding} finding */
  table(finding) {
    let found = this.tables.get(finding.place);
    if (!found) {
      const alone = this.numbers.get(this.unexplained);
      const { smallest, least_say: leastSay } = this.settings;
      found = Array.isArray(finding.background)
        ? categorical(finding.place, finding.background, this.forms, alone, smallest, leastSay)
        : binary(finding.place, finding.background, this.forms, alone, smallest);
      this.tables.set(finding.place, found);
    }
    return found;
  }

  /** ln P(value | set), one a set. @param {string} finding @param {string} value @returns {Float64Array} */
  row(finding, value) {
    const key = `${finding}=${value}`;
    let found = this.rows.get(key);
    if (found) this.rows.delete(key);
    else found = logRow(this, this.finding(finding), this.valueNumber(finding, value));
    return kept(this.rows, key, found, ROWS_KEPT);
  }

  /** ln P(set) for an age band and sex. @param {string|null} age @param {string|null} sex @returns {Float64Array} */
  prior(age, sex) {
    const key = `${age ?? ''}|${sex ?? ''}`;
    let found = this.priors.get(key);
    if (found) this.priors.delete(key);
    else found = logPrior(this, key, shares(this, age, sex).none);
    return kept(this.priors, key, found, PRIORS_KEPT);
  }

  /** The chance that nothing of what a free story tells is mentioned, one a set. @returns {Float64Array} */
  get silenceOfAll() {
    if (!this.silenceKept) {
      this.silenceKept = new Float64Array(this.size).fill(1);
      for (const id of this.settings.told) this.#mute(this.silenceKept, id);
      this.silenceKept.forEach((p, at, all) => (all[at] = Math.log(p)));
    }
    return this.silenceKept;
  }

  /** ln P(none of these is mentioned | set), one a set. @param {string[]} findings @returns {Float64Array} */
  silence(findings) {
    const found = new Float64Array(this.size).fill(1);
    for (const id of findings) this.#mute(found, id);
    return found.map(Math.log);
  }

  /** @param {Float64Array} into @param {string} id */
  #mute(into, id) {
    const no = binaryNo(this, this.finding(id));
    const { smallest, silence } = this.settings;
    for (let at = 0; at < into.length; at++) {
      into[at] *= 1 - silence.mention_rate * Math.min(Math.max(1 - no[at], smallest), 1);
    }
  }

  /** Which sets hold a form of `cause` (`unexplained`: the empty set). @param {string} cause @returns {Uint8Array} */
  holds(cause) {
    const { first, second, third, size } = this.sets;
    const found = new Uint8Array(size);
    const number = this.index.get(cause);
    if (number === undefined) {
      found[0] = 1;
      return found;
    }
    const wanted = Uint8Array.from([...Array.from(this.causeOf, (c) => Number(c === number)), 0]);
    for (let at = 0; at < size; at++) found[at] = wanted[first[at]] | wanted[second[at]] | wanted[third[at]];
    return found;
  }
}

/**
 * Put a value at the end of a map that keeps its last `most`.
 * @template T @param {Map<string, T>} map @param {string} key @param {T} value @param {number} most @returns {T}
 */
export function kept(map, key, value, most) {
  map.set(key, value);
  for (const old of map.keys()) {
    if (map.size <= most) break;
    map.delete(old);
  }
  return value;
}
