// @ts-check
/** A drawing as evidence for each cause: a mixture over the cause's patterns, capped and floored. */

import { fit, logSumExp } from "./likelihood.mjs";

/**
 * @typedef {import("./atlas.mjs").Atlas} Atlas
 * @typedef {import("./skin.mjs").Skin} Skin
 * @typedef {{territories: string[], side: "one" | "both", weight: number, level: number}} Said
 */

const LARGEST = 50;

/**
 * ln likelihood ratio of the drawing for every cause, against the average cause; 0 says nothing.
 * @param {Skin} skin
 * @param {Atlas} atlas
 * @returns {Record<string, number>}
 */
export function causeEvidence(skin, atlas) {
  const causes = Object.entries(atlas.data.causes);
  if (!skin.painted && skin.seen.every((one) => one === 1)) return Object.fromEntries(causes.map(([cause]) => [cause, 0]));
  const at = fit(atlas, skin);
  /** @type {number[]} */
  const shares = [];
  /** @type {number[]} */
  const weighted = [];
  const said = causes.map(([cause, [share, patterns]]) => {
    const listed = patterns.map(([territories, side, weight]) => {
      const level = logMean(territories, side, at);
      shares.push(Math.log(share * weight));
      weighted.push(Math.log(share * weight) + level);
      return { territories, side, weight, level };
    });
    return /** @type {[string, Said[]]} */ ([cause, listed]);
  });
  const average = logSumExp(weighted) - logSumExp(shares);
  return Object.fromEntries(said.map(([cause, listed]) => [cause, listed.length ? capped(listed, average, atlas) : 0]));
}

/**
 * @param {string[]} territories
 * @param {"one" | "both"} side
 * @param {Map<string, number>} at
 */
function logMean(territories, side, at) {
  const sides = side === "both" ? ["both"] : ["right", "left"];
  const values = territories.flatMap((territory) => sides.map((each) => /** @type {number} */ (at.get(`${territory} ${each}`))));
  return logSumExp(values) - Math.log(values.length);
}

/**
 * The cap is that of the patterns which explain the drawing, weighted by how much of the likelihood each brings.
 * @param {Said[]} patterns
 * @param {number} average
 * @param {Atlas} atlas
 */
function capped(patterns, average, atlas) {
  let said = 0;
  let total = 0;
  let caps = 0;
  let largest = -Infinity;
  for (const { territories, side, weight, level } of patterns) {
    const limits = territories.map((territory) => atlas.data.limits[territory][side === "both" ? 0 : 1]);
    const disagree = limits.reduce((sum, [, share]) => sum + share, 0) / limits.length;
    const cap = limits.reduce((sum, [most]) => sum + Math.log(most), 0) / limits.length;
    const brings = weight * (1 - disagree) * Math.exp(Math.min(level - average, LARGEST));
    said += brings + weight * disagree;
    total += brings;
    caps += brings * cap;
    largest = Math.max(largest, cap);
  }
  const cap = total ? caps / total : largest;
  return Math.min(Math.max(Math.log(said), -cap), cap);
}
