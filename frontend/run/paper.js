/** A derivation at a step, and as text for a paper of one's own. Pure. */

/**
 * How gradients are written: 1/N outside, examples as columns, the layers' names of lecture notes, and the loss's letter.
 * @typedef {{outside: boolean, columns: boolean, layers: boolean, letter: string}} Switches
 */

/** What the loss may be called, with its sign. */
export const LETTERS = new Map([["L", "L"], ["J", "J"], ["E", "E"], ["C", "C"], ["script", "ℒ"], ["ell", "ℓ"], ["name", "as in the program"]]);
/** In an address: those that are on, and the letter where it is not L. */
export const SWITCHES = /^(outside|columns|layers|L|J|E|C|script|ell|name)(,(outside|columns|layers|L|J|E|C|script|ell|name)){0,3}$/;

/** @param {string | null} text as in an address @returns {Switches} */
export function switchesIn(text) {
  const words = text?.split(",") ?? [];
  const on = (/** @type {string} */ word) => words.includes(word);
  return { outside: on("outside"), columns: on("columns"), layers: on("layers"), letter: words.find((word) => LETTERS.has(word)) ?? "L" };
}

/** @param {Switches} switches @returns {string | null} null where they are as at first */
export function switchesText({ outside, columns, layers, letter }) {
  const words = [outside && "outside", columns && "columns", layers && "layers", letter !== "L" && letter];
  return words.filter(Boolean).join(",") || null;
}

/** @import { DerivationDocument, DerivationLine, Formula } from "../types.js" */

/** As what a line stands at a step. @typedef {"reached" | "current" | "ahead"} Standing */

/** Numbers of parameters in a circle, as lecture notes number what they derive. */
const CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳";

/**
 * @param {DerivationLine} line
 * @param {number} step
 * @returns {Standing} the current line is the one that the step belongs to, though its gradient may not be complete
 */
export function standingOf(line, step) {
  if (line.steps.includes(step)) return "current";
  return line.step <= step ? "reached" : "ahead";
}

/** @param {number} parameter from 1 */
export function circled(parameter) {
  return CIRCLED[parameter - 1] ?? `(${parameter})`;
}

/**
 * All lines under one another, aligned at their signs: LaTeX with amsmath, and MathJax.
 * @param {DerivationDocument} paper
 */
export function latexOf({ lines }) {
  const rows = lines.map(({ formula }) => `  ${formula.tex.replace(/ (=|\\approx) /, " &$1 ")}`);
  return `\\begin{align*}\n${rows.join(" \\\\\n")}\n\\end{align*}\n`;
}

/**
 * A numbered list of formulas, which GitHub and Jupyter show alike.
 * @param {DerivationDocument} paper
 */
export function markdownOf({ lines }) {
  return lines.map(({ formula, shapes }) => `$$${formula.tex}$$${shapes ? `\n\n${shapes}` : ""}\n`).join("\n");
}

/**
 * The same as MathML, which word processors and pages of one's own show as it is.
 * @param {DerivationDocument} paper
 * @param {(tex: string) => string} mathOf what TeX is in MathML
 */
export function mathmlOf({ lines }, mathOf) {
  return lines.map(({ formula }) => `${mathOf(formula.tex)}\n`).join("");
}
