/** On the card of a node: why an entry of its gradient is what it is, link by link to its origin. */

import { html } from "preact";
import { useState } from "preact";
import { entryName } from "../run/spots.js";
import { whysOf } from "../service/whys.js";
import { Failure } from "./failure.js";

/** @import { Store } from "../state/store.js" */
/** @import { CausalChain, GraphNode } from "../types.js" */

/** Entries that can be asked about; of a larger gradient, the first. */
const MOST = 64;

/** @param {{store: Store, node: GraphNode}} props whose gradient nothing changes any more */
export function Why({ store, node }) {
  const [asked, setAsked] = useState(false);
  const [entry, setEntry] = useState(0);
  const size = node.shape.reduce((product, length) => product * length, 1);
  return html`<details class="why" onToggle=${(/** @type {Event} */ { currentTarget }) =>
    setAsked(/** @type {HTMLDetailsElement} */ (currentTarget).open)}>
    <summary>Why this gradient?</summary>
    ${size > 1 && html`<label class="why-entry">of <select aria-label="Entry of the gradient" value=${entry}
      onChange=${(/** @type {Event} */ { currentTarget }) => setEntry(Number(/** @type {HTMLSelectElement} */ (currentTarget).value))}>
      ${Array.from({ length: Math.min(size, MOST) }, (_, place) => html`<option key=${place} value=${place}>${entryName(node, place)}</option>`)}
    </select>${size > MOST && html` of the first ${MOST}`}</label>`}
    ${asked && size > 0 && html`<${Answer} store=${store} node=${node.id} entry=${entry} of="gradient" />`}
  </details>`;
}

/** @param {{store: Store, node: string, entry: number, of: "value" | "gradient"}} props */
export function Answer({ store, node, entry, of }) {
  const whys = whysOf(store);
  const found = whys.of(`${node} ${entry} ${of}`);
  if (found.state === "coming") return html`<p class="pending">Looking for the cause …</p>`;
  if (found.state === "failed") {
    return html`<${Failure} what="The cause is not here." words=${found.words} onRetry=${() => whys.retry()} />`;
  }
  return found.value.chain && html`<${Links} store=${store} chain=${found.value.chain} />`;
}

/** @param {{store: Store, chain: CausalChain}} props */
function Links({ store, chain }) {
  return html`<p class="why-sentence" role="status">${chain.sentence}</p>
    <ol>${chain.links.map(({ step, at, sentence, origin }, place) => html`<li key=${place} class=${origin ? "origin" : ""}
      data-speaks=${at.node}>
      <button class="chip" onClick=${() => store.seek(step)}>step ${step + 1}</button> <span>${sentence}</span>
    </li>`)}</ol>`;
}
