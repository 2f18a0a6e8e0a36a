/** upstream ⋆ local = downstream, in the order in which the factors stand. */

import { html } from "preact";
import { matrix, number, shape, toNumber } from "../format.js";
import { isMoved, signOf } from "../run/factor.js";
import { TensorTable } from "./tensor.js";

/** @import { Arrays, Origin } from "../service/arrays/arrays.js" */
/** @import { Side } from "../run/spots.js" */
/** @import { ContributeStep, Entry, Local, Tensor } from "../types.js" */

/** Whether the numbers are shown with all their digits. @param {Tensor | null} tensor */
export function isExact(tensor) {
  return tensor === null || matrix(tensor).rows.flat().every((entry) => isExactEntry(/** @type {any} */ (entry)));
}

/** @param {Entry} entry */
export function isExactEntry(entry) {
  const shown = number(entry).replace("−", "-").replace("∞", "Infinity");
  return Object.is(Number(shown) + 0, toNumber(entry) + 0);
}

/** @param {{arrays: Arrays, step: ContributeStep, local: Local}} props */
export function Chain({ arrays, step, local }) {
  const { upstream, contribution } = step;
  const moved = isMoved(local);
  // Copies of one entry are added up.
  const summed = local.relation === "elementwise" && String(upstream.shape) !== String(contribution.shape)
    && upstream.shape.length > 0;
  const equal = [upstream, local.tensor, contribution].every(isExact) ? "=" : "≈";
  const sign = html`<${Sign} sign=${signOf(step, local)} />`;
  const arriving = html`<${Factor} words="upstream" quantity="gradient" tensor=${upstream}
    arrays=${arrays} origin=${{ step: step.index, of: "upstream" }} spot=${{ node: step.node, of: "gradient" }} />`;
  const own = html`<${Factor} words="local" quantity="local" tensor=${local.tensor} text=${local.text}
    sizes=${local.shape} arrays=${arrays} origin=${{ step: step.index, of: "local" }} />`;
  const product = local.relation === "left" ? [own, sign, arriving] : [arriving, sign, own];
  return html`<div class="chain" role="group" aria-label="upstream times local gives downstream">
    ${summed && html`<${Sign} sign="Σ" />`}
    ${moved ? arriving : product}
    <div class="chain-result">
      <${Sign} sign=${moved ? "→" : equal} />
      <${Factor} words="downstream" quantity="gradient" tensor=${contribution} strong=${true}
        arrays=${arrays} origin=${{ step: step.index, of: "contribution" }} spot=${{ node: step.to, of: "gradient" }} />
    </div>
  </div>`;
}

/** @param {{sign: string}} props */
export function Sign({ sign }) {
  return html`<span class="sign">${sign}</span>`;
}

/**
 * @param {{words: string, quantity: "gradient"|"local", tensor: Tensor | null, arrays: Arrays, origin: Origin,
 *   text?: string, sizes?: number[], strong?: boolean, spot?: {node: string, of: Side} | null}} props
 */
export function Factor({ words, quantity, tensor, arrays, origin, text, sizes, strong = false, spot = null }) {
  const dimensions = shape(tensor?.shape ?? sizes ?? []);
  return html`<figure class=${`factor ${quantity}${strong ? " strong" : ""}`} data-speaks=${spot?.node}>
    ${tensor ? html`<${TensorTable} arrays=${arrays} origin=${origin} tensor=${tensor} quantity=${quantity}
      compact=${true} spot=${spot} />`
      : html`<span class="factor-text">${text}</span>`}
    <figcaption>${words}${dimensions && html`<span class="shape">${dimensions}</span>`}</figcaption>
  </figure>`;
}
