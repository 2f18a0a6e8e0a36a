/** Compare: the run that is pinned, A, beside the one in the picture, B: their losses, and node by node what differs. */

import { html, useMemo, useState } from "preact";
import { count, number, toNumber } from "../format.js";
import { rowsShown } from "../run/comparison.js";
import { calledOf } from "../run/names.js";
import { passOf, sameStepIn } from "../run/passes.js";
import { Chart } from "./chart.js";
import { CompareTable } from "./compare-table.js";
import { Failure } from "./failure.js";
import { Icon } from "./icons.js";

/** @import { Order } from "../run/comparison.js" */
/** @import { Pinned } from "../run/pinned.js" */
/** @import { Beside, Comparisons } from "../service/comparisons.js" */
/** @import { Passes } from "../service/passes.js" */
/** @import { Store } from "../state/store.js" */
/** @import { ComparisonDocument, Entry, PassesDocument } from "../types.js" */

/** Pixels. */
const LOSS = 150;

/** @param {{store: Store, comparisons: Comparisons, passes: Passes, swap: () => void}} props */
export function Compare({ store, comparisons, passes, swap }) {
  const pinned = store.comparing.pinned.value;
  if (!pinned) return html`<div class="compare-none"><p>No run is pinned. Pin the one in the picture as A, and change the
    program: what differs is marked here and on the cards.</p>
    <button class="button primary" onClick=${() => store.togglePin()}><${Icon} name="pin" /> Pin this run as A</button></div>`;
  const found = comparisons.get();
  return html`<div class="compare" data-comparison=${found?.state ?? "none"}>
    <${Head} store=${store} pinned=${pinned} swap=${swap} />
    ${found?.state === "here" && html`<${Found} store=${store} beside=${found.value} passes=${passes} />`}
    ${found?.state === "failed" && html`<${Failure} what="The comparison is not here." words=${found.words} onRetry=${() => comparisons.retry()} />`}
    ${found?.state === "coming" && html`<p class="compare-words" role="status">The comparison is on its way …</p>`}
  </div>`;
}

/** @param {{store: Store, pinned: Pinned, swap: () => void}} props */
function Head({ store, pinned, swap }) {
  return html`<header class="compare-head">
    <dl><dt class="side-a">A</dt><dd><bdi>${nameOf(store, pinned)}</bdi></dd>
      <dt class="side-b">B</dt><dd><bdi>${nameOfShown(store)}</bdi> <span>in the picture</span></dd></dl>
    <div class="compare-buttons">
      <button class="button small" onClick=${swap}>Swap A and B</button>
      <button class="button small" onClick=${() => unpin(store)}>Unpin A</button>
    </div>
  </header>`;
}

/** @param {Store} store */
function unpin(store) {
  store.togglePin();
  requestAnimationFrame(() => document.getElementById("tab-graph")?.focus());
}

/** @param {Store} store @param {Pinned} pinned */
function nameOf(store, { lesson, source, leaves, unfold, target }) {
  const title = store.program.lessons.value.find(({ id }) => id === lesson)?.title ?? lesson;
  if (title === null) return "a program of your own";
  const changed = source !== null || leaves !== null || target !== null || unfold.length > 0;
  return changed ? `${title}, changed` : title;
}

/** @param {Store} store */
function nameOfShown(store) {
  const { lesson, standing } = store.program;
  if (!lesson.value || standing.value === "other") return "a program of your own";
  return standing.value === "same" ? lesson.value.title : `${lesson.value.title}, changed`;
}

/** @param {{store: Store, beside: Beside, passes: Passes}} props */
function Found({ store, beside: { document, passes: ofA }, passes }) {
  const [choice, choose] = useState(/** @type {{all: boolean, by: Order}} */ ({ all: false, by: "order" }));
  const rows = useMemo(() => rowsShown(document.rows, choice), [document, choice]);
  return html`
    <${Summary} store=${store} document=${document} />
    <${Losses} store=${store} ofA=${ofA} passes=${passes} />
    <${Printed} document=${document} />
    <div class="compare-choice"><h3>Node by node</h3>
      <div class="segmented" role="group" aria-label="Rows">
        ${[false, true].map((all) => html`<button key=${all} aria-pressed=${String(choice.all === all)}
          onClick=${() => choose({ ...choice, all })}>${all ? `all ${document.total}` : `${document.differing} that differ`}</button>`)}
      </div></div>
    <${CompareTable} store=${store} rows=${rows} by=${choice.by} sort=${(/** @type {Order} */ by) => choose({ ...choice, by })} />`;
}

/** @param {{store: Store, document: ComparisonDocument}} props */
function Summary({ store, document: { targets, apart, gradient_apart: back, differing, total, rows } }) {
  const label = (/** @type {string | null} */ id, /** @type {"a" | "b"} */ side) => rows.find((row) => row[side]?.id === id)?.[side] ?? null;
  const target = targets && label(targets.b, "b");
  return html`<div class="compare-summary">
    ${targets && target && html`<p class="compare-target"><bdi>${calledOf(target)}</bdi>
      <span><b class="side-a">A</b> <output>${size(targets.value.a, target.shape)}</output></span>
      <span><b class="side-b">B</b> <output>${size(targets.value.b, target.shape)}</output></span></p>`}
    <p class="compare-words">${differing === 0 ? `All ${total} nodes are the same to the last bit.`
      : html`${count(differing, "node")} of ${total} ${differing === 1 ? "differs" : "differ"}.
        ${apart && html` On the way forward the two first part at <${Place} store=${store} one=${label(apart.a, "a")} other=${label(apart.b, "b")} what=${apart.what} />.`}
        ${back && html` On the way back the gradients first part at <${Place} store=${store} one=${label(back.a, "a")} other=${label(back.b, "b")} what=${back.what} />.`}`}</p>
  </div>`;
}

/**
 * @param {{store: Store, one: import("../types.js").NodeOfRun | null, other: import("../types.js").NodeOfRun | null, what: string}} props
 */
function Place({ store, one, other, what }) {
  const shown = other ?? one;
  if (!shown) return null;
  const name = other ? html`<button class="link" onClick=${() => store.select(other.id)}><bdi>${calledOf(other)}</bdi></button>`
    : html`<b><bdi>${calledOf(shown)}</bdi></b>`;
  const why = what === "only_a" ? "which only A has" : what === "only_b" ? "which only B has"
    : what === "operation" ? `${one?.op} in A, ${other?.op} in B` : what === "shape" ? "of another shape" : null;
  return html`${name}${why && `, ${why}`}`;
}

/** @param {Entry | null} entry @param {readonly number[]} shape */
function size(entry, shape) {
  return entry === null ? "none" : shape.length > 0 ? `‖${number(entry)}‖` : number(entry);
}

/** Curves of both over one another, where both train. @param {{store: Store, ofA: PassesDocument | null, passes: Passes}} props */
function Losses({ store, ofA, passes }) {
  const loop = store.run.value?.loop ?? [];
  if (!ofA || loop.length === 0) return null;
  const found = passes.get();
  return found.state === "here" && found.value.total > 0
    ? html`<${Curves} store=${store} a=${ofA} b=${found.value} />` : null;
}

/** @param {{store: Store, a: PassesDocument, b: PassesDocument}} props */
function Curves({ store, a, b }) {
  const loop = store.run.value?.loop ?? [];
  const at = passOf(loop, store.step.value);
  const curves = useMemo(() => {
    const length = Math.max(a.loss.length, b.loss.length);
    return [curve(a.loss, length, "side-a"), curve(b.loss, length, "side-b")];
  }, [a, b]);
  const go = (/** @type {number} */ pass) =>
    store.seek(sameStepIn(loop, Math.min(pass, loop.length - 1), store.step.peek()));
  const words = (/** @type {PassesDocument} */ { loss }) => (loss[at] === undefined || loss[at] === null ? "none" : number(/** @type {Entry} */ (loss[at])));
  return html`<section class="compare-losses" aria-label="Losses">
    <h3><bdi>${b.name}</bdi> <span>pass by pass</span><output>pass ${at + 1} · <b class="side-a">A</b> ${words(a)} · <b class="side-b">B</b> ${words(b)}</output></h3>
    <${Chart} curves=${curves} at=${at} height=${LOSS} axes=${true} theme=${store.look.theme.value} onGo=${go}
      label=${`${b.name} of A over ${a.total} passes and of B over ${b.total}`} />
  </section>`;
}

/**
 * @param {readonly (Entry | null)[]} values
 * @param {number} length of the longer one
 * @param {string} colour
 * @returns {import("./chart.js").Curve}
 */
function curve(values, length, colour) {
  return { colour, values: Array.from({ length }, (_, pass) => (typeof values[pass] === "number" ? toNumber(values[pass]) : null)) };
}

/** @param {{document: ComparisonDocument}} props */
function Printed({ document: { printed_a: a, printed_b: b } }) {
  return a !== b && html`<details class="compare-printed"><summary>They print different texts</summary>
    <div><section aria-label="Printed by A"><h4 class="side-a">A</h4><pre tabindex="0">${a || "nothing"}</pre></section>
    <section aria-label="Printed by B"><h4 class="side-b">B</h4><pre tabindex="0">${b || "nothing"}</pre></section></div></details>`;
}
