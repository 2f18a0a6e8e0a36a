/** A neuron opened: Σ w·x + b → σ in single numbers, and how it moves back. */

import { html } from "preact";
import { number, toNumber } from "../format.js";
import { folded, placeIn } from "../run/network.js";

/** @import { Entry, NetworkLayer, NeuronTerm } from "../types.js" */
/** @import { Reader } from "./network-numbers.js" */

/**
 * @param {{layer: NetworkLayer, neuron: number, example: number, read: Reader, terms: readonly NeuronTerm[] | null,
 *   onClose: () => void}} props `terms`: its products, once they are here
 */
export function Neuron({ layer, neuron, example, read, terms, onClose }) {
  const z = placeIn(layer.z, example, neuron);
  const [sum, delta] = [read.value(z), read.gradient(z)];
  const bias = placeIn(layer.bias, neuron);
  const a = layer.activation && read.value(placeIn(layer.activation, example, neuron));
  const several = layer.examples > 1;
  const title = `Neuron ${neuron + 1} of layer ${layer.number}${several ? `, example ${example + 1}` : ""}`;
  return html`<section class="neuron" aria-label=${title}>
    <header><h3>${title}</h3><button class="button small" onClick=${onClose}>Close</button></header>
    <p class="neuron-sum">z = Σ <i>w · x</i>${bias && " + b"} = <b class="value" data-number="z">${told(sum)}</b>${
      layer.activation && html`, a = ${layer.function ?? "σ"}(z) = <b class="value" data-number="a">${told(a)}</b>`}.
      Back: δ = ∂L/∂z = <b class="gradient" data-number="delta">${told(delta)}</b>${delta !== null && ", and δ · x goes to each weight"}.</p>
    <div class="neuron-body" tabindex="0" role="region" aria-label="Its terms"><table>
      <thead><tr><th scope="col">input</th><th scope="col">w</th><th scope="col">x</th><th scope="col">w · x</th>
        <th scope="col">δ · x</th><th scope="col">∂w${several && " of all examples"}</th></tr></thead>
      <tbody>${folded(layer.inputs).map((input, row) => {
        if (input === null) return html`<tr key=${row}><td colspan="6">… ${layer.inputs - folded(layer.inputs).length + 1} more</td></tr>`;
        const at = placeIn(layer.weight, neuron, input);
        const [w, x] = [read.value(at), read.value(placeIn(layer.input, example, input))];
        return html`<tr key=${row}><th scope="row">${input + 1}</th><td class="value">${told(w)}</td><td class="value">${told(x)}</td>
          <td class="value">${told(w === null || x === null ? null : terms?.[input]?.product ?? null)}</td><td class="gradient">${told(delta === null || x === null ? null : terms?.[input]?.pull ?? null)}</td>
          <td class="gradient">${told(read.gradient(at))}</td></tr>`;
      })}
      ${bias && html`<tr><th scope="row">b</th><td class="value">${told(read.value(bias))}</td><td></td><td class="value">${told(read.value(bias))}</td>
        <td class="gradient">${told(delta)}</td><td class="gradient">${told(read.gradient(bias))}</td></tr>`}</tbody>
    </table></div>
  </section>`;
}

/** @param {Entry | null} entry */
function told(entry) {
  return entry === null ? "…" : number(toNumber(entry));
}
