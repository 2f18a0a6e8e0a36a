/** What the run marks in the program's text: the current lines, the line under the pointer, the values at line ends. */

import { lineValues } from "./line-values.js";

/** @import { Store } from "../state/store.js" */
/** @import { Timeline } from "../run/timeline.js" */
/** @import { GraphNode } from "../types.js" */
/** @import { LineValue } from "./line-values.js" */

/**
 * @typedef {object} Marks
 * @property {{from: number, to: number, phase: string} | null} current lines
 * @property {{from: number, to: number} | null} lit lines
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
    lit: litLines(store, timeline),
    values: lineValues(lines, known),
  };
}

/**
 * The line of the card that is pointed at, and else the one that is pointed at itself.
 * @param {Store} store
 * @param {Timeline} timeline
 */
function litLines(store, timeline) {
  const card = store.hover.value ?? "";
  const line = store.groups.value?.byId.get(card)?.line ?? store.groups.value?.lines.get(card);
  if (line) return { from: line.number, to: line.end };
  const span = timeline.nodes.get(card)?.source;
  if (span) return { from: span.line, to: span.end_line };
  const pointed = store.hoverLine.value;
  return pointed === null ? null : { from: pointed, to: pointed };
}
