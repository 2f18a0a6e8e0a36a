/** Over the graph: the readings of a run as tabs, and where the reader is among its groups. */

import { html } from "preact";
import { Icon } from "./icons.js";
import { READINGS } from "./readings.js";
import { Trail } from "./trail.js";

/** @import { Granularity } from "../run/folding.js" */
/** @import { Store } from "../state/store.js" */

/** @type {Granularity[]} */
const CHOICES = ["lines", "operations"];

/** @param {{store: Store}} props */
export function StageHead({ store }) {
  const shown = store.reading.value;
  return html`
    <${PanelButton} store=${store} name="program" words="the program" letter="p" />
    <div class="stage-tabs" role="tablist" aria-label="Readings of the run">
      ${READINGS.map(({ id, name }) => html`<button key=${id} role="tab" id=${`tab-${id}`} data-reading=${id}
        aria-selected=${String(id === shown)} aria-controls="graph-view" tabindex=${id === shown ? 0 : -1}
        onClick=${() => (store.reading.value = id)} onKeyDown=${(/** @type {KeyboardEvent} */ event) => moveOn(store, event)}
        >${name}</button>`)}
    </div>
    <${Trail} store=${store} />
    <${Cards} store=${store} />
    <${PanelButton} store=${store} name="inspector" words="the explanation" letter="i" />`;
}

/** @param {{store: Store, name: "program" | "inspector", words: string, letter: string}} props */
function PanelButton({ store, name, words, letter }) {
  const open = store.panels.value[name];
  const label = `${open ? "Hide" : "Show"} ${words}`;
  return html`<button class=${`panel-button for-${name}`} aria-label=${label} title=${`${label} (${letter})`}
    aria-expanded=${String(open)} aria-controls=${name} onClick=${() => store.togglePanel(name)}>
    <${Icon} name=${`panel-${name}`} /></button>`;
}

/**
 * The arrow keys go from tab to tab.
 * @param {Store} store
 * @param {KeyboardEvent} event
 */
function moveOn(store, event) {
  const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (by === undefined || READINGS.length < 2) return;
  event.preventDefault();
  event.stopPropagation();
  const index = READINGS.findIndex(({ id }) => id === store.reading.peek());
  const { id } = READINGS[(index + by + READINGS.length) % READINGS.length];
  store.reading.value = id;
  document.getElementById(`tab-${id}`)?.focus();
}

/** What is a card of its own: a line of the program, or each of its operations. @param {{store: Store}} props */
function Cards({ store }) {
  const groups = store.groups.value;
  if (!groups || ![...groups.byId.values()].some(({ kind }) => kind === "line")) return null;
  return html`<div class="segmented" role="group" aria-label="A card for each of the">
    ${CHOICES.map((choice) => html`<button key=${choice} aria-pressed=${String(store.by.value === choice)}
      onClick=${() => store.showBy(choice)}>${choice}</button>`)}
  </div>`;
}
