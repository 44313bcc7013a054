/** What to call things in one language, with English where it has no words. */

import { Translations } from './translations.mjs';

/** @typedef {import('./network.mjs').Network} Network */

/** Fill `{name}` in a sentence of the pack, in the form for its count. @param {string|Record<string, string>} sentence @param {Record<string, string|number>} values */
export function fill(sentence, values) {
  const template = typeof sentence === 'string' ? sentence : counted(sentence, Number(values.n ?? values.count));
  return template.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? String(values[name]) : whole));
}

/** One form of a sentence, by the plural rules of its language. @param {Record<string, string>} forms @param {number} n */
const counted = (forms, n) => forms[new Intl.PluralRules(forms.language ?? 'en').select(n)] ?? forms.other ?? '';

/** A whole number as Python rounds it: halves to even. @param {number} x */
export function rounded(x) {
  const low = Math.floor(x);
  if (x - low !== 0.5) return Math.round(x);
  return low % 2 === 0 ? low : low + 1;
}

/** The sentences of one pack. */
export class Words {
  /** @param {Network} network */
  constructor(network) {
    this.network = network;
    /** @type {Map<string, Translations>} */ this.translations = new Map();
    /** @type {Map<string, any>} */ this.merged = new Map();
  }

  /** The content of `text/<language>/<file>`, English for every key that the language lacks. @param {string} file @param {string} language @returns {any} */
  text(file, language) {
    const key = `${language}/${file}`;
    if (!this.merged.has(key)) {
      const all = this.network.pack.text;
      this.merged.set(key, merged(all.en[file] ?? {}, language === 'en' ? {} : (all[language]?.[file] ?? {})));
    }
    return this.merged.get(key);
  }

  /** A sentence, or several, in a language; null when any part has no translation. @param {string} english @param {string} language @returns {string|null} */
  translated(english, language) {
    if (language === 'en') return english;
    let own = this.translations.get(language);
    if (!own) {
      own = new Translations(this.network.pack.translations[language]?.sentences ?? {});
      this.translations.set(language, own);
    }
    return own.say(english);
  }

  /** The same, with English where there is no translation. @param {string} english @param {string} language @returns {string} */
  say(english, language) {
    return this.translated(english, language) || english;
  }

  /** The name of a cause in plain words. @param {string} cause @param {string} language @returns {string} */
  causeName(cause, language) {
    const own = language === 'en' ? undefined : this.network.pack.translations[language]?.causes?.[cause];
    return own ?? this.say(this.network.records.get(cause)?.lay_name ?? cause, language);
  }

  /** The same, within a sentence. @param {string} cause @param {string} language */
  causeInSentence(cause, language) {
    const name = this.causeName(cause, language);
    return name.slice(0, 1).toLowerCase() + name.slice(1);
  }

  /** One answer in plain words, such as "over months or longer". @param {string|null} finding @param {string} value @param {string} language @returns {string} */
  valueName(finding, value, language) {
    const plain = this.text('interface', language).values?.[value];
    const english = this.network.pack.text.en.values ?? {};
    const own = language === 'en' ? {} : (this.network.pack.text[language]?.values ?? {});
    for (const key of [`${finding}=${value}`, value]) {
      let found = own[key];
      if (found === undefined && key in english && (plain === undefined || key !== value)) found = this.say(english[key], language);
      if (found === undefined && key === value) found = plain;
      if (found !== undefined) return found;
    }
    return value.replaceAll('_', ' ');
  }

  /** A probability as a natural frequency: "about 3 in 10". @param {number} p @param {string} language @param {boolean} [about] @returns {string} */
  chanceInWords(p, language, about = true) {
    const words = this.text('report', language).chance;
    if (p > 0.955) return words.near_sure;
    for (const [size, name, least] of /** @type {[number, string, number][]} */ ([
      [20, 'twentieth', 0.945], [10, 'tenth', 0.145], [100, 'hundredth', 0.0095], [1000, 'thousandth', 0.00095],
    ])) {
      if (p >= least) {
        const chance = fill(words[name], { n: rounded(p * size) });
        return about ? fill(words.about, { chance }) : chance;
      }
    }
    return words.rare;
  }
}

/** @param {any} base @param {any} over */
function merged(base, over) {
  const found = { ...base };
  for (const [key, value] of Object.entries(over)) {
    found[key] = isPlain(found[key]) && isPlain(value) ? merged(found[key], value) : value;
  }
  return found;
}

/** @param {unknown} x */
const isPlain = (x) => typeof x === 'object' && x !== null && !Array.isArray(x);
