/** Of a selected node: its steps, and its paths to the target with what comes back along each. */

import { html, useMemo } from "preact";
import { number } from "../format.js";
import { labelOf } from "../run/describe.js";
import { calledOf } from "../run/names.js";
import { stepsOf } from "../run/node-steps.js";
import { pathsToTarget } from "../run/paths.js";

/** @import { Store } from "../state/store.js" */
/** @import { GraphNode } from "../types.js" */
/** @import { Part } from "../run/node-steps.js" */
/** @import { Path } from "../run/paths.js" */
/** @import { Timeline } from "../run/timeline.js" */

const MOST_PATHS = 12;
/** Of a longer path that is left out in which it differs from no other. */
const MOST_NODES = 5;
/** In a loop a node may have thousands. */
const MOST_STEPS = 24;

/** @type {Record<Part, string>} */
export const PART_WORDS = {
  value: "is computed", use: "is read", receives: "receives a gradient", sends: "hands its gradient on",
};

/** @param {{store: Store, timeline: Timeline, node: GraphNode}} props */
export function NodeSteps({ store, timeline, node }) {
  const steps = useMemo(() => stepsOf(timeline, node.id), [timeline, node.id]);
  return html`<section class="node-steps" aria-label="Its steps">
    <h3>Its steps</h3>
    <p>${steps.slice(0, MOST_STEPS).map(({ step, part }) => html`<button class=${`chip ${part}`} key=${`${step} ${part}`}
      aria-pressed=${String(step === store.step.value)} title=${`${calledOf(node)} ${PART_WORDS[part]}: go to step ${step + 1}`}
      onClick=${() => store.seek(step)}><i aria-hidden="true"></i>${step + 1}<span class="unseen"> ${PART_WORDS[part]}</span></button>`)}
      ${steps.length > MOST_STEPS && html`<span class="more">and ${steps.length - MOST_STEPS} more</span>`}</p>
  </section>`;
}

/** @param {{store: Store, timeline: Timeline, node: GraphNode}} props */
export function NodePaths({ store, timeline, node }) {
  const { target } = timeline.run;
  // The steps of a long run come one by one.
  const arrivals = store.steps.value?.arrivals.value;
  const { count, paths } = useMemo(() => pathsToTarget(timeline, node.id, MOST_PATHS), [timeline, node.id, arrivals]);
  if (target === null || node.id === target || count === 0n) return null;
  const all = paths.length === Number(count) && paths.every(({ product }) => product !== null);
  const shared = new Set(paths[0]?.nodes.filter((id) => paths.length > 1 && paths.every(({ nodes }) => nodes.includes(id))));
  const sum = paths.reduce((total, { product }) => total + (product ?? 0), 0);
  return html`<section class="node-paths" aria-label="Its paths">
    <h3>${count === 1n ? "One path" : `${count.toLocaleString("en")} paths`} to ${labelOf(timeline, target)}</h3>
    <ol>${paths.map((path) => html`<${Way} key=${path.nodes.join(" ")} timeline=${timeline} path=${path} shared=${shared} />`)}</ol>
    ${count > BigInt(paths.length) && html`<p class="more">The first ${paths.length} of them.</p>`}
    ${all && count > 1n && html`<p class="ledger-sum result"><span>their sum</span><span class="amount">${number(sum)}</span></p>`}
  </section>`;
}

/** @param {{timeline: Timeline, path: Path, shared: Set<string>}} props `shared`: on all paths */
function Way({ timeline, path: { nodes, product }, shared }) {
  const inside = (/** @type {number} */ index) => index > 0 && index < nodes.length - 1;
  const short = nodes.length > MOST_NODES
    ? nodes.map((id, index) => (inside(index) && shared.has(id) ? null : id)) : [...nodes];
  const shown = short.filter((id, index) => id !== null || short[index - 1] !== null);
  return html`<li tabindex="0" data-speaks=${nodes.join(" ")}>
    <span class="path-nodes">${shown.map((id, index) => html`${index > 0 && " → "}${id === null ? "…"
      : html`<bdi>${labelOf(timeline, id)}</bdi>`}`)}</span>
    ${product !== null && html`<span class="amount">${number(product)}</span>`}
  </li>`;
}
