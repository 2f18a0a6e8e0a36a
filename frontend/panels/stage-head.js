/** Over the graph: the readings of a run as tabs, and where the reader is among its groups. */

import { html, useEffect, useRef } from "preact";
import { served } from "../service/api.js";
import { Icon } from "./icons.js";
import { READINGS, readingOf } from "./readings.js";
import { Trail } from "./trail.js";

/** @import { Granularity } from "../run/folding.js" */
/** @import { Store } from "../state/store.js" */
/** @import { Reading } from "./readings.js" */

/** @type {Granularity[]} */
const CHOICES = ["lines", "operations"];

/** @param {{store: Store}} props */
export function StageHead({ store }) {
  const shown = readingOf(store.look.reading.value).id;
  return html`
    <${PanelButton} store=${store} name="program" words="the program" letter="p" />
    <div class="stage-tabs" role="tablist" aria-label="Readings of the run">
      ${READINGS.filter(({ offered }) => !offered || offered(store)).map((reading) => html`<${ReadingTab} key=${reading.id} store=${store} reading=${reading} shown=${shown} />`)}
    </div>
    <${Trail} store=${store} />
    ${served && html`<${Pin} store=${store} />`}
    <${Cards} store=${store} />
    <${PanelButton} store=${store} name="inspector" words="the explanation" letter="i" />`;
}

/** One that has nothing to say of the run is dim; the one shown is whole in sight. @param {{store: Store, reading: Reading, shown: string}} props */
function ReadingTab({ store, reading: { id, name, panel, lacks }, shown }) {
  const run = store.run.value;
  const why = run && lacks ? lacks(run) : null;
  const tab = useRef(/** @type {HTMLElement | null} */ (null));
  useEffect(() => {
    if (id === shown) tab.current?.scrollIntoView({ block: "nearest", inline: "nearest" });
  }, [id === shown]);
  return html`<button ref=${tab} role="tab" id=${`tab-${id}`} data-reading=${id} aria-selected=${String(id === shown)}
    aria-controls=${panel ? "reading-view" : "graph-view"} tabindex=${id === shown ? 0 : -1}
    aria-disabled=${String(why !== null)} title=${why ?? undefined}
    onClick=${() => why === null && (store.look.reading.value = id)}
    onKeyDown=${(/** @type {KeyboardEvent} */ event) => moveOn(store, event)}>${name}</button>`;
}

/** What the run is compared with from then on. @param {{store: Store}} props */
function Pin({ store }) {
  const pinned = store.comparing.pinned.value !== null;
  const label = pinned ? "Unpin the run to compare with" : "Pin this run as A, to compare others with it";
  return html`<button class="pin-button" aria-pressed=${String(pinned)} aria-label=${label} title=${`${label} (a)`}
    aria-disabled=${String(!pinned && !store.pinnable.value)} onClick=${() => store.togglePin()}><${Icon} name="pin" /></button>`;
}

/** @param {{store: Store, name: "program" | "inspector", words: string, letter: string}} props */
function PanelButton({ store, name, words, letter }) {
  const open = store.look.panels.value[name];
  const label = `${open ? "Hide" : "Show"} ${words}`;
  return html`<button class=${`panel-button for-${name}`} aria-label=${label} title=${`${label} (${letter})`}
    aria-expanded=${String(open)} aria-controls=${name} onClick=${() => store.look.togglePanel(name)}>
    <${Icon} name=${`panel-${name}`} /></button>`;
}

/**
 * The arrow keys go from tab to tab.
 * @param {Store} store
 * @param {KeyboardEvent} event
 */
function moveOn(store, event) {
  const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  const run = store.run.peek();
  const open = READINGS.filter(({ lacks, offered }) => (!offered || offered(store)) && (!run || !lacks?.(run)));
  if (by === undefined || open.length < 2) return;
  event.preventDefault();
  event.stopPropagation();
  const index = open.findIndex(({ id }) => id === store.look.reading.peek());
  const { id } = open[(index + by + open.length) % open.length];
  store.look.reading.value = id;
  document.getElementById(`tab-${id}`)?.focus();
}

/** What is a card of its own: a line of the program, or each of its operations. @param {{store: Store}} props */
function Cards({ store }) {
  const groups = store.folds.groups.value;
  if (!groups || ![...groups.byId.values()].some(({ kind }) => kind === "line")) return null;
  return html`<div class="segmented" role="group" aria-label="A card for each of the">
    ${CHOICES.map((choice) => html`<button key=${choice} aria-pressed=${String(store.folds.by.value === choice)}
      onClick=${() => store.folds.showBy(choice)}>${choice}</button>`)}
  </div>`;
}
