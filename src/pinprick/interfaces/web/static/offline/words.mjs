// @ts-check
/** What to call things in one language; English, marked as such, where that language has no words. */

import { fill } from "../engine/wording.mjs";
import { el } from "./dom.mjs";

/** @typedef {import("../engine/engine.mjs").Engine} Engine */

export class Words {
  /**
   * @param {Engine} engine
   * @param {string} language
   * @param {Record<string, string>} regionNames English names of the skin regions
   */
  constructor(engine, language, regionNames) {
    this.engine = engine;
    this.language = language;
    /** The sentences of `text/<language>/interface.yaml`. @type {any} */
    this.t = engine.text("interface", language);
    /** Names of regions and body cells, in the atlas's order. @type {Record<string, string>} */
    this.places = { ...regionNames, ...this.t.drawing.regions, ...this.t.drawing.body };
    this.regionIds = Object.keys(regionNames);
  }

  /** A sentence of the pack: text, or English in `<span lang="en">`. @param {string} english */
  say(english) {
    const found = this.engine.words.translated(english, this.language);
    return found || el("span", { lang: "en" }, english);
  }

  /** The same as plain text, for titles. @param {string} english */
  plain(english) {
    return this.engine.say(english, this.language);
  }

  /** Fill `{name}` in a sentence. @param {string} sentence @param {Record<string, string | number>} values */
  fill(sentence, values) {
    return fill(sentence, values);
  }

  /** One answer in plain words, with a capital. @param {string | null} finding @param {string} value */
  value(finding, value) {
    const text = this.engine.valueName(finding, value, this.language);
    return text.slice(0, 1).toUpperCase() + text.slice(1);
  }

  /** @param {string} finding */
  label(finding) {
    return this.say(this.engine.finding(finding).label);
  }

  /** @param {string} finding */
  question(finding) {
    return this.say(this.engine.finding(finding).question);
  }

  /** @param {string} cause */
  cause(cause) {
    return this.engine.causeName(cause, this.language);
  }

  /** "about 3 in 10" @param {number} p */
  chance(p) {
    return this.engine.chanceInWords(p, this.language);
  }

  /** A link that calls a number, or the words that stand for one. @param {string} number @param {import("./dom.mjs").Kid} text @param {string} [look] */
  phone(number, text, look = "") {
    const digits = [...number].filter((c) => "0123456789+*#".includes(c)).join("");
    return digits ? el("a", { class: look, href: `tel:${digits}` }, text) : el("strong", { class: `${look} no-link` }, text);
  }

  /** A number to call, in words where there is none. @param {string} number */
  number(number) {
    return this.plain(number);
  }
}
