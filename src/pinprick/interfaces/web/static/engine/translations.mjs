/**
 * The sentences of a pack in another language, found by their English: whole, sentence by sentence, or by the pattern
 * with {names} that a sentence was filled from; what stood in the names is looked up in its turn.
 */

const NAMES = /\{(\w+)[^{}]*\}/g;
const BETWEEN = /(, |; |: | \/ | or |” and “)/;
const LETTERS = /\p{L}/u;
const MOST_PARTS = 24;
/** Names that stand for what a person typed or dials: never looked up. */
const AS_TYPED = new Set(['quote', 'url', 'longest', 'number']);

/** One line, whatever breaks it had. @param {string} text */
const plain = (text) => text.replace(/\s+/g, ' ');

/** @param {string} text */
const sentences = (text) => text.replace(/([.!?])\s+/g, '$1\0').split('\0');

/** One language of a pack. */
export class Translations {
  /** @param {Record<string, string>} known English -> this language */
  constructor(known) {
    this.known = new Map(Object.entries(known));
    /** @type {Map<string, string|null>} */ this.said = new Map();
    const bare = (/** @type {string} */ text) => text.replace(NAMES, '');
    this.patterns = Object.entries(known)
      .filter(([english]) => english.search(NAMES) >= 0 && (bare(english).match(/\p{L}/gu) ?? []).length > 3)
      .sort(([a], [b]) => bare(b).length - bare(a).length)
      .map(([english, own]) => ({ pattern: patternOf(english), own }));
  }

  /** A sentence, or several; null when any part has no translation. @param {string} english @returns {string|null} */
  say(english) {
    let found = this.said.get(english);
    if (found === undefined) {
      found = this.#say(english);
      this.said.set(english, found);
    }
    return found;
  }

  /** @param {string} english @returns {string|null} */
  #say(english) {
    const text = plain(english);
    const whole = this.known.get(text);
    if (whole !== undefined) return whole;
    if (!LETTERS.test(text)) return english;
    const parts = sentences(text);
    const run = parts.length > 1 ? this.#run(parts) : null;
    return run ?? this.#filled(text) ?? this.#listed(text.split(BETWEEN).slice(0, 2 * MOST_PARTS)) ?? this.#note(text);
  }

  /** Sentences in a row; some translations hold two or three of them. @param {string[]} parts @returns {string|null} */
  #run(parts) {
    if (!parts.length) return '';
    for (let end = parts.length; end > 0; end--) {
      const whole = parts.slice(0, end).join(' ');
      const first = this.known.get(whole) || (end < 4 ? this.#filled(whole) : null);
      const rest = first ? this.#run(parts.slice(end)) : null;
      if (first && rest !== null) return `${first} ${rest}`.trim();
    }
    return null;
  }

  /** @param {string} english @returns {string|null} */
  #filled(english) {
    for (const { pattern, own } of this.patterns) {
      for (const way of ways(pattern, english)) {
        const values = Object.entries(way).map(([name, value]) => [name, AS_TYPED.has(name) ? value : this.#part(value)]);
        if (values.every(([, value]) => value !== null)) {
          const filled = Object.fromEntries(values);
          return own.replace(NAMES, (_, name) => filled[name] ?? '') || null;
        }
      }
    }
    return null;
  }

  /** What stood in a name: a text of the pack, a name within a sentence, a number, or a list of these. @param {string} value @returns {string|null} */
  #part(value) {
    const found = this.#single(value) ?? this.#listed(value.split(BETWEEN).slice(0, 2 * MOST_PARTS));
    if (found !== null) return found;
    return /[.!?]\s/.test(`${value} `) ? this.#say(value) : null;
  }

  /** Parts and what stands between them, in turn; the longest known run of parts first. @param {string[]} parts @returns {string|null} */
  #listed(parts) {
    for (let end = parts.length - 2; end > 0; end -= 2) {
      const first = this.#single(parts.slice(0, end).join(''));
      if (first === null) continue;
      const rest = this.#listed(parts.slice(end + 1)) ?? this.#single(parts.slice(end + 1).join(''));
      if (rest !== null) return first + (this.known.get(parts[end]) ?? parts[end]) + rest;
    }
    return null;
  }

  /** @param {string} value @returns {string|null} */
  #single(value) {
    if (!LETTERS.test(value)) return value;
    const found = this.known.get(value);
    if (found !== undefined) return found;
    const own = this.known.get(value.slice(0, 1).toUpperCase() + value.slice(1));
    return own ? own.slice(0, 1).toLowerCase() + own.slice(1) : null;
  }

  /** A text without capital and full stop in the pack, shown as a sentence. @param {string} english @returns {string|null} */
  #note(english) {
    if (!english.endsWith('.')) return null;
    const bare = english.slice(0, -1);
    const own = this.known.get(bare) || this.known.get(bare.slice(0, 1).toLowerCase() + bare.slice(1));
    return own ? `${own.slice(0, 1).toUpperCase()}${own.slice(1)}.` : null;
  }
}

/** What stands between the names, and the names, in turn; it begins and ends with text (perhaps empty). @param {string} english */
function patternOf(english) {
  /** @type {string[]} */ const parts = [];
  let end = 0;
  for (const match of english.matchAll(NAMES)) {
    parts.push(english.slice(end, match.index), match[1]);
    end = match.index + match[0].length;
  }
  return [...parts, english.slice(end)];
}

/** Every way in which a text can be a pattern filled in. @param {string[]} pattern @param {string} text @returns {Generator<Record<string, string>>} */
function* ways(pattern, text) {
  const [first, name, ...after] = pattern;
  if (!text.startsWith(first) || !text.endsWith(pattern[pattern.length - 1])) return;
  const rest = text.slice(first.length);
  if (name === undefined) {
    if (!rest) yield {};
    return;
  }
  const ends = after.length === 1 ? [rest.length - after[0].length] : places(after[0], rest);
  for (const end of ends) {
    if (end <= 0) continue;
    const value = rest.slice(0, end);
    for (const more of ways(after, rest.slice(end))) {
      if ((more[name] ?? value) === value) yield { [name]: value, ...more };
    }
  }
}

/** @param {string} part @param {string} text */
function places(part, text) {
  const found = [];
  for (let at = text.indexOf(part, 1); at > 0 && at < text.length; at = text.indexOf(part, at + 1)) found.push(at);
  return found;
}
