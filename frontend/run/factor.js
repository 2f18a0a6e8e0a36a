/** What a contribution multiplies its upstream gradient with, in a word or a number. Pure. */

import { number, toNumber } from "../format.js";

/** @import { ContributeStep, Entry, Local, Tensor } from "../types.js" */

/**
 * @typedef {object} Factor
 * @property {string} sign between upstream and local; "→" where entries are only moved
 * @property {string} text the local derivative
 * @property {boolean} first it stands before the upstream gradient
 */

const DIGITS = 3;

/** @type {Map<string, string>} */
const SIGNS = new Map([
  ["right", "·"],
  ["left", "·"],
  ["outer", "⊗"],
]);

/** @param {Tensor} tensor */
export function isNumber({ shape, data }) {
  return shape.length === 0 && data !== null;
}

/**
 * What is only moved to other places has no factor to show.
 * @param {Local} local
 */
export function isMoved({ relation, tensor }) {
  return relation === "structural" && !tensor;
}

/**
 * ⊙ stands between arrays of one shape alone.
 * @param {ContributeStep} step
 * @param {Local} local
 */
export function signOf({ upstream, contribution }, { relation, shape }) {
  if (upstream.shape.length === 0 && contribution.shape.length === 0) return "×";
  const alike = relation === "elementwise" && String(upstream.shape) === String(shape);
  return alike ? "⊙" : SIGNS.get(relation) ?? "·";
}

/**
 * @param {ContributeStep} step
 * @param {Local | null} local null while its explanation is on its way: of numbers it is their quotient
 * @returns {Factor | null} null where nothing is known of it
 */
export function factorOf(step, local) {
  const { upstream, contribution } = step;
  if (local && isMoved(local)) return { sign: "→", text: local.text, first: false };
  if (local) {
    const text = local.tensor && isNumber(local.tensor) ? number(entryOf(local.tensor), DIGITS) : local.text;
    return { sign: signOf(step, local), text, first: local.relation === "left" };
  }
  if (!isNumber(upstream) || !isNumber(contribution)) return null;
  const quotient = toNumber(entryOf(contribution)) / toNumber(entryOf(upstream));
  return Number.isFinite(quotient) ? { sign: "×", text: number(quotient, DIGITS), first: false } : null;
}

/** @param {Tensor} scalar @returns {Entry} */
export function entryOf({ data }) {
  return /** @type {Entry} */ (data);
}
