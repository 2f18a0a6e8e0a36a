/** What the program says of its gradients, as far as the steps have come. Pure. */

/** @import { Check } from "../types.js" */

/** @typedef {Check["verdict"]} Verdict */
/** @typedef {{checks: Check[], right: number, differs: number, unknown: number, coming: number}} Graded */

/** The worst first: of a line with several, it is the one that shows. */
const ORDER = /** @type {const} */ (["differs", "unknown", "right"]);

/** A verdict as a sign, beside the colour of it. */
export const SIGNS = /** @type {const} */ ({ right: "✓", differs: "✗", unknown: "?" });
/** @type {Record<Verdict, string>} */
export const WORDS = { right: "right", differs: "wrong", unknown: "not compared" };

/**
 * @param {readonly Check[]} checks of a run
 * @param {number} step
 * @returns {Graded} those whose arrays are there after the step, and how many are still to come
 */
export function gradedAt(checks, step) {
  const here = checks.filter((check) => check.step === null || check.step <= step);
  const count = (/** @type {Verdict} */ verdict) => here.filter((check) => check.verdict === verdict).length;
  return {
    checks: here, right: count("right"), differs: count("differs"), unknown: count("unknown"),
    coming: checks.length - here.length,
  };
}

/**
 * @param {Graded} graded
 * @returns {Map<number, Verdict>} by line
 */
export function verdictsByLine({ checks }) {
  /** @type {Map<number, Verdict>} */
  const found = new Map();
  for (const { line, verdict } of checks) {
    const there = found.get(line);
    if (there === undefined || ORDER.indexOf(verdict) < ORDER.indexOf(there)) found.set(line, verdict);
  }
  return found;
}

/**
 * By node. A second name of an array has a verdict of its own: the card shows that of the name it was made under.
 * @param {Graded} graded
 * @returns {Map<string, Verdict>}
 */
export function verdictsByNode({ checks }) {
  /** @type {Map<string, Verdict>} */
  const found = new Map();
  for (const { node, verdict } of checks) if (node !== null && !found.has(node)) found.set(node, verdict);
  return found;
}

/**
 * @param {string} message of a verdict, which begins it again where nothing was compared; what is code stands in ` `
 * @returns {{text: string, code: boolean}[]} numbers outside of code with a minus in place of a hyphen
 */
export function partsOf(message) {
  return message.replace(/^not compared: /, "").split("`").map((text, place) => {
    const code = place % 2 === 1;
    return { text: code ? text : text.replace(/(?<![\w.])-(?=\d)/g, "−"), code };
  });
}
