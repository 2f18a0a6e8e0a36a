/** Below the graph: what is in sight, the way to what is not, the key to the colours, and the zoom. */

import { html } from "preact";
import { count } from "../format.js";
import { labelOf } from "../run/describe.js";
import { Icon } from "./icons.js";

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
  const follow = store.follow.value;
  return html`
    <p class="stage-count">${countWords(seen)}</p>
    ${seen.whole ? html`<${Legend} />` : html`<${Beacons} store=${store} view=${view} seen=${seen} />`}
    <div class="stage-zoom" role="group" aria-label="View">
      ${!seen.whole && html`<button class="follow" aria-pressed=${String(follow)} title="Follow the current step"
        aria-label="Follow the current step" onClick=${() => (store.follow.value = !follow)}><${Icon} name="follow" /></button>`}
      <button aria-label="Zoom out" title="Zoom out" aria-disabled=${String(seen.zoom <= 1)}
        onClick=${() => store.zoomBy(-1)}><${Icon} name="minus" /></button>
      <output aria-label="Zoom">${Math.round(seen.zoom * 100)} %</output>
      <button aria-label="Zoom in" title="Zoom in" onClick=${() => store.zoomBy(1)}><${Icon} name="plus" /></button>
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

function Legend() {
  return html`<p class="stage-legend" aria-hidden="true"><span class="value">value</span>
    <span class="gradient">∂ gradient</span><span class="positive">positive</span><span class="negative">negative</span></p>`;
}

/** @param {{store: Store, view: GraphView, seen: Seen}} props */
function Beacons({ store, view, seen }) {
  const { step, beacons } = seen;
  return html`<div class="stage-beacons" role="group" aria-label="Out of sight">
    ${step && html`<button class="beacon step" title=${namesOf(store, view, step, NAMED)}
      onClick=${() => (view.flyTo(step.cards), (store.follow.value = true))}>${ARROWS[step.way]} this step</button>`}
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
