/** On the card of a node: every path to what the gradient is of, with its product; their sum is the gradient. */

import { html } from "preact";
import { brief } from "../format.js";
import { labelOf } from "../run/describe.js";
import { gradientPathsOf } from "../service/paths.js";
import { Failure } from "./failure.js";
import { Formula } from "./formula.js";

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
  return html`<section class="paths" aria-label=${`Paths from ${node.label} to ${labelOf(timeline, target)}`}>
    <h3>Paths to <b>${labelOf(timeline, target)}</b></h3>
    ${found.state === "failed" ? html`<${Failure} what="The paths are not here." words=${found.words} onRetry=${() => paths.retry()} />`
      : html`<${Listed} timeline=${timeline} found=${found.value} />`}
  </section>`;
}

/** @param {{timeline: Timeline, found: PathsDocument}} props */
function Listed({ timeline, found }) {
  const left = found.count - found.listed;
  return html`<p class="paths-sentence">${found.sentence}</p>
    <ol>${found.paths.map((path, place) => html`<${Path} key=${place} timeline=${timeline} path=${path} />`)}</ol>
    ${left > 0 && html`<p class="paths-rest">and ${left.toLocaleString("en")} more, which bring <span class="amount">${brief(found.rest)}</span></p>`}
    ${found.count > 1 && html`<p class="paths-sum">in all <span class="amount">${brief(found.total)}</span>${
      found.checked && html` <span class="paper-check" title="Equal to what the backward pass brought">✓</span>`}</p>`}`;
}

/** The graph lights the path that is pointed at. @param {{timeline: Timeline, path: GradientPath}} props */
function Path({ timeline, path }) {
  const inner = path.nodes.slice(1, -1);
  return html`<li tabindex="0" data-speaks=${path.nodes.join(" ")}>
    <span class="paths-way">${inner.length === 0 ? "directly" : html`by way of ${inner.map((id, place) => html`${place > 0 && " ← "}<bdi>${labelOf(timeline, id)}</bdi>`)}`}</span>
    ${path.formula ? html`<${Formula} formula=${path.formula} label="The product along the path" />`
      : html`<span class="amount">${brief(path.brought)}</span>`}
  </li>`;
}
