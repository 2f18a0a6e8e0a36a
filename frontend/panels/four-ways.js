/** Four ways to one derivative: reverse mode, forward mode with dual numbers, differences, and its formula. */

import { html, useState } from "preact";
import { brief, count, number, toNumber } from "../format.js";
import { labelOf } from "../run/describe.js";
import { seedIn, seedOf } from "../run/seeds.js";
import { rowsOf } from "../run/tape.js";
import { derivativesOf } from "../service/derivatives.js";
import { tangentsFor } from "../service/tangents.js";
import { ErrorChart } from "./error-chart.js";
import { Failure } from "./failure.js";
import { Formula } from "./formula.js";
import { SeedChoice } from "./seed-choice.js";

/** @import { Store } from "../state/store.js" */
/** @import { Known, Timeline } from "../run/timeline.js" */
/** @import { DerivativesDocument, DerivativeWay } from "../types.js" */
/** @import { Row } from "../run/tape.js" */

/** @type {Record<DerivativeWay["name"], string>} */
const NAMES = {
  reverse: "Reverse", forward: "Forward, dual numbers", differences: "Central differences", symbolic: "Symbolic",
};
/** Rows of a lane; of more, the first. */
const MOST_ROWS = 60;
const MOST_PARAMETERS = 1e15;

/** @param {{store: Store}} props */
export function FourWays({ store }) {
  const [timeline, known] = [store.timeline.value, store.known.value];
  if (!timeline || !known) return null;
  const chosen = seedIn(timeline.run, store.look.seed.value);
  if (!chosen) return html`<p class="ways-none">No leaf of this program requires a gradient: there is nothing to differentiate by.</p>`;
  const seed = seedOf(chosen.node, chosen.entry);
  const derivatives = derivativesOf(store);
  const found = derivatives.of(seed);
  return html`<div class="ways">
    <div class="ways-bar"><${SeedChoice} store=${store} timeline=${timeline} words="derivative by" /></div>
    ${found.state === "failed" && html`<${Failure} what="The derivatives are not here." words=${found.words} onRetry=${() => derivatives.retry()} />`}
    ${found.state === "coming" && html`<p class="pending" role="status">Differentiating in four ways …</p>`}
    ${found.state === "here" && html`<div class="ways-body">
      <${Table} key=${seed} found=${found.value} target=${labelOf(timeline, found.value.roots[0])} />
      <div class="ways-cards">
        <${Reverse} store=${store} timeline=${timeline} known=${known} />
        <${Forward} key=${`${timeline.run.id} ${seed}`} store=${store} timeline=${timeline} seed=${seed} name=${found.value.leaf.name} />
        <${Differences} store=${store} found=${found.value} />
        <${Symbolic} found=${found.value} target=${labelOf(timeline, found.value.roots[0])} />
      </div>
    </div>`}
  </div>`;
}

/** @param {{found: DerivativesDocument, target: string}} props with the passes for any number of parameters */
function Table({ found, target }) {
  const [parameters, setParameters] = useState(found.parameters);
  const true_ = toNumber(found.ways[0].value ?? "NaN");
  const [first] = found.ways;
  return html`<table class="ways-table">
    <thead><tr><th scope="col">way</th><th scope="col">∂${target}/∂${found.leaf.name}</th><th scope="col">error</th>
      <th scope="col">operations here</th>
      <th scope="col"><label>passes for <input type="number" min="1" max=${MOST_PARAMETERS} step="1" value=${parameters}
        onInput=${(/** @type {any} */ event) => event.currentTarget.checkValidity() && Number(event.currentTarget.value) >= 1
          && setParameters(Number(event.currentTarget.value))} /> parameters</label></th></tr></thead>
    <tbody>${found.ways.map((way) => html`<tr key=${way.name} data-way=${way.name}>
      <th scope="row">${NAMES[way.name] ?? way.name}</th>
      <td class="ways-value">${way.value === null ? "–" : number(toNumber(way.value))}</td>
      <td>${way.value === null ? "" : way === first ? "0" : number(Math.abs(toNumber(way.value) - true_), 2)}</td>
      <td>${way.operations.toLocaleString("en")}${way.name === "symbolic" && way.value !== null ? html` <small>in one formula</small>` : ""}</td>
      <td>${passesOf(way, parameters)}${way.reason && html`<p class="ways-reason">${way.reason}</p>`}</td>
    </tr>`)}</tbody>
  </table>`;
}

/** @param {DerivativeWay} way @param {number} parameters @returns {string} */
function passesOf({ name }, parameters) {
  const many = (/** @type {number} */ times) => times.toLocaleString("en");
  if (name === "reverse") return "1 forward + 1 backward";
  if (name === "forward") return `${many(parameters)} forward`;
  if (name === "differences") return `${many(2 * parameters)} forward`;
  return `none; ${parameters === 1 ? "1 formula" : `${many(parameters)} formulas`}`;
}

/** The adjoints at the step, from the target back. @param {{store: Store, timeline: Timeline, known: Known}} props */
function Reverse({ store, timeline, known }) {
  const rows = rowsOf(timeline).filter(({ id }) => timeline.nodes.get(id)?.gradient_state === "computed").reverse();
  const place = store.place.value;
  return html`<section aria-label="Reverse mode">
    <h2>Reverse: from the result back to every leaf</h2>
    <p>One backward pass gives all gradients; here as far as the step has come.</p>
    <${Lane} rows=${rows} line=${(/** @type {Row} */ { id, name }) => {
      const gradient = known.gradientOf(id)?.tensor;
      return html`<tr key=${id} class=${id === place ? "current" : ""} onClick=${() => store.select(id)}><th scope="row"><bdi>${name}</bdi></th>
        <td class="gradient">${gradient ? `∂ ${brief(gradient, 3)}` : html`<span class="ways-ahead">to come</span>`}</td></tr>`;
    }} />
  </section>`;
}

/** A lane of its own to step. @param {{store: Store, timeline: Timeline, seed: string, name: string}} props */
function Forward({ store, timeline, seed, name }) {
  const tangents = tangentsFor(store);
  const rows = rowsOf(timeline).filter(({ id }) => timeline.nodes.get(id)?.requires_grad);
  const [at, setAt] = useState(rows.length - 1);
  const values = timeline.at(timeline.length - 1);
  return html`<section aria-label="Forward mode">
    <h2><span>Forward: <bdi>${name}</bdi> + 1 ε through the program</span>
      <span class="ways-lane" role="group" aria-label="Steps of forward mode">
        <button class="chip" aria-label="Step back" disabled=${at === 0} onClick=${() => setAt(at - 1)}>‹</button>
        <span aria-live="polite">${at + 1} of ${rows.length}</span>
        <button class="chip" aria-label="Step on" disabled=${at >= rows.length - 1} onClick=${() => setAt(at + 1)}>›</button>
      </span></h2>
    <p>Each node is a dual number, its value + ε · its tangent. For every other entry another pass.</p>
    <${Lane} rows=${rows} line=${(/** @type {Row} */ row, /** @type {number} */ place) => {
      const [value, tangent] = [values.valueOf(row.id), tangents.at(seed, row.place)];
      return html`<tr key=${row.id} class=${place === at ? "current" : ""}><th scope="row"><bdi>${row.name}</bdi></th>
        <td class="value">${place <= at && value ? brief(value, 3) : ""}</td>
        <td class="local">${place > at ? html`<span class="ways-ahead">to come</span>` : tangent ? `+ ${brief(tangent, 3)} ε` : "…"}</td></tr>`;
    }} />
  </section>`;
}

/** @param {{rows: readonly Row[], line: (row: Row, place: number) => unknown}} props */
function Lane({ rows, line }) {
  return html`<div class="ways-rows" tabindex="0" role="group" aria-label="Rows"><table><tbody>${rows.slice(0, MOST_ROWS).map(line)}</tbody></table>
    ${rows.length > MOST_ROWS && html`<p class="ways-ahead">${count(rows.length - MOST_ROWS, "row")} more stand on the tape.</p>`}</div>`;
}

/** @param {{store: Store, found: DerivativesDocument}} props */
function Differences({ store, found }) {
  const best = found.widths.find(({ branch }) => branch === "best");
  const words = best ? `The error is least, ${number(toNumber(best.error), 2)}, where h is ${number(best.h, 2)}.` : found.ways[2].reason;
  return html`<section aria-label="Central differences">
    <h2>Central differences: error against h</h2>
    <p>(f(x + h) − f(x − h)) / 2h, and thin (f(x + h) − f(x)) / h. ${words}</p>
    ${found.widths.length > 0 && html`<${ErrorChart} widths=${found.widths} theme=${store.look.theme.value}
      label=${`Error against the width h, both logarithmic. ${words} Larger widths err by truncation, smaller ones by rounding.`} />`}
  </section>`;
}

/** @param {{found: DerivativesDocument, target: string}} props */
function Symbolic({ found, target }) {
  const { formulas } = found;
  const [raw, setRaw] = useState(false);
  if (!formulas) return html`<section aria-label="Symbolic"><h2>Symbolic: one formula</h2><p>${found.ways[3]?.reason}</p></section>`;
  const shown = raw ? formulas.raw : formulas.simplified;
  const operations = raw ? formulas.raw_operations : formulas.simplified_operations;
  return html`<section aria-label="Symbolic">
    <h2>Symbolic: one formula
      <span class="segmented" role="group" aria-label="The formula">
        ${[true, false].map((how) => html`<button key=${how} aria-pressed=${String(raw === how)} onClick=${() => setRaw(how)}>${how ? "as it comes" : "simplified"}</button>`)}
      </span></h2>
    <p><bdi>${target}</bdi> has ${count(formulas.result_operations, "operation")}, this derivative ${count(operations, "operation")}${
      formulas.shared_operations < formulas.simplified_operations ? `; simplified and with equal parts worked out once, ${formulas.shared_operations.toLocaleString("en")}` : ""}.</p>
    ${formulas.result && !raw && html`<${Formula} formula=${formulas.result} label="What is differentiated" />`}
    ${shown ? html`<${Formula} formula=${shown} label=${raw ? "The derivative as the rules give it" : "The derivative, simplified"} />`
      : html`<p class="ways-ahead">Too long to be read.</p>`}
  </section>`;
}
