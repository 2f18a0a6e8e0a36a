/** Composite operations: the buttons that take one apart, and make it one node again. */

import { html } from "preact";
import { served } from "../service/api.js";
import { unfoldedOperation } from "../run/counterparts.js";
import { Icon } from "./icons.js";

/** @import { Store } from "../state/store.js" */
/** @import { GraphNode, RunDocument } from "../types.js" */

/** @typedef {{unfold: (op: string) => Promise<void>, fold: (op: string) => Promise<void>}} Unfolding */

/** @param {{run: RunDocument, node: GraphNode, unfolding: Unfolding}} props */
export function Parts({ run, node, unfolding }) {
  const around = unfoldedOperation(run, node);
  // Without keys the button that was pressed stays, and with it the focus, while its words change.
  const buttons = [
    ...(node.composite ? [html`<${Change} verb="unfold" op=${node.op} unfolding=${unfolding} />`] : []),
    ...(around === undefined ? [] : [html`<${Change} verb="fold" op=${around} unfolding=${unfolding} />`]),
  ];
  return served && buttons.length > 0 && html`<div class="parts">${buttons}</div>`;
}

/** @param {{store: Store, unfolding: Unfolding}} props */
export function Unfolded({ store, unfolding }) {
  const ops = store.program.unfold.value;
  const engines = store.stale.value ? [] : (store.run.value?.engines ?? []);
  return served && ops.length + engines.length > 0 && html`<div class="parts" role="group" aria-label="Unfolded operations">
    ${engines.map(({ name }) => html`<${Change} key=${name} verb="unfold" op=${name} unfolding=${unfolding}
      title=${`Take ${name} for a plain class: its objects are no nodes`} />`)}
    ${ops.map((op) => html`<${Change} key=${op} verb="fold" op=${op} unfolding=${unfolding} />`)}
  </div>`;
}

/** @param {{verb: "unfold" | "fold", op: string, unfolding: Unfolding, title?: string}} props */
function Change({ verb, op, unfolding, title }) {
  const words = verb === "unfold" ? "Unfold" : "Fold";
  const shown = verb === "unfold" ? "the operations it is made of" : "one node";
  return html`<button class="button small" title=${title ?? `Show every ${op} as ${shown}`} onClick=${() => unfolding[verb](op)}>
    <${Icon} name=${verb} /> ${words} ${op}</button>`;
}
