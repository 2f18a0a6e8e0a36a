/** The bar at the bottom: time, by button, by key and by hand. */

import { html, signal } from "preact";
import { SPEEDS } from "../state/clock.js";
import { Icon } from "./icons.js";
import { comingStep } from "./next.js";
import { Track } from "./track.js";

/** @import { Explanations } from "../service/explanations.js" */
/** @import { StepSize, Store } from "../state/store.js" */

/** On a phone: whether what stands aside there is shown, too. */
const more = signal(false);

/** @param {{store: Store, explanations: Explanations}} props */
export function Transport({ store, explanations }) {
  const timeline = store.timeline.value;
  const step = store.step.value;
  const length = timeline?.length ?? 0;
  const size = store.stepSize.value;
  const stops = size === "line" ? store.lineStops.value : null;
  const [at, count] = [stops?.indexOf(step) ?? step, stops?.count ?? length];
  const playing = store.playing.value;
  const atStart = step === 0;
  const atEnd = step >= length - 1;
  return html`
    <div class=${`transport-buttons ${more.value ? "more" : ""}`} role="group" aria-label="Step">
      <${Control} name="first" words="First step (Home)" off=${atStart} act=${() => store.first()} />
      <${Control} name="back" words="Back (←)" off=${atStart} act=${() => store.back(size)} />
      <button class="button play" aria-label=${playing ? "Pause" : "Play"} title="Space" disabled=${length < 2}
        onClick=${() => store.togglePlaying()}><${Icon} name=${playing ? "pause" : "play"} /></button>
      <${Forward} store=${store} explanations=${explanations} off=${atEnd} />
      <${Control} name="last" words="Last step (End)" off=${atEnd} act=${() => store.last()} />
      <button class="button square more-switch" aria-label="More of the controls" aria-expanded=${String(more.value)}
        onClick=${() => (more.value = !more.value)}><${Icon} name="more" /></button>
    </div>
    ${timeline
      ? html`<${Track} store=${store} explanations=${explanations} timeline=${timeline} stops=${stops} />`
      : html`<div class="track"></div>`}
    <p class="counter"><b>${count === 0 ? 0 : at + 1}</b> / ${count}</p>
    <div class="segmented" role="group" aria-label="Step size">
      <${SizeButton} store=${store} size="edge" title="A step is one contribution over one edge" />
      <${SizeButton} store=${store} size="node" title="A step is a node with all its edges" />
      <${SizeButton} store=${store} size="line" title="A step is a line of the program" />
      ${(timeline?.run.loop?.length ?? 0) > 0 && html`<${SizeButton} store=${store} size="pass" title="A step is the same place in the next pass of the loop" />`}
    </div>
    <button class="button square" aria-pressed=${String(store.stopsAtNew.value)} aria-label="Stop at what is new"
      title="Playing stops at the first fan-out, the first gradient that is exactly 0 and the first broadcast"
      onClick=${() => (store.stopsAtNew.value = !store.stopsAtNew.peek())}><${Icon} name="stop-at-new" /></button>
    <select class="button speed" aria-label="Speed" title="Speed" value=${String(store.speed.value)}
      onChange=${(/** @type {any} */ event) => (store.speed.value = Number(event.target.value))}>
      ${SPEEDS.map((speed) => html`<option key=${speed} value=${String(speed)}>${speed}×</option>`)}
    </select>`;
}

/** @param {{name: string, words: string, off: boolean, act: () => void}} props */
function Control({ name, words, off, act }) {
  // A disabled button would lose the focus that pressed it.
  return html`<button class="button square" aria-label=${words} title=${words} aria-disabled=${String(off)}
    onClick=${() => off || act()}>
    <${Icon} name=${name} />
  </button>`;
}

/** Where there is room for a thumb on a phone, it says what comes. @param {{store: Store, explanations: Explanations, off: boolean}} props */
function Forward({ store, explanations, off }) {
  const timeline = store.timeline.value;
  const coming = timeline && comingStep(store, explanations, timeline);
  return html`<button class=${`button square onward ${coming?.phase ?? ""}`} title="Forward (→)" aria-disabled=${String(off)}
    aria-label=${`Forward (→)${coming ? `: ${coming.title}` : ""}`} onClick=${() => off || store.forward(store.stepSize.peek())}>
    <${Icon} name="forward" /><span class="coming">${coming?.title}</span>
  </button>`;
}

/** @param {{store: Store, size: StepSize, title: string}} props */
function SizeButton({ store, size, title }) {
  const pressed = String(store.stepSize.value === size);
  const choose = () => (store.stepSize.value = size);
  return html`<button title=${title} aria-pressed=${pressed} onClick=${choose}>${size}</button>`;
}
