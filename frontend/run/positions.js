/** Between the places of the API (lines and columns from 1, in characters) and the offsets of the editor. Pure. */

/** @import { Problem, Range } from "../types.js" */

/**
 * A column counts characters, a string UTF-16 units.
 * @param {string} line
 * @param {number} column from 1
 */
export function offsetInLine(line, column) {
  return Array.from(line).slice(0, column - 1).join("").length;
}

/**
 * @param {string} text
 * @param {number} line
 * @param {number} column
 */
function offsetAt(text, line, column) {
  const lines = text.split("\n");
  const index = Math.min(line, lines.length) - 1;
  const before = lines.slice(0, index).reduce((sum, one) => sum + one.length + 1, 0);
  return before + offsetInLine(lines[index], column);
}

/**
 * @param {string} text
 * @param {Range} range which may be empty
 */
export function offsetsOf(text, { line, column, end_line: endLine, end_column: endColumn }) {
  return { from: offsetAt(text, line, column), to: offsetAt(text, endLine, endColumn) };
}

/**
 * The range a problem underlines: at least one character wide, inside the document; null when it names no place.
 * @param {string} text
 * @param {Pick<Problem, "line"|"column"|"end_line"|"end_column">} place
 * @returns {{from: number, to: number} | null}
 */
export function rangeOf(text, { line, column, end_line: endLine, end_column: endColumn }) {
  if (line == null) return null;
  const from = offsetAt(text, line, column ?? 1);
  const to = endLine == null || endColumn == null ? from : offsetAt(text, endLine, endColumn);
  if (to > from) return { from, to };
  return from < text.length && text[from] !== "\n" ? { from, to: from + 1 } : { from: Math.max(0, from - 1), to: from };
}
