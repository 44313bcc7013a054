// @ts-check
/** How soon to be seen: colour, icon, words, and the number to call. Always the first thing on a result. */

import { el, svg } from "./dom.mjs";

/**
 * @typedef {import("./words.mjs").Words} Words
 * @typedef {import("../engine/types.mjs").Decision} Decision
 */

const CALENDAR = "M5 18h38M15 4v8M33 4v8";
/** @type {Record<string, [Record<string, string | number>, string]>} shape behind, lines in front */
const ICONS = {
  emergency_now: [{ d: "M16 3h16l13 13v16L32 45H16L3 32V16z" }, "M24 12v15M24 33v4"],
  urgent_same_day: [{ d: "M24 4 46 43H2z" }, "M24 17v13M24 35v3"],
  soon_within_days: [{ d: "M9 8h30a4 4 0 0 1 4 4v27a4 4 0 0 1-4 4H9a4 4 0 0 1-4-4V12a4 4 0 0 1 4-4z" }, `${CALENDAR}M24 24v6l4 4`],
  routine_weeks: [{ d: "M9 8h30a4 4 0 0 1 4 4v27a4 4 0 0 1-4 4H9a4 4 0 0 1-4-4V12a4 4 0 0 1 4-4z" }, `${CALENDAR}M16 30l6 6 11-12`],
  self_care: [{ d: "M24 4 44 20v24H4V20z" }, "M15 30l7 7 12-14"],
};
const HANDSET =
  "M6.6 10.8a15 15 0 0 0 6.6 6.6l2.2-2.2a1 1 0 0 1 1-.25 11.4 11.4 0 0 0 3.6.57 1 1 0 0 1 1 1V20a1 1 0 0 1-1 1A17 17 0 0 1 3 4a1 1 0 0 1 1-1h3.5a1 1 0 0 1 1 1c0 1.25.2 2.45.57 3.57a1 1 0 0 1-.25 1z";

/**
 * @param {Words} words
 * @param {Decision} decision
 */
export function banner(words, decision) {
  const { t } = words;
  const { level, call } = decision;
  const [shape, lines] = ICONS[level];
  const emergency = level === "emergency_now";
  const icon = svg("svg", { class: "level-icon", viewBox: "0 0 48 48", "aria-hidden": "true", focusable: "false" }, svg("path", shape), svg("path", { class: "ink", d: lines }));
  return el(
    "section",
    { class: `urgency u-${level}`, "aria-labelledby": "urgency-head" },
    el("div", { class: "urgency-head" }, icon, el("div", {}, el("p", { class: "level-name" }, t.levels[level]), el("h1", { id: "urgency-head" }, words.say(decision.headline)))),
    el("p", { class: "act" }, decision.act.flatMap((act) => [words.say(act), " "])),
    emergency && el("p", {}, callButton(words, call.number)),
    el(
      "dl",
      { class: "facts" },
      el("dt", {}, t.result.deadline),
      el("dd", {}, words.say(decision.deadline)),
      !emergency && call.whom ? [el("dt", {}, t.result.call_whom), el("dd", {}, words.say(call.whom))] : null,
      decision.say ? [el("dt", {}, t.result.say), el("dd", {}, words.say(decision.say))] : null,
    ),
    decision.doNot.length ? [el("h2", { class: "minor" }, t.result.do_not), el("ul", {}, decision.doNot.map((line) => el("li", {}, words.say(line))))] : null,
  );
}

/**
 * @param {Words} words
 * @param {string} number
 */
function callButton(words, number) {
  const text = words.fill(words.t.result.call, { number: words.number(number) });
  const picture = svg("svg", { viewBox: "0 0 24 24", "aria-hidden": "true", focusable: "false" }, svg("path", { d: HANDSET }));
  return words.phone(number, [picture, text], "call");
}

/**
 * Why the page says so: rules first, then what the odds demand at this level.
 * @param {Words} words
 * @param {Decision} decision
 * @param {boolean} onlyEmergency
 */
export function reasons(words, decision, onlyEmergency) {
  const { t } = words;
  const rules = decision.because.filter(({ level }) => !onlyEmergency || level === "emergency_now");
  const risks = decision.risk.filter(({ level }) => level === (onlyEmergency ? "emergency_now" : decision.level));
  return el(
    "ul",
    { class: "reasons" },
    rules.map((rule) => {
      const source = onlyEmergency ? null : words.engine.source(rule.source);
      return el(
        "li",
        {},
        words.say(rule.says),
        rule.certainty === "possible" && [" ", el("span", { class: "tag" }, t.result.certainty.possible)],
        source && el("span", { class: "quiet" }, el("span", { lang: "en", class: "cite" }, source.citation), ` (${t.result.verified[source.verified] ?? source.verified})`),
      );
    }),
    risks.map((risk) => el("li", {}, words.say(risk.text), onlyEmergency ? null : [" ", el("span", { class: "tag" }, t.result.certainty.risk)])),
  );
}
