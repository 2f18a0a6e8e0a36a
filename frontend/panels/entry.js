/** A pinned entry: its arithmetic, the entries that it comes from and goes to, and the way by which the reader came. */

import { html } from "preact";
import { number, toNumber } from "../format.js";
import { waysOf } from "../run/spots.js";
import { formulasAt, nameOf, sentenceOf, shownAt } from "../run/entry-words.js";
import { labelOf, originOf } from "../run/describe.js";
import { calledOf } from "../run/names.js";
import { Failure } from "./failure.js";
import { Formula } from "./formula.js";
import { Icon } from "./icons.js";

/** @import { Spot } from "../run/spots.js" */
/** @import { Store } from "../state/store.js" */
/** @import { Known, Timeline } from "../run/timeline.js" */
/** @import { EntryProvenance, GraphNode, ReachedEntries } from "../types.js" */

/** Entries that are listed one by one. */
const MOST = 12;

/** @type {Record<Spot["of"], {from: string, to: string}>} */
const WORDS = {
  value: { from: "Computed from", to: "Used in" },
  gradient: { from: "Arrives from", to: "Goes on to" },
};

/** @param {{store: Store, spot: Spot}} props */
export function EntryCard({ store, spot }) {
  const [timeline, known] = [store.timeline.value, store.known.value];
  const node = timeline?.nodes.get(spot.node);
  if (!timeline || !known || !node) return null;
  const asked = store.asking.of(spot);
  const found = asked.state === "here" ? asked.value : null;
  const { entry, known: isKnown } = shownAt(known, spot);
  return html`<div class="node-card entry-card" data-asked=${`${spot.node} ${spot.of} ${spot.entry}`}>
    <button class="button back-button" onClick=${() => store.asking.unpin()}><${Icon} name="return" /> Unpin (Esc)</button>
    <${Way} store=${store} timeline=${timeline} />
    <p class="where">${spot.of === "value" ? "value" : "gradient"} · ${originOf(node)}</p>
    <h2>${nameOf(timeline, spot)}</h2>
    <p class=${`entry-number scalar ${spot.of}`}>${isKnown ? entry === null ? "" : number(entry, 6) : "not computed yet"}</p>
    <${Sides} store=${store} node=${node} spot=${spot} />
    ${found && isKnown && html`<${Arithmetic} timeline=${timeline} known=${known} spot=${spot} found=${found} />`}
    ${found && html`<${Ways} store=${store} timeline=${timeline} known=${known} spot=${spot} found=${found} />`}
    ${asked.state === "coming" && html`<p class="pending">…</p>`}
    ${asked.state === "failed" && html`<${Failure} what="Where it comes from is not here." words=${asked.words}
      onRetry=${() => store.asking.retry()} />`}
  </div>`;
}

/** @param {{store: Store, timeline: Timeline}} props */
function Way({ store, timeline }) {
  const trail = store.asking.trail.value;
  if (trail.length < 2) return null;
  return html`<nav class="entry-way" aria-label="The way to this entry"><ol>${trail.map((spot, index) => html`
    <li key=${index}>${index === trail.length - 1 ? html`<b>${nameOf(timeline, spot)}</b>`
      : html`<button class="chip" onClick=${() => store.asking.follow(spot)}>${nameOf(timeline, spot)}</button>`}</li>`)}
  </ol></nav>`;
}

/** The other side of the same entry. @param {{store: Store, node: GraphNode, spot: Spot}} props */
function Sides({ store, node, spot }) {
  const side = (/** @type {Spot["of"]} */ of, /** @type {string} */ words) => html`<button
    aria-pressed=${String(spot.of === of)} onClick=${() => store.asking.follow({ ...spot, of })}>${words}</button>`;
  return html`<div class="entry-sides">
    ${node.gradient_state === "computed" && html`<div class="segmented" role="group" aria-label="Value or gradient">
      ${side("value", "value")}${side("gradient", "∂ gradient")}</div>`}
    <button class="chip" onClick=${() => (store.asking.unpin(), store.select(node.id))}>all of <bdi>${calledOf(node)}</bdi></button>
  </div>`;
}

/** @param {{timeline: Timeline, known: Known, spot: Spot, found: EntryProvenance}} props */
function Arithmetic({ timeline, known, spot, found }) {
  const formulas = formulasAt(spot, found, known.step);
  if (formulas.length === 0) return html`<p class="sentence">${sentenceOf(timeline, known, spot, found)}</p>`;
  return html`<section class="mathematics" aria-label="Arithmetic">${formulas.map((formula, index) => html`
    <${Formula} key=${index} formula=${formula} label="The entry with its numbers" />`)}</section>`;
}

/** @param {{store: Store, timeline: Timeline, known: Known, spot: Spot, found: EntryProvenance}} props */
function Ways({ store, timeline, known, spot, found }) {
  const { from, to } = waysOf(spot.of, found, timeline.nodes);
  const words = WORDS[spot.of];
  return html`
    <${Reached} store=${store} timeline=${timeline} known=${known} of=${spot.of} words=${words.from} ways=${from} />
    <${Reached} store=${store} timeline=${timeline} known=${known} of=${spot.of} words=${words.to} ways=${to} />`;
}

/**
 * @param {{store: Store, timeline: Timeline, known: Known, of: Spot["of"], words: string, ways: ReachedEntries[]}} props
 */
function Reached({ store, timeline, known, of, words, ways }) {
  const reached = ways.filter(({ count }) => count > 0);
  if (reached.length === 0) return null;
  return html`<section class="entry-ways" aria-label=${words}><h3>${words}</h3>
    ${reached.map(({ edge, node, places, slopes, count }) => {
      const items = places.map((place, at) => ({ spot: { node, of, entry: place }, slope: slopes?.[at] ?? null }))
        .map((item) => ({ ...item, shown: shownAt(known, item.spot).entry }));
      // What counts most stands first.
      const weight = (/** @type {typeof items[number]} */ { slope, shown }) =>
        Math.abs(toNumber(slope ?? 1) * (shown === null ? 1 : toNumber(shown))) || 0;
      const sorted = [...items].sort((one, other) => weight(other) - weight(one));
      return html`<ul key=${edge}>${sorted.slice(0, MOST).map(({ spot, slope, shown }) => html`<li key=${spot.entry}>
        <button class="entry-link" onClick=${() => store.asking.follow(spot)}
          onMouseEnter=${() => (store.asking.pointed.value = spot)} onMouseLeave=${() => (store.asking.pointed.value = null)}
          onFocus=${() => (store.hover.value = node)} onBlur=${() => (store.hover.value = null)}>
          <bdi>${nameOf(timeline, spot)}</bdi>${shown !== null && html` <b class=${of}>${number(shown)}</b>`}
          ${slope !== null && html`<span class="slope"> slope ${number(slope)}</span>`}
        </button></li>`)}
        ${count > MOST && html`<li class="more">and ${count - MOST} more of <bdi>${labelOf(timeline, node)}</bdi></li>`}
      </ul>`;
    })}
  </section>`;
}
