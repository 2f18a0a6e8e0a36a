/** The choice of the entry by which derivatives are taken: a leaf, and of an array one of its entries. */

import { html } from "preact";
import { labelOf } from "../run/describe.js";
import { OFFERED, indexText, seedIn, seedOf, variablesOf } from "../run/seeds.js";

/** @import { Timeline } from "../run/timeline.js" */
/** @import { Store } from "../state/store.js" */

/**
 * @param {{store: Store, timeline: Timeline, words: string, whole?: boolean, onChoose?: () => void}} props `whole`: the
 *   leaf with all of its entries
 */
export function SeedChoice({ store, timeline, words, whole = false, onChoose = () => {} }) {
  const chosen = seedIn(timeline.run, store.look.seed.value);
  if (!chosen) return null;
  const { node, entry } = chosen;
  const count = Math.min(OFFERED, node.shape.reduce((product, size) => product * size, 1));
  /** @param {string} id */
  const choose = (id) => {
    store.look.seed.value = id;
    onChoose();
  };
  return html`<label class="seed-choice">${words}
    <select aria-label=${`${words}: leaf`} value=${node.id} onChange=${(/** @type {any} */ event) => choose(event.target.value)}>
      ${variablesOf(timeline.run).map(({ id }) => html`<option key=${id} value=${id}>${labelOf(timeline, id)}</option>`)}
    </select>
    ${!whole && node.shape.length > 0 && html`<select aria-label=${`${words}: entry`} value=${seedOf(node, entry)}
      onChange=${(/** @type {any} */ event) => choose(event.target.value)}>
      ${Array.from({ length: count }, (_, place) => html`<option key=${place} value=${seedOf(node, place)}
        >${indexText(node.shape, place)}</option>`)}
    </select>`}
  </label>`;
}
