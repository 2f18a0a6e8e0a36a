/** Above the graph: what is picked to become one card, and the cards that a reader has made of several. */

import { html, useState } from "preact";
import { count } from "../format.js";
import { calledOf } from "../run/names.js";
import { foldable } from "../run/own-groups.js";
import { foldsOf } from "../service/fold-jacobians.js";
import { Failure } from "./failure.js";
import { JacobianMatrix } from "./jacobian-matrix.js";

/** @import { Store } from "../state/store.js" */
/** @import { GraphNode } from "../types.js" */

/** @param {{store: Store}} props */
export function FoldBar({ store }) {
  const run = store.run.value;
  const picked = [...store.folds.picked.value];
  const own = store.folds.own.value;
  const [open, setOpen] = useState(/** @type {string | null} */ (null));
  if (!run) return null;
  const found = foldable(run, picked);
  return html`<div class="fold-bar" role="region" aria-label="Operations as one">
    ${picked.length > 0 && html`<p><b>${count(picked.length, "card")} picked</b>
      ${found.output ? html`<button class="button small primary" onClick=${() => store.folds.foldPicked(run)}>Fold into one</button>` : html`<span>${found.why}</span>`}
      <button class="button small" onClick=${() => (store.folds.picked.value = new Set())}>Clear</button></p>`}
    ${own.map((ids) => {
      const { output } = foldable(run, ids);
      const key = ids.join(",");
      return output && html`<p key=${key}><b><bdi>${calledOf(output)}</bdi></b> <span>${ids.length} operations in one</span>
        <button class="button small" aria-expanded=${String(open === key)} onClick=${() => setOpen(open === key ? null : key)}>Its Jacobian</button>
        <button class="button small" onClick=${() => store.folds.unfoldOwn(ids)}>Unfold</button></p>
        ${open === key && html`<${Matrices} store=${store} nodes=${key} />`}`;
    })}
  </div>`;
}

/** @param {{store: Store, nodes: string}} props */
function Matrices({ store, nodes }) {
  const folds = foldsOf(store);
  const found = folds.of(nodes);
  const node = (/** @type {string} */ id) => /** @type {GraphNode} */ (store.timeline.value?.nodes.get(id));
  if (found.state === "failed") return html`<${Failure} what="The Jacobian is not here." words=${found.words} onRetry=${() => folds.retry()} />`;
  if (found.state === "coming") return html`<p class="pending" role="status">The Jacobian is on its way …</p>`;
  const { output, inputs, sentence } = found.value;
  const known = inputs.filter(({ matrix }) => matrix !== null);
  return html`<p>${sentence}</p>
    <div class="fold-matrices" tabindex="0" role="group" aria-label="Jacobians">${known.map(({ node: id, shape, matrix }) =>
      html`<${JacobianMatrix} key=${id} name=${`∂${calledOf(node(output))}/∂${calledOf(node(id))}`} matrix=${matrix} shape=${shape}
        result=${node(output)} input=${node(id)} />`)}</div>`;
}
