/** On the card of a node: every path to what the gradient is of, with its product; their sum is the gradient. */

import { html, useEffect } from "preact";
import { brief, number } from "../format.js";
import { labelOf } from "../run/describe.js";
import { calledOf } from "../run/names.js";
import { sharedTint } from "../run/tints.js";
import { gradientPathsOf } from "../service/paths.js";
import { Failure } from "./failure.js";

/** @import { Timeline } from "../run/timeline.js" */
/** @import { Store } from "../state/store.js" */
/** @import { GradientPath, GraphNode, PathsDocument } from "../types.js" */

/** @param {{store: Store, node: GraphNode}} props whose gradient is complete */
export function Paths({ store, node }) {
  const timeline = store.timeline.value;
  const gradient = store.known.value?.gradientOf(node.id);
  if (!timeline || !gradient) return null;
  const { targets } = timeline.run;
  const target = targets[timeline.outline[gradient.step].pass];
  if (!target || target === node.id) return null;
  const paths = gradientPathsOf(store);
  const found = paths.of(`${node.id} ${target}`);
  if (found.state === "coming") return null;
  return html`<section class="paths" aria-label=${`Paths from ${calledOf(node)} to ${labelOf(timeline, target)}`}>
    <h3>Paths to <b>${labelOf(timeline, target)}</b></h3>
    ${found.state === "failed" ? html`<${Failure} what="The paths are not here." words=${found.words} onRetry=${() => paths.retry()} />`
      : html`<${Listed} store=${store} timeline=${timeline} found=${found.value} />`}
  </section>`;
}

/** @param {{store: Store, timeline: Timeline, found: PathsDocument}} props */
function Listed({ store, timeline, found }) {
  const left = found.count - found.listed;
  const shown = store.look.ribbons.value;
  useEffect(() => {
    store.paths.value = shown ? found.paths : [];
    return () => void (store.paths.value = []);
  }, [found, shown]);
  return html`<p class="paths-sentence">${found.sentence}</p>
    <button class="button small paths-ribbons" aria-pressed=${String(shown)} title="Along the wires, each path as wide as the size of its product"
      onClick=${() => (store.look.ribbons.value = !shown)}>${shown ? "Hide ribbons" : "Show as ribbons"}</button>
    <ol>${found.paths.map((path, place) => html`<${Path} key=${place} store=${store} timeline=${timeline} path=${path} place=${place} />`)}</ol>
    ${left > 0 && html`<p class="paths-rest">and ${left.toLocaleString("en")} more, which bring <span class="amount">${brief(found.rest)}</span></p>`}
    ${found.count > 1 && html`<p class="paths-sum">in all <span class="amount">${brief(found.total)}</span>${
      found.checked && html` <span class="paper-check" title="Equal to what the backward pass brought">✓</span>`}</p>`}`;
}

/** The graph lights the path that is pointed at. @param {{store: Store, timeline: Timeline, path: GradientPath, place: number}} props */
function Path({ store, timeline, path, place }) {
  const inner = path.nodes.slice(1, -1);
  return html`<li tabindex="0" data-speaks=${path.nodes.join(" ")}>
    <span class="paths-way">${store.look.ribbons.value && html`<span class="paths-swatch" data-shared=${sharedTint(place)}></span>`}${
      inner.length === 0 ? "directly" : html`by way of ${inner.map((id, at) => html`${at > 0 && " ← "}<bdi>${labelOf(timeline, id)}</bdi>`)}`}</span>
    <${Strip} store=${store} timeline=${timeline} path=${path} />
  </li>`;
}

/** The local derivatives along a path, each a way to the step that multiplies by it. @param {{store: Store, timeline: Timeline, path: GradientPath}} props */
function Strip({ store, timeline, path }) {
  return html`<div class="chain-strip" role="group" aria-label=${path.formula?.text ?? "The local derivatives along the path"}>
    ${path.edges.map((edge, at) => {
      const [above, below] = [path.nodes[at], path.nodes[at + 1]].map((id) => labelOf(timeline, id));
      const step = timeline.edgeSteps.get(edge)?.at(-1);
      const local = path.locals[at];
      const worth = local === null ? html`<span class="chain-array">J</span>` : number(local);
      return html`${at > 0 && html`<span class="chain-sign" aria-hidden="true">·</span>`}
        <button disabled=${step === undefined} onClick=${() => step !== undefined && store.seek(step)}
          aria-label=${`∂${above}/∂${below}${local === null ? "" : ` is ${number(local)}`}: go to its step`}
          title=${local === null ? "A Jacobian: one of them is an array" : `∂${above}/∂${below}`}>
          <b>${worth}</b><small><bdi>∂${above}/∂${below}</bdi></small></button>`;
    })}
    <span class="chain-sign" aria-hidden="true">=</span><span class="amount">${brief(path.brought)}</span>
  </div>`;
}
