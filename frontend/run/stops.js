/** Where a walk through the steps of a run stops: after each turn of a node, or after each line. Pure. */

/** @import { StepOutline } from "../types.js" */
/** @import { Group, Groups } from "./groups.js" */
/** @import { Timeline } from "./timeline.js" */

export class Stops {
  /** @param {readonly number[]} ends the last step of each stretch, ascending; that of the run is the last */
  constructor(ends) {
    this.ends = ends;
  }

  /** How many there are. */
  get count() {
    return this.ends.length;
  }

  /**
   * @param {number} step
   * @returns {number} which of them the step belongs to, from 0
   */
  indexOf(step) {
    return Math.min(this.count - 1, countUpTo(this.ends, step - 1));
  }

  /**
   * @param {number} step
   * @returns {{from: number, to: number}} the stretch that the step is in, both included
   */
  around(step) {
    const index = countUpTo(this.ends, step - 1);
    return { from: (this.ends[index - 1] ?? -1) + 1, to: this.ends[index] ?? step };
  }

  /**
   * @param {number} step
   * @returns {number} the end of the next stretch that ends behind the step; of none, the last
   */
  next(step) {
    return this.ends[countUpTo(this.ends, step)] ?? this.ends.at(-1) ?? 0;
  }

  /**
   * @param {number} step
   * @returns {number} the end of the stretch before the one that the step is in
   */
  previous(step) {
    return this.ends[countUpTo(this.ends, step - 1) - 1] ?? 0;
  }
}

/**
 * The leaves given one after the other are a turn, and what one node hands on.
 * @param {readonly StepOutline[]} outline
 * @returns {Stops}
 */
export function turnStops(outline) {
  return stopsWhere(outline, (step, next) => step.kind === next.kind && (step.kind === "leaf" || step.node === next.node));
}

/**
 * What one execution of a line makes, or hands on. A line whose group is closed takes what it calls along; of one that
 * is open the functions it calls stop at lines of their own.
 * @param {Timeline} timeline
 * @param {Groups} groups
 * @param {ReadonlySet<string>} open ids of groups
 * @returns {Stops}
 */
export function lineStops({ nodes, outline }, { root }, open) {
  /** @type {Map<number, string>} by line of the run: the outermost closed line around it */
  const closed = new Map();
  /** @param {Group} group @param {string | null} around */
  const visit = (group, around) => {
    for (const item of [...group.items, ...group.leaves]) {
      if (typeof item !== "string") {
        visit(item, around ?? (item.line && !open.has(item.id) ? item.id : null));
        continue;
      }
      const line = nodes.get(item)?.line;
      if (around !== null && line != null) closed.set(line, around);
    }
  };
  visit(root, null);
  const keys = outline.map((step) => {
    if (step.kind === "seed") return "seed";
    if (step.phase === "gradient") return `${step.kind} ${step.source?.line}`;
    const line = nodes.get(step.node)?.line;
    return line == null ? step.node : (closed.get(line) ?? String(line));
  });
  return stopsWhere(outline, (step, next) =>
    step.phase === next.phase && step.pass === next.pass && keys[step.index] === keys[next.index]);
}

/**
 * @param {readonly StepOutline[]} outline
 * @param {(step: StepOutline, next: StepOutline) => boolean} goesOn
 */
function stopsWhere(outline, goesOn) {
  const isEnd = (/** @type {number} */ index) => index + 1 === outline.length || !goesOn(outline[index], outline[index + 1]);
  return new Stops(outline.map(({ index }) => index).filter(isEnd));
}

/**
 * How many of the ascending numbers are at most `bound`.
 * @param {readonly number[]} ascending
 * @param {number} bound
 */
export function countUpTo(ascending, bound) {
  let low = 0;
  let high = ascending.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (ascending[middle] <= bound) low = middle + 1;
    else high = middle;
  }
  return low;
}
