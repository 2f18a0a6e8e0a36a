/** The card of a selected node: everything that is known of it at this step. */

import { html } from "preact";
import { served } from "../service/api.js";
import { labelOf, originOf } from "../run/describe.js";
import { calledOf } from "../run/names.js";
import { choices, pictureName, pictureOf } from "../run/pictures.js";
import { shapeWords } from "../format.js";
import { root } from "../service/root.js";
import { Anatomy } from "./anatomy.js";
import { ArrayFile } from "./array-file.js";
import { Icon } from "./icons.js";
import { later } from "./later.js";
import { Ledger } from "./ledger.js";
import { NodePaths, NodeSteps } from "./node-ways.js";
import { Parts } from "./parts.js";
import { TensorTable } from "./tensor.js";

/** @import { Arrays } from "../service/arrays/arrays.js" */
/** @import { Curves } from "../service/curves.js" */
/** @import { LocalJacobians } from "../service/local-jacobians.js" */
/** @import { Store } from "../state/store.js" */
/** @import { GraphNode } from "../types.js" */
/** @import { Size } from "../run/pictures.js" */
/** @import { Known, Timeline } from "../run/timeline.js" */
/** @import { Unfolding } from "./parts.js" */
/** @import { Held } from "./reading.js" */

const MOST_PICTURES = 4;

const Lens = later(async () => (await import("./lens.js")).Lens);
const Paths = later(async () => (await import("./paths.js")).Paths);
const Why = later(async () => (await import("./why.js")).Why);
const NodeFindings = later(async () => (await import("./finding.js")).NodeFindings);
const LocalJacobian = later(async () => (await import("./local-jacobian.js")).LocalJacobian);

/**
 * @param {{store: Store, arrays: Arrays, id: string, jacobians: LocalJacobians | null, curves?: Curves, unfolding: Unfolding,
 *   held: Held | null}} props
 */
export function NodeCard({ store, arrays, id, jacobians, curves, unfolding, held }) {
  const timeline = store.timeline.value;
  const known = store.known.value;
  const node = timeline?.nodes.get(id);
  if (!timeline || !known || !node) return null;
  return html`<div class="node-card" data-selected=${id}>
    <button class="button back-button" onClick=${() => store.select(null)}>
      <${Icon} name="return" /> Back to the step
    </button>
    <p class="where">${originOf(node)}</p>
    <h2>${calledOf(node)}</h2>
    ${served && html`<${NodeFindings} store=${store} node=${id} />`}
    <${Parts} run=${timeline.run} node=${node} unfolding=${unfolding} />
    <${PictureChoice} store=${store} node=${node} />
    <${ValuePart} store=${store} arrays=${arrays} node=${node} known=${known} held=${held} />
    ${held && store.hold.value?.node === id && html`<${held.Panel} />`}
    <${GradientPart} store=${store} arrays=${arrays} node=${node} known=${known} />
    ${served && isSettled(timeline, known, node) && html`<${Why} key=${id} store=${store} node=${node} />`}
    ${served && isComplete(known, id) ? html`<${Paths} store=${store} node=${node} />`
      : html`<${NodePaths} store=${store} timeline=${timeline} node=${node} />`}
    <${NodeSteps} store=${store} timeline=${timeline} node=${node} />
    ${node.inputs.map((_, slot) => html`<${Lens} key=${`${id} ${slot}`} store=${store} curves=${curves} node=${node} slot=${slot} />`)}
    ${node.inputs.map((_, slot) => html`<${LocalJacobian} key=${`${id} ${slot}`} store=${store} jacobians=${jacobians}
      node=${node} slot=${slot} />`)}
    ${node.inputs.length > 0 && html`<${Anatomy} timeline=${timeline} node=${node} />`}
    <h3>Facts</h3>
    <${Facts} store=${store} timeline=${timeline} node=${node} />
  </div>`;
}

/** Whether the service can tell what comes back along each path. @param {Known} known @param {string} id */
function isComplete(known, id) {
  const gradient = known.gradientOf(id);
  return gradient !== null && gradient.final && gradient.standing !== "past";
}

/**
 * Whether nothing changes the gradient any more, or nothing ever brings one.
 * @param {Timeline} timeline
 * @param {Known} known
 * @param {GraphNode} node
 */
function isSettled(timeline, known, node) {
  if (node.gradient_state === "not_required" || node.gradient_state === "unreachable") return true;
  const gradient = known.gradientOf(node.id);
  return isComplete(known, node.id) && gradient?.step === timeline.gradientSteps.get(node.id)?.at(-1);
}

/** How each row of an array is looked at: as numbers, or as a picture. @param {{store: Store, node: GraphNode}} props */
function PictureChoice({ store, node }) {
  const sizes = choices(node).slice(0, MOST_PICTURES);
  if (sizes.length === 0) return null;
  const shown = pictureOf(node, store.program.pictures.value);
  const choose = (/** @type {Size | null} */ size) => store.program.lookAt(pictureName(node), size);
  const isShown = (/** @type {Size} */ [rows, columns]) => shown !== null && shown[0] === rows && shown[1] === columns;
  return html`<div class="picture-choice" role="group" aria-label="Look at each row as">
    <span>${node.shape.length > 1 ? "each row as" : "as"}</span>
    <div class="segmented">
      <button aria-pressed=${String(shown === null)} onClick=${() => choose(null)}>${node.shape.at(-1)} numbers</button>
      ${sizes.map((size) => html`<button key=${String(size)} aria-pressed=${String(isShown(size))}
        onClick=${() => choose(size)}>${size[0]}×${size[1]}</button>`)}
    </div>
  </div>`;
}

/** @param {{store: Store, arrays: Arrays, node: GraphNode, known: Known, held: Held | null}} props */
function ValuePart({ store, arrays, node, known, held }) {
  const value = known.valueOf(node.id);
  const picture = pictureOf(node, store.program.pictures.value);
  const fields = value && !picture ? held?.fieldsOf(node) : null;
  return html`<section aria-label="Value">
    <h3 class="value">Value</h3>
    ${fields || (value
      ? html`<${TensorTable} arrays=${arrays} origin=${{ node: node.id, of: "value" }} tensor=${value}
        quantity="value" spot=${{ node: node.id, of: "value" }} picture=${picture} />`
      : html`<p class="pending">Not computed yet.</p>`)}
    ${value && held?.nudgesOf(node)}
  </section>`;
}

/** @param {{store: Store, arrays: Arrays, node: GraphNode, known: Known}} props */
function GradientPart({ store, arrays, node, known }) {
  const gradient = known.gradientOf(node.id);
  return html`<section aria-label="Gradient">
    <h3 class="gradient">∂ Gradient</h3>
    ${gradient?.tensor
      ? html`<${TensorTable} arrays=${arrays} origin=${{ step: gradient.step, of: "accumulated" }}
        tensor=${gradient.tensor} quantity="gradient" spot=${{ node: node.id, of: "gradient" }} picture=${pictureOf(node, store.program.pictures.value)} />`
      : html`<p class="pending">${gradient ? "On its way …" : noGradient(node, known.clearedAt(node.id))}</p>`}
    <${Ledger} store=${store} node=${node.id} />
  </section>`;
}

/**
 * @param {GraphNode} node
 * @param {number | null} clearedAt
 */
function noGradient(node, clearedAt) {
  if (clearedAt !== null) return `Cleared in step ${clearedAt + 1}: .grad is None until the next backward pass.`;
  if (node.gradient_state === "not_required") return "None: nothing here asks for a gradient.";
  if (node.gradient_state === "unreachable") return "None: this node does not lead to the target.";
  return "Not computed yet.";
}

/** @param {{store: Store, timeline: Timeline, node: GraphNode}} props */
function Facts({ store, timeline, node }) {
  const valueStep = timeline.valueStep.get(node.id);
  const gradientStep = timeline.gradientSteps.get(node.id)?.at(-1);
  const uses = (timeline.leaving.get(node.id) ?? []).map((edge) => edge.to);
  const settings = Object.entries(node.attributes).map(([name, value]) => `${name}=${JSON.stringify(value)}`);
  const stepLink = (/** @type {number} */ step) => html`<${StepLink} store=${store} step=${step} />`;
  const links = (/** @type {string[]} */ ids) => html`<${NodeLinks} store=${store} timeline=${timeline} ids=${ids} />`;
  return html`<dl class="facts">
    <${Fact} term="shape">${shapeWords(node.shape)}, ${node.dtype}<//>
    ${node.names.length > 1 && html`<${Fact} term="names">
      ${node.names.map((name) => html`<bdi class="name">${name}</bdi>`)}<//>`}
    ${node.namespace && html`<${Fact} term="in"><${Around} store=${store} namespace=${node.namespace} /><//>`}
    ${node.inputs.length > 0 && html`<${Fact} term="operation"><${OperationName} op=${node.op} /><//>`}
    ${settings.length > 0 && html`<${Fact} term="settings">${settings.join(", ")}<//>`}
    ${node.inputs.length > 0 && html`<${Fact} term="inputs">${links(node.inputs)}<//>`}
    ${uses.length > 0 && html`<${Fact} term="used by">${links(uses)}<//>`}
    ${node.previous && html`<${Fact} term="version before">${links([node.previous])}<//>`}
    ${valueStep !== undefined && html`<${Fact} term="computed in">${stepLink(valueStep)}<//>`}
    ${gradientStep !== undefined && html`<${Fact} term="gradient in">${stepLink(gradientStep)}<//>`}
    ${served && html`<${Fact} term="arrays"><${ArrayFile} run=${timeline.run} node=${node} key=${node.id} /><//>`}
  </dl>`;
}

/** @param {{op: string}} props with the way to its article, where there is a server that has it */
function OperationName({ op }) {
  return served ? html`<a target="reference" href=${`${root()}reference#${op}`}>${op}</a>` : op;
}

/** @param {{store: Store, namespace: string}} props its parts from the outermost, named as on the cards of groups */
function Around({ store, namespace }) {
  const parts = namespace.split("/");
  return parts.map((part, depth) => {
    const name = store.folds.groups.value?.names.get(parts.slice(0, depth + 1).join("/")) ?? part;
    return html`${depth > 0 && " › "}<bdi>${name}</bdi>`;
  });
}

/** @param {{term: string, children?: unknown}} props */
function Fact({ term, children }) {
  return html`<dt>${term}</dt><dd>${children}</dd>`;
}

/** @param {{store: Store, timeline: Timeline, ids: string[]}} props a node used twice is linked once */
function NodeLinks({ store, timeline, ids }) {
  return [...new Set(ids)].map((id) => html`<button class="chip" key=${id} onClick=${() => store.select(id)}
    onMouseEnter=${() => (store.hover.value = id)} onMouseLeave=${() => (store.hover.value = null)}
    >${labelOf(timeline, id)}</button>`);
}

/** @param {{store: Store, step: number}} props */
function StepLink({ store, step }) {
  return html`<button class="chip" onClick=${() => store.seek(step)}>step ${step + 1}</button>`;
}
