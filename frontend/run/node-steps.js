/** The steps in which a node has a part. Pure. */

/** @import { Timeline } from "./timeline.js" */

/** @typedef {"value" | "use" | "receives" | "sends"} Part its value is made, or read; its gradient arrives, or is handed on */
/** @typedef {{step: number, part: Part}} NodeStep */

/**
 * @param {Timeline} timeline
 * @param {string} node
 * @returns {NodeStep[]} in their order
 */
export function stepsOf(timeline, node) {
  const { valueStep, gradientSteps, edgeSteps, leaving, entering } = timeline;
  const at = (/** @type {Part} */ part, /** @type {Iterable<number | undefined>} */ steps) =>
    [...steps].flatMap((step) => (step === undefined ? [] : [{ step, part }]));
  const uses = new Set((leaving.get(node) ?? []).map(({ to }) => valueStep.get(to)));
  const sent = new Set((entering.get(node) ?? []).flatMap(({ id }) => edgeSteps.get(id) ?? []));
  return [
    ...at("value", [valueStep.get(node)]), ...at("use", uses),
    ...at("receives", gradientSteps.get(node) ?? []), ...at("sends", sent),
  ].sort((a, b) => a.step - b.step);
}
