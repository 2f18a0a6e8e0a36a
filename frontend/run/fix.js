/** The mistakes of a program, and what a fix makes of its text. Pure. */

import { offsetInLine, offsetsOf } from "./positions.js";

/** @import { Fault, Fix, Problem } from "../types.js" */

/**
 * @param {Problem} problem
 * @returns {readonly Fault[]} the one that stops the program first; none for what is no mistake of the program's
 */
export function faultsOf(problem) {
  return problem.faults ?? [];
}

/**
 * The fault whose fix a key applies: of those in the line the first, else of all.
 * @param {Problem | null} problem
 * @param {number | null} line
 * @returns {Fault | undefined}
 */
export function fixable(problem, line) {
  const found = problem ? faultsOf(problem).filter(({ fix }) => fix !== null) : [];
  return found.find((fault) => line !== null && fault.line <= line && line <= fault.end_line) ?? found[0];
}

/**
 * The lines that a fix changes as it leaves them, cut where the change begins and ends.
 * @param {string} text
 * @param {Fix} fix
 * @returns {[string, string, string]} what stays, what is new, what stays
 */
export function fixedLine(text, { range, text: written }) {
  const lines = text.split("\n");
  const first = lines[range.line - 1] ?? "";
  const last = lines[range.end_line - 1] ?? "";
  const after = written.endsWith("\n") ? "" : last.slice(offsetInLine(last, range.end_column));
  return [first.slice(0, offsetInLine(first, range.column)).trimStart(), written.replace(/\n$/, ""), after];
}

/**
 * The text with all edits made.
 * @param {string} text
 * @param {readonly Fix[]} edits in the order of the text, none over another
 * @returns {string}
 */
export function edited(text, edits) {
  return edits.toReversed().reduce((before, { range, text: written }) => {
    const { from, to } = offsetsOf(before, range);
    return before.slice(0, from) + written + before.slice(to);
  }, text);
}
