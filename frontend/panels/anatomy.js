/** What a node is made of: its rule, what it keeps for the backward pass, and what that costs. */

import { html } from "preact";
import { count } from "../format.js";
import { served } from "../service/api.js";
import { operationOf } from "../service/operations.js";
import { labelOf } from "../run/describe.js";

/** @import { GraphNode } from "../types.js" */
/** @import { Timeline } from "../run/timeline.js" */

/** Bytes of an entry, by the end of the name of its dtype. */
const BYTES = /** @type {const} */ ([["bool", 1], ["16", 2], ["32", 4], ["64", 8], ["8", 1]]);

/** @param {{timeline: Timeline, node: GraphNode}} props of an operation */
export function Anatomy({ timeline, node }) {
  const operation = served ? operationOf(node.op) : null;
  if (!operation) return null;
  const entries = entriesOf(node.shape);
  const inner = operation.fits === "inner" ? timeline.nodes.get(node.inputs.at(-2) ?? "")?.shape.at(-1) : undefined;
  return html`<section class="anatomy" aria-label="Anatomy">
    <h3>Anatomy</h3>
    <dl class="facts">
      <dt>rule</dt><dd>${operation.words}</dd>
      <dt>keeps</dt><dd>${node.requires_grad ? keptWords(timeline, node, operation.saves) : "nothing: no gradient is asked for"}</dd>
      <dt>result</dt><dd>${count(entries, "number")}, ${count(entries * bytesOf(node.dtype), "byte")}${
        inner !== undefined && `; ${count(entries * inner, "product")}`}</dd>
    </dl>
  </section>`;
}

/**
 * @param {Timeline} timeline
 * @param {GraphNode} node
 * @param {string} saves as the catalogue says it
 */
function keptWords(timeline, node, saves) {
  if (saves === "nothing") return "nothing of what it has met";
  if (saves !== "inputs" && saves !== "output") return saves;
  const kept = saves === "output" ? [node] : [...new Set(node.inputs)].flatMap((id) => timeline.nodes.get(id) ?? []);
  const bytes = kept.reduce((sum, { shape, dtype }) => sum + entriesOf(shape) * bytesOf(dtype), 0);
  const names = kept.map(({ id }, index) => html`${index > 0 && ", "}<bdi class="name">${labelOf(timeline, id)}</bdi>`);
  return html`${saves === "output" ? "its own result" : names} for the backward pass, ${count(bytes, "byte")}`;
}

/** @param {readonly number[]} shape */
function entriesOf(shape) {
  return shape.reduce((product, length) => product * length, 1);
}

/** @param {string} dtype */
function bytesOf(dtype) {
  return BYTES.find(([end]) => dtype.endsWith(end))?.[1] ?? 8;
}
