/** Below the graph: what is in sight, the way to what is not, the key to the colours, and the zoom. */

import { html } from "preact";
import { count, number } from "../format.js";
import { COLOURINGS } from "../graph/tints.js";
import { labelOf } from "../run/describe.js";
import { Icon } from "./icons.js";

/** @import { Colouring } from "../graph/tints.js" */
/** @import { GraphView } from "../graph/view.js" */
/** @import { Beacon, Seen, Way } from "../graph/seen.js" */
/** @import { Store } from "../state/store.js" */

/** Names of cards that lie the same way, for a pointer that rests; one stands on the button, of which there are up to four. */
const NAMED = 12;

/** @type {Record<Way, string>} */
const ARROWS = { up: "↑", down: "↓", left: "←", right: "→" };

/** @param {{store: Store, view: GraphView}} props */
export function StageFoot({ store, view }) {
  const seen = view.seen.value;
  if (!store.timeline.value || !seen) return null;
  const follow = store.look.follow.value;
  return html`
    <p class="stage-count">${countWords(seen)}</p>
    <${Colouring} store=${store} view=${view} />
    ${seen.whole ? store.look.colouring.value === "state" && html`<${Legend} />` : html`<${Beacons} store=${store} view=${view} seen=${seen} />`}
    <div class="stage-zoom" role="group" aria-label="View">
      ${!seen.whole && html`<button class="follow" aria-pressed=${String(follow)} title="Follow the current step"
        aria-label="Follow the current step" onClick=${() => (store.look.follow.value = !follow)}><${Icon} name="follow" /></button>`}
      <button aria-label="Zoom out" title="Zoom out" aria-disabled=${String(seen.zoom <= 1)}
        onClick=${() => store.look.zoomBy(-1)}><${Icon} name="minus" /></button>
      <output aria-label="Zoom">${Math.round(seen.zoom * 100)} %</output>
      <button aria-label="Zoom in" title="Zoom in" onClick=${() => store.look.zoomBy(1)}><${Icon} name="plus" /></button>
      <button aria-label="Show the whole graph (f)" title="Show the whole graph (f)"
        onClick=${() => store.fit()}><${Icon} name="fit" /></button>
    </div>`;
}

/** @param {Seen} seen */
function countWords({ cards, all, nodes }) {
  const folded = all < nodes;
  const what = folded ? "cards" : "nodes";
  return html`<b>${cards} of ${all}</b> ${what} in view${folded && html`<span class="folded"> · ${count(nodes, "node")} in all</span>`}`;
}

/** @type {Record<Colouring, string>} */
const COLOURED_BY = { state: "state", value: "value", gradient: "size of ∂" };

/** @param {{store: Store, view: GraphView}} props what the colour of a card stands for, and its place in the order */
function Colouring({ store: { look }, view }) {
  const range = view.notes.tints.value?.range ?? null;
  const chosen = look.colouring.value;
  return html`<div class="stage-colours" role="group" aria-label="On the cards">
    <label><span>colour</span> <select aria-label="Colour of the cards" value=${chosen} onChange=${(/** @type {any} */ event) => (look.colouring.value = event.target.value)}>
      ${COLOURINGS.map((one) => html`<option key=${one} value=${one}>${COLOURED_BY[one]}</option>`)}</select></label>
    ${range && html`<span class=${`ramp ${chosen}`} role="img" aria-label=${`from ${number(range[0])} to ${number(range[1])}${
      chosen === "gradient" ? ", logarithmic" : ", the mean of the entries"}`}><b>${number(range[0])}</b><i></i><b>${number(range[1])}</b></span>`}
    <button class="order-switch" aria-pressed=${String(look.order.value)} title="Number the cards in a topological order: each after all that it is computed of"
      onClick=${() => (look.order.value = !look.order.value)}>1 2 3<span class="unseen"> in order</span></button>
  </div>`;
}

function Legend() {
  return html`<p class="stage-legend" aria-hidden="true"><span class="value">value</span>
    <span class="gradient">∂ gradient</span><span class="positive">positive</span><span class="negative">negative</span></p>`;
}

/** @param {{store: Store, view: GraphView, seen: Seen}} props */
function Beacons({ store, view, seen }) {
  const { step, beacons } = seen;
  return html`<div class="stage-beacons" role="group" aria-label="Out of sight">
    ${step && html`<button class="beacon step" title=${namesOf(store, view, step, NAMED)}
      onClick=${() => (view.flyTo(step.cards), (store.look.follow.value = true))}>${ARROWS[step.way]} this step</button>`}
    ${beacons.map((beacon) => html`<button class="beacon" key=${beacon.way}
      title=${namesOf(store, view, beacon, NAMED)}
      onClick=${() => (view.flyTo(beacon.cards.slice(0, 1)), view.movedByHand())}>
      ${ARROWS[beacon.way]} <bdi>${namesOf(store, view, beacon, 1)}</bdi></button>`)}
  </div>`;
}

/**
 * @param {Store} store
 * @param {GraphView} view
 * @param {Beacon} beacon
 * @param {number} most names; the rest is counted
 */
function namesOf(store, view, { cards }, most) {
  const timeline = store.timeline.peek();
  const closed = view.sheet.peek()?.collapsed.closed;
  const names = cards.slice(0, most).map((id) =>
    closed?.get(id)?.group.name ?? (timeline?.nodes.has(id) ? labelOf(timeline, id) : id));
  return names.join(", ") + (cards.length > most ? ` +${cards.length - most}` : "");
}
