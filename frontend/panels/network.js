/** The network: the dense layers of the run as columns of neurons, with the numbers of one example at the step. */

import { html, useEffect, useRef, useState } from "preact";
import { number, toNumber } from "../format.js";
import { columnsOf, networkIn, networkText, passShown } from "../run/network.js";
import { receiverOf } from "../run/timeline.js";
import { networksOf } from "../service/networks.js";
import { Failure } from "./failure.js";
import { NetworkDrawing } from "./network-drawing.js";
import { Neuron } from "./neuron.js";
import { readerOf } from "./network-numbers.js";
import { calledOf } from "../run/names.js";

/** @import { Arrays } from "../service/arrays/arrays.js" */
/** @import { Store } from "../state/store.js" */
/** @import { NetworkDocument } from "../types.js" */

/** @param {{store: Store, arrays: Arrays}} props */
export function Network({ store, arrays }) {
  const before = useRef(/** @type {NetworkDocument | null} */ (null));
  const [timeline, known] = [store.timeline.value, store.known.value];
  if (!timeline || !known) return null;
  if (!timeline.run.network) return html`<p class="training-none">This program computes no dense layer, so there are no neurons to draw.</p>`;
  const networks = networksOf(store);
  const pass = passShown(timeline.outline[known.step]?.pass ?? 0, timeline.run.passes);
  const found = networks.of(String(pass ?? "-"));
  // The layers of the pass before stay until those of the next one are here.
  if (found.state === "here") before.current = found.value;
  if (found.state === "failed") return html`<${Failure} what="The network is not here." words=${found.words} onRetry=${() => networks.retry()} />`;
  const shown = before.current?.run === timeline.run.id ? before.current : null;
  if (!shown) return html`<p class="training-none" role="status">The network is on its way …</p>`;
  return html`<${Layers} key=${shown.run} store=${store} arrays=${arrays} shown=${shown} />`;
}

/** @param {{store: Store, arrays: Arrays, shown: NetworkDocument}} props */
function Layers({ store, arrays, shown }) {
  const look = networkIn(store.look.network.value);
  const turn = (/** @type {Partial<import("../run/network.js").Look>} */ change) => {
    store.look.network.value = networkText({ ...look, ...change });
  };
  const { open } = look;
  const [size, setSize] = useState({ width: 720, height: 520 });
  const box = useRef(/** @type {HTMLElement | null} */ (null));
  useEffect(() => {
    const element = /** @type {HTMLElement} */ (box.current);
    const observer = new ResizeObserver(() => setSize({ width: element.clientWidth, height: element.clientHeight }));
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  const timeline = /** @type {import("../run/timeline.js").Timeline} */ (store.timeline.value);
  const known = /** @type {import("../run/timeline.js").Known} */ (store.known.value);
  const step = timeline.outline[known.step];
  const examples = Math.max(...shown.layers.map((layer) => layer.examples));
  const example = Math.min(look.example, examples - 1);
  const read = readerOf(known, timeline, arrays);
  const back = look.lines === null ? step.phase === "backward" : look.lines === "gradients";
  const opening = open && networksOf(store).of(`${shown.pass ?? "-"} ${example} ${open.layer}:${open.neuron}`);
  const terms = opening?.state === "here" ? opening.value.opened?.terms ?? null : null;
  const target = shown.target === null ? null : timeline.nodes.get(shown.target);
  const loss = target && target.shape.length === 0 ? read.value({ node: target.id, entry: 0 }) : null;
  const opened = open && shown.layers.find((layer) => layer.number === open.layer);
  return html`<div class="network" data-example=${example} data-pass=${shown.pass}>
    <div class="network-bar">
      <span>${shown.sentence}</span>
      ${loss !== null && target && html`<span><bdi>${calledOf(target)}</bdi> <b class="value">${number(toNumber(loss), 4)}</b></span>`}
      ${examples > 1 && html`<label class="network-example">example <select aria-label="Example" value=${example}
        onChange=${(/** @type {any} */ event) => turn({ example: Number(event.currentTarget.value) })}>
        ${Array.from({ length: examples }, (_, each) => html`<option key=${each} value=${each}>${each + 1} of ${examples}</option>`)}
      </select></label>`}
      <div class="segmented" role="group" aria-label="What the lines show">
        ${/** @type {const} */ ([["weights", "w"], ["gradients", "∂w"]]).map(([lines, sign]) => html`<button key=${lines} aria-pressed=${String(back === (lines === "gradients"))}
          title=${`The lines show the ${lines}; pressed again, what the step is about`} onClick=${() => turn({ lines: look.lines === lines ? null : lines })}>${lines} ${sign}</button>`)}
      </div>
    </div>
    <div class="network-canvas" ref=${box}>
      <${NetworkDrawing} columns=${columnsOf(shown.layers)} example=${example} read=${read} size=${size} back=${back}
        phase=${step.phase} active=${new Set([...known.active.nodes, receiverOf(step)])} open=${open}
        onOpen=${(/** @type {number} */ layer, /** @type {number} */ neuron) => turn({
          open: open?.layer === layer && open.neuron === neuron ? null : { layer, neuron } })} />
    </div>
    ${open && opened && html`<${Neuron} layer=${opened} neuron=${open.neuron} example=${Math.min(example, opened.examples - 1)} read=${read}
      terms=${terms} onClose=${() => turn({ open: null })} />`}
    <p class="network-foot">Width = <i>${back ? "|∂w|" : "|w|"}</i>, colour = sign of <i>${back ? "∂w" : "w"}</i>:
      <span class="network-key positive">positive</span> <span class="network-key negative">negative</span>.
      A neuron opens to its sum.</p>
  </div>`;
}
