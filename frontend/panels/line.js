/** A line of the program, explained at once: what it makes, or in reverse what it hands on to each of its inputs. */

import { html } from "preact";
import { shape } from "../format.js";
import { labelOf, lineTitle } from "../run/describe.js";
import { receiverOf } from "../run/timeline.js";
import { Factor, Sign, isExact } from "./chain.js";
import { Formula } from "./formula.js";
import { Ledger } from "./ledger.js";
import { Next } from "./next.js";
import { TensorTable } from "./tensor.js";
import { Part } from "./turn.js";

/** @import { Arrays } from "../service/arrays/arrays.js" */
/** @import { Explanations } from "../service/explanations.js" */
/** @import { Store } from "../state/store.js" */
/** @import { Timeline } from "../run/timeline.js" */
/** @import { Formula as FormulaText, GraphNode, LineDocument, LineInput, LineResult, Product, Tensor } from "../types.js" */

/** Steps of a line in a list. */
const MOST = 100;

/**
 * @param {{store: Store, explanations: Explanations, arrays: Arrays, stretch: {from: number, to: number}}} props steps,
 *   both included
 */
export function Line({ store, explanations, arrays, stretch }) {
  const timeline = /** @type {Timeline} */ (store.timeline.value);
  const stops = store.lineStops.value;
  const steps = timeline.outline.slice(stretch.from, stretch.to + 1);
  const { kind, phase, node } = steps[steps.length - 1];
  const senders = new Set(steps.map(({ node }) => node));
  const receivers = [...new Set(steps.map(receiverOf))].filter((node) => phase === "backward" && !senders.has(node));
  const line = store.folds.groups.value?.byId.get(store.folds.collapsed.value?.cardOf.get(node) ?? "")?.line
    ?? store.folds.groups.value?.lines.get(node);
  const found = explanations.line(stretch);
  return html`<div class="step" data-kind=${kind} data-phase=${phase}>
    <p class="where">
      <span class=${`phase ${phase}`}>${phase}</span>
      Line ${stops.indexOf(stretch.to) + 1} of ${stops.count}${line && html` · <code>${line.expression}</code>`}
    </p>
    <h2>${lineTitle(timeline, stretch)}</h2>
    ${found.state === "here"
      ? html`<${Explained} store=${store} explanations=${explanations} arrays=${arrays} timeline=${timeline}
        line=${found.value} />`
      : found.state === "failed"
        ? html`<${Parts} store=${store} explanations=${explanations} steps=${steps.map(({ index }) => index)} />`
        : html`<p class="sentence pending">…</p>`}
    ${receivers.map((receiver) => html`<${Ledger} key=${receiver} store=${store} node=${receiver} />`)}
    <${Next} store=${store} explanations=${explanations} timeline=${timeline} />
  </div>`;
}

/**
 * @param {{store: Store, explanations: Explanations, arrays: Arrays, timeline: Timeline, line: LineDocument}} props
 */
function Explained({ store, explanations, arrays, timeline, line }) {
  return html`
    ${line.results.map((result) => html`<${Result} key=${result.node} arrays=${arrays} timeline=${timeline}
      result=${result} />`)}
    ${line.inputs.length > 0 && html`<p class="sentence">${line.sentence}</p>`}
    ${line.inputs.map((input) => html`<${Input} key=${input.node} store=${store} explanations=${explanations}
      arrays=${arrays} timeline=${timeline} input=${input} />`)}`;
}

/** @param {{arrays: Arrays, timeline: Timeline, result: LineResult}} props name = expression = value */
function Result({ arrays, timeline, result: { node, formula, numbers } }) {
  const { value, label } = /** @type {GraphNode} */ (timeline.nodes.get(node));
  return html`<section class="mathematics line-result" aria-label=${label}>
    <${Formula} formula=${formula} label=${`The formula of ${label}`} />
    ${numbers ? html`<${Formula} formula=${numbers} label=${`${label} with its numbers`} />`
      : html`<figure class="result">
        <${TensorTable} arrays=${arrays} origin=${{ node, of: "value" }} tensor=${value} quantity="value"
          spot=${{ node, of: "value" }} />
        <figcaption><bdi>${label}</bdi><span class="shape">${shape(value.shape)}</span></figcaption>
      </figure>`}
  </section>`;
}

/**
 * @param {{store: Store, explanations: Explanations, arrays: Arrays, timeline: Timeline, input: LineInput}} props
 */
function Input({ store, explanations, arrays, timeline, input }) {
  const { node, products, chain, formula, numbers } = input;
  const label = labelOf(timeline, node);
  return html`<section class="turn-part line-input" data-input=${node} aria-label=${`to ${label}`}>
    <h3>to <bdi>${label}</bdi></h3>
    ${products.length > 0
      ? html`<${Downstream} arrays=${arrays} label=${label} input=${input} />`
      : html`<p class="remark">The chain of its ${chain.length} ${chain.length === 1 ? "step" : "steps"}:</p>`}
    ${formula && html`<${Formula} formula=${formula} label=${`The formula for ${label}`} />`}
    ${numbers && html`<${Formula} formula=${numbers} label=${`The formula for ${label} with its numbers`} />`}
    ${products.length === 0 && html`<${Parts} store=${store} explanations=${explanations} steps=${chain} />`}
  </section>`;
}

/** @param {{arrays: Arrays, label: string, input: LineInput}} props upstream × local = downstream */
function Downstream({ arrays, label, input: { node, result, products, contribution, steps } }) {
  const tensors = [contribution, ...products.flatMap(({ factors }) => factors.map(({ tensor }) => tensor))]
    .filter(({ data }) => data !== null);
  return html`<div class="chain" role="group" aria-label=${`upstream times local gives what ${label} receives`}>
    ${products.map((product, index) => html`
      ${index > 0 && html`<${Sign} sign="+" />`}
      <${Factors} key=${index} arrays=${arrays} product=${product} step=${steps[0]} result=${result} />`)}
    <div class="chain-result">
      <${Sign} sign=${tensors.every(isExact) ? "=" : "≈"} />
      <${Factor} words="downstream" quantity="gradient" ...${shownOf(contribution)} strong=${true} arrays=${arrays}
        text=${`∂${label}`} origin=${{ step: steps[0], of: "contribution" }} spot=${{ node, of: "gradient" }} />
    </div>
  </div>`;
}

/** @param {{arrays: Arrays, product: Product, step: number, result: string | null}} props */
function Factors({ arrays, product: { factors, signs, summed }, step, result }) {
  return html`${summed && html`<${Sign} sign="Σ" />`}
    ${factors.map(({ role, formula, tensor }, index) => html`
      ${index > 0 && html`<${Sign} key=${`sign ${index}`} sign=${signs[index - 1]} />`}
      <${Factor} key=${index} words=${wordOf(role, formula)}
        quantity=${role === "upstream" ? "gradient" : "local"}
        ...${shownOf(tensor)} text=${formula?.text ?? role} arrays=${arrays} origin=${{ step, of: role }}
        spot=${role === "upstream" && result && wordOf(role, formula) === role ? { node: result, of: "gradient" } : null} />`)}`;
}

/**
 * @param {"upstream" | "local"} role
 * @param {FormulaText | null} formula
 */
function wordOf(role, formula) {
  return role === "upstream" && formula?.text.endsWith("ᵀ") ? "upstreamᵀ" : role;
}

/**
 * A product of several steps has no array of its own to be asked for: what is not here is told by its formula.
 * @param {Tensor} tensor
 */
function shownOf(tensor) {
  return { tensor: tensor.data === null ? null : tensor, sizes: tensor.shape };
}

/** @param {{store: Store, explanations: Explanations, steps: number[]}} props one after the other */
function Parts({ store, explanations, steps }) {
  const more = steps.length - MOST;
  return html`${steps.slice(0, MOST).map((index) => html`<${Part} key=${index} store=${store}
      explanations=${explanations} index=${index} />`)}
    ${more > 0 && html`<p class="more">and ${more} more</p>`}`;
}
