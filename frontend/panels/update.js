/** How an update came about: the leaf before, its gradient, the leaf after; and what an optimizer remembers of it. */

import { html } from "preact";
import { shape } from "../format.js";
import { TensorTable } from "./tensor.js";

/** @import { Arrays, Origin } from "../service/arrays/arrays.js" */
/** @import { Quantity } from "./tensor.js" */
/** @import { Timeline } from "../run/timeline.js" */
/** @import { GraphNode, Tensor, UpdateStep } from "../types.js" */

/** @param {{timeline: Timeline, arrays: Arrays, step: UpdateStep}} props */
export function Update({ timeline, arrays, step }) {
  const node = /** @type {GraphNode} */ (timeline.nodes.get(step.node));
  const before = timeline.nodes.get(node.previous ?? "");
  return html`<div class="chain update-chain" role="group" aria-label="before, gradient, after">
    ${before && html`<${Part} words="before" arrays=${arrays} tensor=${before.value} quantity="value"
      origin=${{ node: before.id, of: "value" }} />`}
    ${step.gradient && html`<${Part} words="gradient" arrays=${arrays} tensor=${step.gradient} quantity="gradient"
      origin=${{ step: step.index, of: "gradient" }} />`}
    <span class="sign">→</span>
    <${Part} words="after" arrays=${arrays} tensor=${node.value} quantity="value" strong=${true}
      origin=${{ node: node.id, of: "value" }} />
  </div>
  ${step.state?.map(({ name, before: held, after }) => html`<div class="chain update-chain" key=${name} role="group"
    aria-label=${`${name}, before and after`}>
    ${held && html`<${Part} words=${`${name} before`} tensor=${held} quantity="local" />`}
    <span class="sign">→</span>
    <${Part} words=${`${name} after`} tensor=${after} quantity="local" strong=${true} />
  </div>`)}`;
}

/**
 * @param {{words: string, tensor: Tensor, quantity: Quantity, arrays?: Arrays, origin?: Origin, strong?: boolean}} props
 *   without `arrays`, of a large tensor only its shape is shown
 */
function Part({ words, tensor, quantity, arrays, origin, strong = false }) {
  const sizes = shape(tensor.shape);
  return html`<figure class=${`factor ${quantity}${strong ? " strong" : ""}`}>
    ${tensor.data !== null || arrays
      ? html`<${TensorTable} arrays=${arrays} origin=${origin} tensor=${tensor} quantity=${quantity} compact=${true} />`
      : html`<span class="factor-text">${sizes}</span>`}
    <figcaption>${words}${sizes && html`<span class="shape">${sizes}</span>`}</figcaption>
  </figure>`;
}
