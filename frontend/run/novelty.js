/**
 * What a run shows for the first time: a kind of step, an operation, and three things worth stopping at: a value with
 * several uses whose gradients add, a gradient that is exactly 0, and an input that is stretched to the shape of another.
 */

import { labelOf } from "./describe.js";
import { shape } from "../format.js";

/** @import { StepOutline, Tensor } from "../types.js" */
/** @import { Timeline } from "./timeline.js" */

export class Novelty {
  /** @param {Timeline} timeline */
  constructor(timeline) {
    this.timeline = timeline;
    /** @type {Set<number>} the first step of each kind, and of each kind with each operation */
    this.firsts = new Set();
    /** @type {number | undefined} the step that adds the second of several gradients of a value */
    this.fanOut = undefined;
    /** @type {{step: number, stretched: string} | null} */
    this.broadcast = null;
    /** @type {number | undefined} of the steps that have been here */
    this.zero = timeline.run.steps.find((step) => step.kind === "contribute" && isZero(step.contribution))?.index;
    const known = new Set();
    for (const step of timeline.outline) {
      const op = `${step.kind} ${timeline.nodes.get(step.node)?.op}`;
      if (!known.has(op)) this.firsts.add(step.index);
      known.add(op);
      if (step.kind === "contribute" && step.received === 2) this.fanOut ??= step.index;
      if (step.kind === "compute") this.broadcast ??= this.#broadcastIn(step);
    }
  }

  /** @param {StepOutline} step */
  #broadcastIn({ index, node }) {
    const { nodes } = this.timeline;
    const made = nodes.get(node);
    // The shapes of a product may look like those of a broadcast.
    if (!made?.entrywise || made.inputs.length < 2) return null;
    const inputs = made.inputs.flatMap((id) => nodes.get(id) ?? []);
    const { shape: whole } = made.value;
    if (!inputs.every(({ value }) => stretches(value.shape, whole))) return null;
    if (!inputs.some(({ value }) => String(value.shape) === String(whole))) return null;
    const small = inputs.find(({ value, role }) =>
      String(value.shape) !== String(whole) && (role !== "constant" || value.shape.length > 0));
    return small ? { step: index, stretched: small.id } : null;
  }

  /**
   * @param {number} from
   * @param {number} to both included
   * @returns {boolean} one of the steps is the first of its kind, or with its operation
   */
  isNew(from, to) {
    for (let step = from; step <= to; step++) if (this.firsts.has(step)) return true;
    return false;
  }

  /**
   * @param {number} step
   * @returns {string | null} what is new in it and worth stopping at, as a sentence
   */
  worthAStop(step) {
    const { timeline } = this;
    const { kind, node, to } = timeline.outline[step];
    if (kind === "contribute" && this.zero === undefined) {
      const whole = timeline.stepAt(step);
      if (whole?.kind === "contribute" && isZero(whole.contribution)) this.zero = step;
    }
    const receiver = to ? labelOf(timeline, to) : "";
    if (step === this.fanOut) return `The first fan-out: ${receiver} has several uses, and their gradients add.`;
    if (step === this.zero) return `The first gradient that is exactly 0: ${receiver} gets nothing from ${labelOf(timeline, node)}.`;
    if (step !== this.broadcast?.step) return null;
    const { value, label } = /** @type {import("../types.js").GraphNode} */ (timeline.nodes.get(this.broadcast.stretched));
    const whole = /** @type {import("../types.js").GraphNode} */ (timeline.nodes.get(node)).value.shape;
    const small = value.shape.length === 0 ? "a number" : shape(value.shape);
    return `The first broadcast: ${label}, ${small}, is repeated to ${shape(whole)}.`;
  }
}

/** @param {readonly number[]} sizes @param {readonly number[]} whole */
function stretches(sizes, whole) {
  const start = whole.length - sizes.length;
  return start >= 0 && sizes.every((size, index) => size === 1 || size === whole[start + index]);
}

/** @param {Tensor} tensor */
function isZero({ summary: { min, max, nonfinite }, shape: sizes }) {
  return min === 0 && max === 0 && nonfinite === 0 && !sizes.includes(0);
}
