/** The mistake in full: where it is, what it is, both shapes where it is about shapes, and the way out. */

import { html } from "preact";
import { failureOf } from "../run/mistake.js";

/** @import { Store } from "../state/store.js" */
/** @import { Failure } from "../run/mistake.js" */
/** @import { Problem } from "../types.js" */

/** @param {{store: Store, problem: Problem}} props */
export function Mistake({ store, problem }) {
  const { detail, hint, partial, failed } = problem;
  const steps = store.timeline.value?.length ?? 0;
  const [title, ...rest] = detail.split(/: (?=\S)/);
  const failure = partial && failed ? failureOf(problem, partial) : null;
  return html`<div class="step mistake">
    <p class="where"><span class="phase mistake">mistake</span> <${Place} store=${store} problem=${problem} /></p>
    <h2>${capitalised(title)}</h2>
    ${rest.length > 0 && html`<p class="sentence">${sentence(rest.join(": "))}</p>`}
    ${failure && html`<${Shapes} failure=${failure} />`}
    ${hint && html`<h3>The way out</h3><p class="way-out">${hint}</p>`}
    <p class="graph-note">${store.partial.value && steps > 0
      ? "The graph shows what ran before the mistake. You can step through it."
      : store.stale.value ? "The graph is that of the text before the mistake." : "Nothing ran before the mistake."}</p>
  </div>`;
}

/** @param {{store: Store, problem: Problem}} props */
function Place({ store, problem }) {
  const { line, column, end_line: endLine, end_column: endColumn } = problem;
  if (line == null) return null;
  const last = (endColumn ?? 1) - 1;
  const columns = line !== endLine || column == null ? "" : last > column ? `, columns ${column}–${last}` : `, column ${column}`;
  return html`<button class="place" onClick=${() => store.goTo(problem)}>line ${line}${columns}</button>`;
}

/** @param {{failure: Failure}} props */
function Shapes({ failure: { inputs, sign } }) {
  return html`<p class="clash-line">${inputs.map(({ label, shape, clashes }, index) => html`${index > 0 &&
    html`<span class="between">${inputs.length === 2 ? sign : ","}</span>`}<span class="clash-input"><bdi>${label}</bdi>
    <span>${shape.length === 0 ? "a number" : shape.map((size, axis) => html`${axis > 0 && "×"}${clashes.has(axis)
      ? html`<b>${size}</b>` : size}`)}</span></span>`)}</p>`;
}

/** @param {string} text */
function sentence(text) {
  return capitalised(/[.?!]$/.test(text) ? text : `${text}.`);
}

/** @param {string} text */
function capitalised(text) {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
