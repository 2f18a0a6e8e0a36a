/** What the run marks in the program's text: the current lines, the line under the pointer, the values at line ends. */

import { lineValues } from "./line-values.js";

/** @import { Store } from "../state/store.js" */
/** @import { GraphNode } from "../types.js" */
/** @import { LineValue } from "./line-values.js" */

/**
 * @typedef {object} Marks
 * @property {{from: number, to: number, phase: string} | null} current lines
 * @property {number | null} lit a line
 * @property {Map<number, LineValue>} values by line
 */

/** @type {Marks} */
const NO_MARKS = { current: null, lit: null, values: new Map() };

/**
 * Nothing, while the text is not the one that ran.
 * @param {Store} store
 * @param {Map<number, GraphNode[]>} lines
 * @returns {Marks}
 */
export function marksNow(store, lines) {
  const timeline = store.timeline.value;
  const known = store.known.value;
  if (!timeline || !known || timeline.run.source !== store.source.value) return NO_MARKS;
  const step = timeline.outline[known.step];
  const span = step.source ?? timeline.nodes.get(step.node)?.source;
  return {
    current: span ? { from: span.line, to: span.end_line, phase: step.phase } : null,
    lit: timeline.nodes.get(store.hover.value ?? "")?.source?.line ?? store.hoverLine.value,
    values: lineValues(lines, known),
  };
}
