/** A gradient as a product of Jacobians: the factors with their shapes, any brackets with their cost, each product by hand. */

import { html, useState } from "preact";
import { number } from "../format.js";
import { labelOf } from "../run/describe.js";
import { askedIn, askedText, groupsOf, nameOf, rowTimesColumn } from "../run/jacobian-product.js";
import { seedIn } from "../run/seeds.js";
import { jacobianProductsOf } from "../service/jacobian-products.js";
import { isExactEntry } from "./chain.js";
import { Failure } from "./failure.js";
import { JacobianMatrix } from "./jacobian-matrix.js";
import { SeedChoice } from "./seed-choice.js";
import { TensorTable } from "./tensor.js";

/** @import { Asked, Group } from "../run/jacobian-product.js" */
/** @import { Arrays } from "../service/arrays/arrays.js" */
/** @import { Timeline } from "../run/timeline.js" */
/** @import { Store } from "../state/store.js" */
/** @import { Entry, GraphNode, JacobianProductDocument, Tensor } from "../types.js" */
/** @import { Place } from "./jacobian-matrix.js" */

/** @param {{store: Store, arrays: Arrays}} props */
export function Jacobians({ store, arrays }) {
  const timeline = store.timeline.value;
  if (!timeline) return null;
  const target = timeline.run.targets[Math.max(0, timeline.outline[store.step.value].pass)] ?? timeline.run.target;
  const chosen = seedIn(timeline.run, store.look.seed.value);
  if (!chosen || !target) return html`<p class="jacobians-none">Nothing goes backward in this program: there is no product of Jacobians.</p>`;
  const asked = askedIn(store.look.product.value);
  const products = jacobianProductsOf(store);
  const found = products.of(`${chosen.node.id} ${target} ${askedText({ ...asked, shaped: false }) ?? ";;"}`);
  const ask = (/** @type {Partial<Asked>} */ change) => (store.look.product.value = askedText({ ...asked, ...change }));
  return html`<div class="jacobians">
    <div class="jacobians-bar">
      <${SeedChoice} store=${store} timeline=${timeline} words="by" whole=${true} onChoose=${() => ask({ path: 0, order: null })} />
      ${found.state === "here" && html`<${Choices} asked=${asked} found=${found.value} ask=${ask} />`}
    </div>
    ${found.state === "failed" && html`<${Failure} what="The product is not here." words=${found.words} onRetry=${() => products.retry()} />`}
    ${found.state === "coming" && html`<p class="pending" role="status">The Jacobians are on their way …</p>`}
    ${found.state === "here" && html`<${Body} store=${store} arrays=${arrays} timeline=${timeline} found=${found.value} asked=${asked} ask=${ask} />`}
  </div>`;
}

/** @param {{asked: Asked, found: JacobianProductDocument, ask: (change: Partial<Asked>) => void}} props */
function Choices({ asked, found, ask }) {
  return html`
    ${found.paths > 1 && html`<label>path <select value=${found.path} onChange=${(/** @type {any} */ event) => ask({ path: Number(event.target.value), order: null })}>
      ${Array.from({ length: found.paths }, (_, place) => html`<option key=${place} value=${place}>${place + 1} of ${found.paths}</option>`)}</select></label>`}
    <div class="segmented" role="group" aria-label="Form of the gradients">
      ${[false, true].map((shaped) => html`<button key=${shaped} aria-pressed=${String(asked.shaped === shaped)}
        title=${shaped ? "A gradient has the shape of what it is by" : "A row for each entry of the result, a column for each of the input"}
        onClick=${() => ask({ shaped })}>${shaped ? "shape convention" : "Jacobian form"}</button>`)}
    </div>`;
}

/**
 * @param {{store: Store, arrays: Arrays, timeline: Timeline, found: JacobianProductDocument, asked: Asked,
 *   ask: (change: Partial<Asked>) => void}} props
 */
function Body({ store, arrays, timeline, found, asked, ask }) {
  const node = (/** @type {string} */ id) => /** @type {GraphNode} */ (timeline.nodes.get(id));
  const ends = (/** @type {{first: number, to: number}} */ { first, to }) =>
    ({ result: node(found.factors[first].node), input: node(found.factors[to - 1].input) });
  const { products } = groupsOf(found);
  const whole = { first: 0, to: found.factors.length };
  const [target, by] = [found.to, found.from].map((id) => labelOf(timeline, id));
  return html`<div class="jacobians-body">
    <section class="jacobians-strip" aria-label="The product">
      ${found.factors.map((factor, place) => html`<button key=${factor.edge} class="jacobian-factor" title="Go to its step"
        onClick=${() => store.seek(timeline.edgeSteps.get(factor.edge)?.at(-1) ?? store.step.peek())}>
        <${JacobianMatrix} name=${nameOf({ first: place, to: place + 1 })} matrix=${factor.matrix} shape=${factor.shape} ...${ends({ first: place, to: place + 1 })} />
        <span class="jacobian-is">∂<bdi>${labelOf(timeline, factor.node)}</bdi>/∂<bdi>${labelOf(timeline, factor.input)}</bdi>
          <small>${factor.structure ?? "too large"}</small></span></button>`)}
      <span class="jacobian-sign">=</span>
      <div class="jacobian-result">
        ${asked.shaped && found.gradient
          ? html`<figure class="jacobian-matrix"><${TensorTable} arrays=${arrays} origin=${{ node: found.from, of: "gradient" }} tensor=${found.gradient} quantity="gradient" />
            <figcaption><b>∂${by}</b> <span class="shape">${found.gradient.shape.join("×")}</span></figcaption></figure>`
          : html`<${JacobianMatrix} name=${`∂${target}/∂${by}`} matrix=${found.result} shape=${[found.factors[0].shape[0], found.factors[whole.to - 1].shape[1]]}
            gradient=${true} ...${ends(whole)} />`}
      </div>
    </section>
    <p class="jacobians-words">${found.sentence}</p>
    ${found.factors.length > 1 && html`<${Brackets} found=${found} ask=${ask} />
    <ol class="jacobians-products">${products.map((each, place) => html`<${Product} key=${`${found.chosen.text} ${place}`} each=${each} ends=${ends} />`)}</ol>`}
    ${found.left_out.length > 0 && html`<p class="jacobians-left">Left out, as their Jacobian is the identity: ${found.left_out.map((id, place) =>
      html`${place > 0 && ", "}<bdi>${labelOf(timeline, id)}</bdi>`)}.</p>`}
  </div>`;
}

/** Any brackets: by a click on the sign between two factors. @param {{found: JacobianProductDocument, ask: (change: Partial<Asked>) => void}} props */
function Brackets({ found, ask }) {
  const { chosen } = found;
  const { groups } = groupsOf(found);
  const ways = /** @type {const} */ ([["from the left (reverse)", found.reverse], ["from the right (forward)", found.forward], ["cheapest", found.cheapest]]);
  // In the address nothing stands for the order from the left.
  const put = (/** @type {readonly number[]} */ places) => ask({ order: String(places) === String(found.reverse.order) ? null : places.join(",") || "-" });
  const open = groups.length > 1;
  return html`<section class="jacobians-brackets" aria-label="Brackets">
    <div class="segmented" role="group" aria-label="Order of the products">
      ${ways.map(([words, way]) => html`<button key=${words} aria-pressed=${String(String(way.order) === String(chosen.order))}
        onClick=${() => put(way.order)}>${words}: ${way.multiplications.toLocaleString("en")}</button>`)}
    </div>
    <div class="jacobians-groups" role="group" aria-label="Your own brackets">
      ${groups.map((group, at) => html`<${Between} key=${group.first} group=${group} last=${at === groups.length - 1}
        onMultiply=${() => put([...chosen.order, at])} />`)}
      <button class="button small" disabled=${chosen.order.length === 0} onClick=${() => put(chosen.order.slice(0, -1))}>Take the last back</button>
      <button class="button small" disabled=${chosen.order.length === 0} onClick=${() => put([])}>Start over</button>
      <output>${chosen.text}: <b>${chosen.multiplications.toLocaleString("en")}</b> multiplications${open ? " so far" : ""}</output>
    </div>
  </section>`;
}

/** @param {{group: Group, last: boolean, onMultiply: () => void}} props */
function Between({ group, last, onMultiply }) {
  return html`<span class="jacobian-name">${nameOf(group)} <small>${group.shape.join("×")}</small></span>
    ${!last && html`<button class="jacobian-multiply" title="Multiply these two" aria-label=${`Multiply ${nameOf(group)} and what follows`} onClick=${onMultiply}>·</button>`}`;
}

/**
 * An entry of a product as its row times its column; null where one of the three is not shown.
 * @param {Tensor | null} left
 * @param {Tensor | null} right
 * @param {Tensor | null} made
 * @param {Place} place
 */
function writtenOut(left, right, made, { row, column }) {
  if (!left?.data || !right?.data || !made?.data || row === null || column === null) return null;
  const [across, down, entries] = [left.data, right.data, made.data].map((data) => /** @type {Entry[][]} */ (data));
  const entry = entries[row][column];
  const exact = [...across[row], ...down.map((each) => each[column]), entry].every(isExactEntry);
  return `${rowTimesColumn(left, right, row, column, (value) => number(value))} ${exact ? "=" : "≈"} ${number(entry)}`;
}

/**
 * @param {{each: ReturnType<typeof groupsOf>["products"][number],
 *   ends: (group: {first: number, to: number}) => {result: GraphNode, input: GraphNode}}} props
 */
function Product({ each: { left, right, made, multiplications }, ends }) {
  const [place, point] = useState(/** @type {Place | null} */ (null));
  const shown = place && writtenOut(left.matrix, right.matrix, made.matrix, place);
  return html`<li>
    <${JacobianMatrix} name=${nameOf(left)} ...${left} ...${ends(left)} lit=${place && { row: place.row, column: null }} />
    <span class="jacobian-sign">·</span>
    <${JacobianMatrix} name=${nameOf(right)} ...${right} ...${ends(right)} lit=${place && { row: null, column: place.column }} />
    <span class="jacobian-sign">=</span>
    <${JacobianMatrix} name=${nameOf(made)} ...${made} ...${ends(made)} lit=${place} gradient=${made.first === 0} onPoint=${point} />
    <p>${left.shape.join("×")} · ${right.shape.join("×")}: ${multiplications.toLocaleString("en")} multiplications.
      <output>${shown ?? (made.matrix?.data ? "Point at an entry of the result: its row times its column." : "")}</output></p>
  </li>`;
}
