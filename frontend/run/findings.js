/** What of a run deserves a second look: in a few words for a badge, and by the nodes it is about. Pure. */

/** @import { Finding } from "../types.js" */

/** @typedef {{tiny: number, huge: number, saturated: number}} Thresholds from where on a number is worth a word */

/** The service's own. @type {Thresholds} */
export const USUAL = { tiny: 1e-4, huge: 100, saturated: 0.01 };

/** In an address: "0.0001,100,0.01", in the order of USUAL. */
export const THRESHOLDS = /^\d{1,20}(\.\d{1,20})?(e[+-]?\d{1,3})?(,\d{1,20}(\.\d{1,20})?(e[+-]?\d{1,3})?){2}$/;

/** @type {Record<string, (counted: string) => string>} by the kind of a finding */
const BADGES = {
  dead: (counted) => `dead ${counted}`,
  saturated: (counted) => `saturated ${counted}`,
  zero: () => "∂ = 0",
  none: () => "no ∂",
  vanishing: () => "∂ vanishing",
  exploding: () => "∂ exploding",
  nan: () => "NaN",
  infinite: () => "∞",
  "nan gradient": () => "∂ NaN",
  "infinite gradient": () => "∂ ∞",
  untrained: () => "unchanged",
  unused: () => "no edges",
  "softmax twice": () => "softmax twice",
  "sigmoid twice": () => "sigmoid twice",
  "log of 0": () => "log of 0",
  "all with all": () => "all with all",
  "mean over outputs": () => "mean over all",
  "kept gradient": () => "∂ not cleared",
  rate: () => "rate too large",
};
/** Kinds that are about the value of their node, and not about its gradient. */
const OF_VALUES = new Set(["dead", "saturated", "nan", "infinite", "log of 0"]);
/** Kinds that no chain of causes stands behind. */
const WITHOUT_CHAIN = new Set(["untrained", "unused", "softmax twice", "sigmoid twice", "all with all", "mean over outputs", "kept gradient", "rate"]);

/** @param {Finding} finding @returns {string} "dead 1/2" */
export function badgeOf({ kind, count, of }) {
  const counted = count !== null && of !== null ? `${count}/${of}` : "";
  return BADGES[kind]?.(counted).trim() ?? kind;
}

/** @param {Finding} finding @returns {"value" | "gradient" | null} what a reader can ask the reason of; null: nothing */
export function askedOf({ kind }) {
  if (WITHOUT_CHAIN.has(kind)) return null;
  return OF_VALUES.has(kind) ? "value" : "gradient";
}

/** @param {Finding} finding @returns {string} as no other of its run */
export function findingKey({ node, kind }) {
  return `${node} ${kind}`;
}

/**
 * @param {readonly Finding[]} findings
 * @returns {Map<string, Finding[]>} by node, warnings first
 */
export function byNode(findings) {
  /** @type {Map<string, Finding[]>} */
  const found = new Map();
  for (const finding of [...findings].sort((one, other) => Number(other.warning) - Number(one.warning))) {
    found.set(finding.node, [...(found.get(finding.node) ?? []), finding]);
  }
  return found;
}

/** @param {string | null} text as in an address @returns {Thresholds} */
export function thresholdsIn(text) {
  if (text === null || !THRESHOLDS.test(text)) return USUAL;
  const [tiny, huge, saturated] = text.split(",").map(Number);
  return { tiny, huge, saturated };
}

/** @param {Thresholds} thresholds @returns {string | null} null where they are the usual ones */
export function thresholdsText({ tiny, huge, saturated }) {
  if (tiny === USUAL.tiny && huge === USUAL.huge && saturated === USUAL.saturated) return null;
  return [tiny, huge, saturated].join(",");
}

/**
 * How long the bars of some sizes are.
 * @param {readonly number[]} sizes
 * @param {boolean} log
 * @returns {{share: (size: number) => number, from: number, to: number}} `share` of the width, 0…1; the ends of the axis
 */
export function barsOf(sizes, log) {
  const seen = sizes.filter((size) => Number.isFinite(size) && size > 0);
  if (!log || seen.length === 0) {
    const to = Math.max(0, ...seen) || 1;
    return { share: (size) => within(size / to), from: 0, to };
  }
  const low = Math.floor(Math.log10(Math.min(...seen))) - 1;
  const high = Math.max(low + 1, Math.ceil(Math.log10(Math.max(...seen))));
  const share = (/** @type {number} */ size) => within((Math.log10(size) - low) / (high - low));
  return { share, from: Number(`1e${low}`), to: Number(`1e${high}`) };
}

/** @param {number} share */
function within(share) {
  if (Number.isNaN(share)) return 1;
  return Math.min(1, Math.max(0, share));
}
