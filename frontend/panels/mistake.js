/**
 * The mistakes of a program: the one that stops it in full, with both shapes where it is about shapes, and the others
 * that are known without running it. A fix is applied by its button, and by Ctrl or Command with a full stop.
 */

import { html } from "preact";
import { count } from "../format.js";
import { faultsOf, fixable, fixedLine } from "../run/fix.js";
import { failureOf } from "../run/mistake.js";

/** @import { Store } from "../state/store.js" */
/** @import { Failure } from "../run/mistake.js" */
/** @import { Fault, Fix, Problem } from "../types.js" */

/** @param {{store: Store, problem: Problem}} props */
export function Mistake({ store, problem }) {
  const { detail, hint, partial, failed } = problem;
  const source = store.program.source.value;
  const steps = store.timeline.value?.length ?? 0;
  const [title, ...rest] = detail.split(/: (?=\S)/);
  const failure = partial && failed ? failureOf(problem, partial) : null;
  const [first, ...others] = faultsOf(problem);
  return html`<div class="step mistake">
    <p class="where"><span class="phase mistake">mistake</span> <${Place} store=${store} place=${problem} /></p>
    <h2>${capitalised(title, source)}</h2>
    ${rest.length > 0 && html`<p class="sentence">${sentence(rest.join(": "), source)}</p>`}
    ${failure && html`<${Shapes} failure=${failure} />`}
    ${(hint || first?.fix) && html`<h3>The way out</h3>`}
    ${hint && html`<p class="way-out">${hint}</p>`}
    ${first?.fix && html`<${Apply} store=${store} problem=${problem} fault=${first} fix=${first.fix} />`}
    ${others.length > 0 && html`<${Others} store=${store} problem=${problem} others=${others} />`}
    ${problem.said && html`<h3>What Python prints</h3>
      <p class="said"><code>${problem.said.exception}: ${problem.said.message}</code></p>`}
    <p class="graph-note">${store.partial.value && steps > 0
      ? "The graph shows what ran before the mistake. You can step through it."
      : store.stale.value ? "The graph is that of the text before the mistake." : "Nothing ran before the mistake."}</p>
  </div>`;
}

/** @param {{store: Store, problem: Problem, others: Fault[]}} props */
function Others({ store, problem, others }) {
  return html`<h3>${count(others.length, "more mistake")}</h3>
    <ul class="faults">${others.map((fault) => html`<li key=${`${fault.line}:${fault.column}`}>
      <${Place} store=${store} place=${fault} />
      <p>${sentence(fault.detail, store.program.source.value)}</p>
      ${fault.hint && html`<p class="hint">${fault.hint}</p>`}
      ${fault.fix && html`<${Apply} store=${store} problem=${problem} fault=${fault} fix=${fault.fix} />`}
    </li>`)}</ul>`;
}

/** @param {{store: Store, problem: Problem, fault: Fault, fix: Fix}} props */
function Apply({ store, problem, fault, fix }) {
  const [before, written, after] = fixedLine(store.program.source.value, fix);
  const byKey = fixable(problem, null) === fault;
  return html`<div class="fix">
    <code><bdi>${before}<b>${written}</b>${after}</bdi></code>
    <button class="button small ${byKey ? "primary" : ""}" title=${byKey ? "Ctrl or ⌘ with ." : undefined}
      aria-keyshortcuts=${byKey ? "Control+. Meta+." : undefined} aria-label=${`Apply the fix in line ${fix.range.line}`}
      onClick=${() => store.program.apply(fix)}>Apply</button>
  </div>`;
}

/** @param {{store: Store, place: Problem | Fault}} props */
function Place({ store, place }) {
  const { line, column, end_line: endLine, end_column: endColumn } = place;
  if (line == null) return null;
  const last = (endColumn ?? 1) - 1;
  const columns = line !== endLine || column == null ? "" : last > column ? `, columns ${column}–${last}` : `, column ${column}`;
  return html`<button class="place" onClick=${() => store.program.goTo(place)}>line ${line}${columns}</button>`;
}

/** @param {{failure: Failure}} props */
function Shapes({ failure: { inputs, sign } }) {
  return html`<p class="clash-line">${inputs.map(({ label, shape, clashes }, index) => html`${index > 0 &&
    html`<span class="between">${inputs.length === 2 ? sign : ","}</span>`}<span class="clash-input"><bdi>${label}</bdi>
    <span>${shape.length === 0 ? "a number" : shape.map((size, axis) => html`${axis > 0 && "×"}${clashes.has(axis)
      ? html`<b>${size}</b>` : size}`)}</span></span>`)}</p>`;
}

/**
 * @param {string} text
 * @param {string} source
 */
function sentence(text, source) {
  return capitalised(/[.?!]$/.test(text) ? text : `${text}.`, source);
}

/**
 * A word of the program's own, such as torch, stays as it is.
 * @param {string} text
 * @param {string} source
 */
function capitalised(text, source) {
  const word = /^[\p{L}_][\p{L}\p{N}_]*/u.exec(text)?.[0];
  const own = word !== undefined && source.split(/[^\p{L}\p{N}_]+/u).includes(word);
  return own ? text : text.charAt(0).toUpperCase() + text.slice(1);
}
