/** What the run marks in the program's text: the current lines, the line under the pointer, the values at line ends. */

import { gradedAt, verdictsByLine } from "../run/checks.js";
import { spanOf } from "../run/lines.js";
import { lineValues } from "./line-values.js";

/** @import { Store } from "../state/store.js" */
/** @import { Verdict } from "../run/checks.js" */
/** @import { Timeline } from "../run/timeline.js" */
/** @import { GraphNode } from "../types.js" */
/** @import { LineValue } from "./line-values.js" */

/**
 * @typedef {object} Marks
 * @property {{from: number, to: number, phase: string} | null} current lines
 * @property {{from: number, to: number} | null} lit lines
 * @property {Map<number, LineValue>} values by line
 * @property {Map<number, Verdict>} verdicts on gradients by hand, by line
 */

/** @type {Marks} */
export const NO_MARKS = { current: null, lit: null, values: new Map(), verdicts: new Map() };

/**
 * Nothing, while the text is not the one that ran.
 * @param {Store} store
 * @param {Map<number, GraphNode[]>} lines
 * @param {ReadonlySet<string>} folded leaves whose literals are folded
 * @returns {Marks}
 */
export function marksNow(store, lines, folded) {
  const timeline = store.timeline.value;
  const known = store.known.value;
  if (!timeline || !known || timeline.run.source !== store.program.source.value) return NO_MARKS;
  const step = timeline.outline[known.step];
  const span = spanOf(timeline, step);
  return {
    current: span ? { from: span.line, to: span.end_line, phase: step.phase } : null,
    lit: litLines(store, timeline),
    values: lineValues(lines, known, folded),
    verdicts: verdictsByLine(gradedAt(timeline.run.checks, known.step)),
  };
}

/**
 * @param {Marks} one
 * @param {Marks} other
 * @returns {boolean} whether the text looks the same with both
 */
export function sameMarks(one, other) {
  const alike = one.current?.from === other.current?.from && one.current?.to === other.current?.to
    && one.current?.phase === other.current?.phase && one.lit?.from === other.lit?.from && one.lit?.to === other.lit?.to
    && one.values.size === other.values.size && one.verdicts.size === other.verdicts.size
    && [...one.verdicts].every(([line, verdict]) => other.verdicts.get(line) === verdict);
  return alike && [...one.values].every(([line, { value, gradient }]) => {
    const there = other.values.get(line);
    return there?.value === value && there.gradient === gradient;
  });
}

/**
 * The line of the gate or of the card that is pointed at, or of the node that is spoken of, and else the one that is pointed at itself.
 * @param {Store} store
 * @param {Timeline} timeline
 */
function litLines(store, timeline) {
  const card = store.gate.value ?? store.hover.value ?? store.spoken.value?.[0] ?? "";
  const line = store.folds.groups.value?.byId.get(card)?.line ?? store.folds.groups.value?.lines.get(card);
  if (line) return { from: line.number, to: line.end };
  const span = timeline.nodes.get(card)?.source;
  if (span) return { from: span.line, to: span.end_line };
  const pointed = store.hoverLine.value;
  return pointed === null ? null : { from: pointed, to: pointed };
}
