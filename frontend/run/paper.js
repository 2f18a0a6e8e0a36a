/** A derivation at a step, and as text for a paper of one's own. Pure. */

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
