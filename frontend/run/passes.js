/** The passes of a loop that trains, in the steps of its run. Pure. */

/** @import { PassesDocument, Turn } from "../types.js" */

/**
 * @param {readonly Turn[]} loop
 * @param {number} step
 * @returns {number} which turn the step is in: of those before the loop the first, of those behind it the last
 */
export function passOf(loop, step) {
  return Math.max(0, loop.findLastIndex(({ first }) => first <= step));
}

/**
 * @param {readonly Turn[]} loop
 * @param {number} pass
 * @param {number} step
 * @returns {number} the step that does in a pass what this one does in its own, as far as their steps are alike
 */
export function sameStepIn(loop, pass, step) {
  const { first } = loop[passOf(loop, step)];
  const to = loop[pass];
  return Math.min(to.last, to.first + Math.max(0, step - first));
}

/** Where a walk from pass to pass stops: at the same step of each. */
export class PassStops {
  /**
   * @param {readonly Turn[]} loop
   * @param {number} length of the run
   */
  constructor(loop, length) {
    this.loop = loop;
    this.last = length - 1;
  }

  /** @param {number} step */
  next(step) {
    const pass = passOf(this.loop, step);
    if (step < this.loop[0].first) return this.loop[0].first;
    if (pass + 1 < this.loop.length) return sameStepIn(this.loop, pass + 1, step);
    return step < this.loop[pass].last ? this.loop[pass].last : this.last;
  }

  /** @param {number} step */
  previous(step) {
    const pass = passOf(this.loop, step);
    if (step > this.loop[pass].last) return this.loop[pass].last;
    if (pass > 0) return sameStepIn(this.loop, pass - 1, step);
    return step > this.loop[0].first ? this.loop[0].first : 0;
  }

  /** @param {number} step @returns {{from: number, to: number}} what is explained where a walk has stopped */
  around(step) {
    return { from: step, to: step };
  }
}

/**
 * @param {readonly PassesDocument[]} parts in their order
 * @returns {PassesDocument} all of them as one
 */
export function joined(parts) {
  return parts.reduce((all, part) => /** @type {PassesDocument} */ (longer(all, { ...part, from: all.from })));
}

/**
 * Lists become longer, and what is no list is that of the later part.
 * @param {any} all
 * @param {any} part
 * @returns {any}
 */
function longer(all, part) {
  const pairs = Object.entries(part).map(([key, value]) => {
    if (key === "parameters") return [key, value.map((/** @type {any} */ each, /** @type {number} */ place) => longer(all[key][place], each))];
    if (!Array.isArray(value) || key === "shape" || key === "entries") return [key, value];
    return [key, [...all[key], ...value]];
  });
  return Object.fromEntries(pairs);
}

/**
 * A learning rate as the text says it.
 * @typedef {object} Rate
 * @property {string} name
 * @property {number} line counted from 1
 * @property {number} from where the number begins in the text
 * @property {number} to
 * @property {number} value
 */

/** lr = 0.1, SGD(…, lr=0.1), and a number in front of a gradient. */
const RATES = [
  /(?<![\w.])(lr|learning_rate|eta|η|alpha|step_size)\s*=\s*(\d[\d_]*\.?\d*(?:e[-+]?\d+)?|\.\d+(?:e[-+]?\d+)?)(?![\w.])/gi,
  /(?<![\w.])()(\d[\d_]*\.?\d*(?:e[-+]?\d+)?|\.\d+(?:e[-+]?\d+)?)(?=\s*\*\s*[\w.[\]]*\.grad\b)/gi,
];

/**
 * @param {string} source
 * @returns {Rate[]} in the order of the text
 */
export function ratesIn(source) {
  /** @type {Rate[]} */
  const rates = [];
  const code = source.replace(/#.*/g, (comment) => " ".repeat(comment.length));
  for (const form of RATES) {
    for (const found of code.matchAll(form)) {
      const from = found.index + found[0].length - found[2].length;
      const line = source.slice(0, from).split("\n").length;
      rates.push({ name: found[1] || "η", line, from, to: from + found[2].length, value: Number(found[2].replaceAll("_", "")) });
    }
  }
  return rates.filter(({ value }) => value > 0).sort((a, b) => a.from - b.from);
}
