/**
 * A step as a link names it: where it stands among the steps may change as new kinds of steps are told of, what it is
 * does not. Pure.
 *
 * A number counts the steps of the kinds that links began with, and in a run of those alone it is all there is. In
 * others a step is its pass, kind, and edge or node: "1.hook.n3", and "1.clear.n3.2" for the second such.
 */

import { outlineOf } from "./timeline.js";

/** @import { RunDocument, StepOutline } from "../types.js" */

const COUNTED = new Set(["leaf", "compute", "seed", "contribute", "update"]);

/** What a link says of a step. */
export const ANCHOR = /^(\d{1,7}|\d{1,7}\.[a-z]+\.[ne]\d{1,7}(\.\d{1,7})?)$/;

/**
 * @param {RunDocument} run
 * @param {StepOutline} step
 */
function isCounted(run, step) {
  return COUNTED.has(step.kind) && (step.phase !== "backward" || run.calls?.[step.pass] !== "grad");
}

/** @param {StepOutline} step */
function nameOf({ pass, kind, edge, node }) {
  return `${pass}.${kind}.${edge ?? node}`;
}

/**
 * @param {RunDocument} run
 * @param {number} index of a step
 * @returns {number | string} what a link says of it
 */
export function anchorOf(run, index) {
  const steps = outlineOf(run);
  const step = steps[index];
  if (!step || steps.every((one) => isCounted(run, one))) return index;
  const name = nameOf(step);
  const count = steps.slice(0, index + 1).filter((one) => nameOf(one) === name).length;
  return count > 1 ? `${name}.${count}` : name;
}

/** The step that a link asks for, once the run is there. */
export class Anchor {
  /** @param {number | string} said by the link */
  constructor(said) {
    this.said = said;
  }

  /**
   * @param {RunDocument} run
   * @returns {number} the last step where the run has no such
   */
  indexIn(run) {
    const steps = outlineOf(run);
    const found = typeof this.said === "number"
      ? steps.filter((step) => isCounted(run, step))[this.said]
      : this.#named(steps, this.said);
    return found?.index ?? Math.max(0, steps.length - 1);
  }

  /**
   * @param {readonly StepOutline[]} steps
   * @param {string} said
   */
  #named(steps, said) {
    const [pass, kind, place, count] = said.split(".");
    return steps.filter((step) => nameOf(step) === `${pass}.${kind}.${place}`)[Number(count ?? 1) - 1];
  }
}
