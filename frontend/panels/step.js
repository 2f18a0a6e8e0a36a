/** The current step in words, formulas and numbers. */

import { html } from "preact";
import { labelOf, originOf, titleOf } from "../run/describe.js";
import { calledOf } from "../run/names.js";
import { shape } from "../format.js";
import { receiverOf } from "../run/timeline.js";
import { Chain } from "./chain.js";
import { Update } from "./update.js";
import { Failure } from "./failure.js";
import { Finish } from "./finish.js";
import { Formula } from "./formula.js";
import { later } from "./later.js";
import { Ledger } from "./ledger.js";
import { Line } from "./line.js";
import { Next } from "./next.js";
import { TensorTable } from "./tensor.js";
import { Turn } from "./turn.js";

/** @import { Arrays, Origin } from "../service/arrays/arrays.js" */
/** @import { Explanations } from "../service/explanations.js" */
/** @import { Curves } from "../service/curves.js" */
/** @import { LocalJacobians } from "../service/local-jacobians.js" */
/** @import { Store } from "../state/store.js" */
/** @import { Timeline } from "../run/timeline.js" */
/** @import { Places } from "./welcome.js" */
/** @import { Equation, Explanation, GradientChange, GraphNode, HookStep, Step as RunStep, StepOutline, Tensor } from "../types.js" */

const Lens = later(async () => (await import("./lens.js")).Lens);
const LocalJacobian = later(async () => (await import("./local-jacobian.js")).LocalJacobian);

/**
 * @param {{store: Store, explanations: Explanations, arrays: Arrays, jacobians: LocalJacobians | null, curves?: Curves,
 *   places: Places | null}} props
 */
export function Step({ store, explanations, arrays, jacobians, curves, places }) {
  const timeline = store.timeline.value;
  if (!timeline) return null;
  const turn = store.shownSteps.value;
  // A single thing that is no operation is told as the step that it is.
  const operates = timeline.outline[turn.to].kind === "compute" || timeline.outline[turn.to].kind === "contribute";
  if (store.shownByLine.value && (operates || turn.from !== turn.to)) {
    return html`<${Line} store=${store} explanations=${explanations} arrays=${arrays} stretch=${turn} />`;
  }
  if (turn.from !== turn.to) return html`<${Turn} store=${store} explanations=${explanations} turn=${turn} />`;
  const step = timeline.outline[store.step.value];
  const explanation = explanations.of(step.index);
  const { passes } = timeline.run;
  const node = /** @type {GraphNode} */ (timeline.nodes.get(step.node));
  return html`<div class="step" data-kind=${step.kind} data-phase=${step.phase}>
    <p class="where">
      <span class=${`phase ${step.phase}`}>${step.phase}</span>
      Step ${step.index + 1} of ${timeline.length} · ${
        passes > 1 && `pass ${passNumber(step, passes)} of ${passes} · `}${
        step.source ? `${labelOf(timeline, step.node)} in line ${step.source.line}` : originOf(node)}
    </p>
    <h2>${explanation?.title ?? titleOf(timeline, step)}</h2>
    ${store.stopped.value?.step === step.index && html`<p class="remark stopped">${store.stopped.value.why}</p>`}
    ${explanation ? html`<${Words} explanation=${explanation} />`
      : html`<${Awaited} explanations=${explanations} index=${step.index} />`}
    ${places && html`<${Finish} store=${store} places=${places} />`}
    <${Tensors} timeline=${timeline} arrays=${arrays} index=${step.index} explanation=${explanation} />
    ${explanation && html`<${Mathematics} explanation=${explanation} />`}
    ${step.edge && html`<${Lens} store=${store} curves=${curves} node=${node} slot=${timeline.edges.get(step.edge)?.slot} />`}
    ${step.edge && html`<${LocalJacobian} store=${store} jacobians=${jacobians} node=${node}
      slot=${timeline.edges.get(step.edge)?.slot} />`}
    <${Ledgers} store=${store} step=${step} />
    <${Next} store=${store} explanations=${explanations} timeline=${timeline} />
  </div>`;
}

/**
 * Counted from 1. An update belongs to the backward pass whose gradients it uses, as does what the program does to
 * them, and what comes after the last.
 * @param {StepOutline} step
 * @param {number} passes
 */
function passNumber({ phase, pass }, passes) {
  return Math.min(passes, Math.max(1, phase === "update" || phase === "gradient" ? pass : pass + 1));
}

/** @param {{explanations: Explanations, index: number}} props */
function Awaited({ explanations, index }) {
  const trouble = explanations.troubleAt(index);
  return trouble === null ? html`<p class="sentence pending">…</p>`
    : html`<${Failure} what="The words of this step are not here." words=${trouble}
      onRetry=${() => explanations.retry()} />`;
}

/** @param {{explanation: Explanation}} props */
function Words({ explanation }) {
  return html`<p class="sentence">${explanation.sentence}</p>
    ${explanation.rule && html`<p class="rule">${explanation.rule}</p>`}
    ${explanation.zero && html`<p class="remark zero"><b>Why exactly 0?</b> ${explanation.zero}</p>`}
    ${explanation.note && html`<p class="remark">${explanation.note}</p>`}`;
}

/** @param {{timeline: Timeline, arrays: Arrays, index: number, explanation: Explanation | null}} props */
function Tensors({ timeline, arrays, index, explanation }) {
  const step = timeline.stepAt(index);
  if (!step) return html`<p class="pending">The numbers of this step are on their way …</p>`;
  if (step.kind === "update") return html`<${Update} timeline=${timeline} arrays=${arrays} step=${step} />`;
  if (step.phase === "gradient") return html`<${Changed} arrays=${arrays} words="before and after"
    before="earlier" after="accumulated" step=${step} />`;
  if (step.kind === "hook") return html`<${Changed} arrays=${arrays} words="before and after the hook"
    before="upstream" after="contribution" step=${step} />`;
  if (step.kind !== "contribute") return html`<${Result} arrays=${arrays} step=${step}
    node=${timeline.nodes.get(step.node)} />`;
  return explanation?.local && html`<${Chain} arrays=${arrays} step=${step} local=${explanation.local} />`;
}

/** @param {{arrays: Arrays, step: RunStep, node: GraphNode}} props */
function Result({ arrays, step, node }) {
  const seed = step.kind === "seed";
  const tensor = seed ? step.accumulated : node.value;
  /** @type {Origin} */
  const origin = seed ? { step: step.index, of: "accumulated" } : { node: node.id, of: "value" };
  const label = seed ? `∂${calledOf(node)}/∂${calledOf(node)}` : calledOf(node);
  return html`<figure class="result">
    <${TensorTable} arrays=${arrays} origin=${origin} tensor=${tensor} quantity=${seed ? "gradient" : "value"}
      spot=${{ node: node.id, of: seed ? "gradient" : "value" }} />
    <figcaption><bdi>${label}</bdi><span class="shape">${shape(tensor.shape)}</span></figcaption>
  </figure>`;
}

/**
 * @param {{arrays: Arrays, step: HookStep | GradientChange, words: string, before: "earlier" | "upstream",
 *   after: "accumulated" | "contribution"}} props which arrays of the step hold the gradient before and after
 */
function Changed({ arrays, step, words, before, after }) {
  const held = /** @type {Record<string, Tensor | null | undefined>} */ (/** @type {unknown} */ (step));
  const part = (/** @type {"before" | "after"} */ when, /** @type {typeof before | typeof after} */ of) =>
    html`<${Held} words=${when} arrays=${arrays} tensor=${held[of] ?? null} origin=${{ step: step.index, of }} />`;
  return html`<div class="chain" role="group" aria-label=${`the gradient ${words}`}>
    ${part("before", before)}<span class="sign">→</span>${part("after", after)}
  </div>`;
}

/** @param {{words: string, arrays: Arrays, tensor: Tensor | null, origin: Origin}} props null: None */
function Held({ words, arrays, tensor, origin }) {
  return html`<figure class="factor gradient">
    ${tensor ? html`<${TensorTable} arrays=${arrays} origin=${origin} tensor=${tensor} quantity="gradient"
      compact=${true} />` : html`<span class="nothing">None</span>`}
    <figcaption>${words}</figcaption>
  </figure>`;
}

/** @param {{explanation: Explanation}} props */
function Mathematics({ explanation }) {
  const { formula, numbers, entry, shapes, equations } = explanation;
  if (equations?.length) return html`<${Rule} equations=${equations} />`;
  return html`<section class="mathematics" aria-label="Formulas">
    ${formula && html`<${Formula} formula=${formula} label="The formula" />`}
    ${shapes && html`<p class="shapes">${shapes}</p>`}
    ${numbers && html`<h3>With the numbers</h3><${Formula} formula=${numbers} label="The formula with its numbers" />`}
    ${entry && html`<h3>One entry, in full</h3><${Formula} formula=${entry} label="One entry in full" />`}
  </section>`;
}

/** @param {{equations: Equation[]}} props the lines of a rule, each with its numbers below */
function Rule({ equations }) {
  return html`<section class="mathematics rule-lines" aria-label="Formulas">
    ${equations.map(({ formula, numbers }, index) => html`<div class="rule-line" key=${index}>
      <${Formula} formula=${formula} label="A line of the rule" />
      ${numbers && html`<${Formula} formula=${numbers} label="The line with its numbers" />`}
    </div>`)}
  </section>`;
}

/** @param {{store: Store, step: StepOutline}} props */
function Ledgers({ store, step }) {
  return (step.phase === "backward" || step.kind === "clear") && html`<${Ledger} store=${store} node=${receiverOf(step)} />`;
}
