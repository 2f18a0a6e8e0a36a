/** The diagnosis: what of a run deserves a second look, from where on it is told, and the gradients layer by layer. */

import { html, useState } from "preact";
import { count, number, toNumber } from "../format.js";
import { USUAL, askedOf, barsOf, thresholdsIn, thresholdsText } from "../run/findings.js";
import { diagnosesOf, findingsKey } from "../service/findings.js";
import { Failure } from "./failure.js";
import { Experiments, FindingBadge } from "./finding.js";

/** @import { Thresholds } from "../run/findings.js" */
/** @import { Store } from "../state/store.js" */
/** @import { Finding, GradientSize } from "../types.js" */

/** @type {{name: keyof Thresholds, words: string, most: number}[]} */
const FIELDS = [
  { name: "tiny", words: "vanishing below", most: 1e300 },
  { name: "huge", words: "exploding above", most: 1e300 },
  { name: "saturated", words: "saturated below a slope of", most: 1 },
];
const DIGITS = 3;

/** @param {{store: Store}} props */
export function Diagnosis({ store }) {
  if (!store.timeline.value) return null;
  const diagnoses = diagnosesOf(store);
  const found = diagnoses.of(findingsKey(store));
  return html`<div class="diagnosis">
    <${Bar} store=${store} />
    ${found.state === "failed" && html`<${Failure} what="The diagnosis is not here." words=${found.words} onRetry=${() => diagnoses.retry()} />`}
    ${found.state === "coming" && html`<p class="pending" role="status">Looking at every number of the run …</p>`}
    ${found.state === "here" && html`<div class="diagnosis-body">
      <${Findings} store=${store} findings=${found.value.findings} left=${found.value.left} />
      <${Sizes} store=${store} sizes=${found.value.gradients} thresholds=${found.value.thresholds} />
    </div>`}
  </div>`;
}

/** @param {{store: Store}} props */
function Bar({ store }) {
  const text = store.noticing.thresholds.value;
  const thresholds = thresholdsIn(text);
  const change = (/** @type {keyof Thresholds} */ name, /** @type {HTMLInputElement} */ field) => {
    const value = Number(field.value);
    if (field.value.trim() === "" || !field.checkValidity() || !Number.isFinite(value)) {
      field.value = String(thresholds[name]);
      return;
    }
    store.noticing.thresholds.value = thresholdsText({ ...thresholds, [name]: value });
  };
  return html`<div class="diagnosis-bar" role="group" aria-label="From where on something is told">
    ${FIELDS.map(({ name, words, most }) => html`<label key=${name}>${words}
      <input type="number" min="0" max=${most} step="any" value=${thresholds[name]}
        onChange=${(/** @type {any} */ event) => change(name, event.currentTarget)} /></label>`)}
    ${text !== null && html`<button class="button small" title=${`${USUAL.tiny}, ${USUAL.huge} and ${USUAL.saturated}`}
      onClick=${() => (store.noticing.thresholds.value = null)}>Usual thresholds</button>`}
  </div>`;
}

/** @param {{store: Store, findings: readonly Finding[], left: number}} props */
function Findings({ store, findings, left }) {
  return html`<section aria-label="Findings">
    <h2>${findings.length === 0 ? "Nothing stands out" : `${count(findings.length + left, "finding")}`}</h2>
    ${findings.length === 0 && html`<p class="diagnosis-none">No unit is dead or saturated, every parameter has a gradient
      within the thresholds, and every number is finite.</p>`}
    <ol>${findings.map((finding, place) => html`<li key=${place} data-finding=${finding.kind}
      onMouseEnter=${() => (store.hover.value = finding.node)} onMouseLeave=${() => (store.hover.value = null)}>
      <${FindingBadge} store=${store} finding=${finding} />
      <span>${finding.sentence}<${Experiments} store=${store} finding=${finding} /></span>
      <span class="diagnosis-ways"><button class="chip" onClick=${() => store.seek(finding.step)}>step ${finding.step + 1}</button>
        ${askedOf(finding) && html`<button class="chip" onClick=${() => store.askAboutFinding(finding)}>Why?</button>`}</span>
    </li>`)}</ol>
    ${left > 0 && html`<p class="diagnosis-none">${left} more of the same kinds are not listed.</p>`}
  </section>`;
}

/** @param {{store: Store, sizes: readonly GradientSize[], thresholds: Thresholds}} props */
function Sizes({ store, sizes, thresholds }) {
  const [log, setLog] = useState(true);
  if (sizes.length === 0) return html`<section aria-label="Gradients by layer"><h2>Gradients by layer</h2>
    <p class="diagnosis-none">No backward pass brings a parameter a gradient.</p></section>`;
  const norms = sizes.map(({ norm }) => toNumber(norm));
  const { share, from, to } = barsOf(norms, log);
  const marks = [thresholds.tiny, thresholds.huge].filter((size) => size > from && size < to);
  return html`<section aria-label="Gradients by layer">
    <h2>Gradients by layer
      <span class="segmented" role="group" aria-label="Scale of the bars">
        ${[true, false].map((logarithmic) => html`<button key=${logarithmic} aria-pressed=${String(log === logarithmic)}
          onClick=${() => setLog(logarithmic)}>${logarithmic ? "log" : "linear"}</button>`)}
      </span></h2>
    <table class="gradient-sizes"><thead><tr><th scope="col">parameter</th>
      <th scope="col" class="gradient-axis"><span>${number(from, 2)}</span><span>‖∂‖</span><span>${number(to, 2)}</span></th>
      <th scope="col">norm</th></tr></thead>
    <tbody>${sizes.map(({ node, name, norm, zeros, size }, place) => html`<tr key=${node} data-size=${node}>
      <th scope="row"><button class="chip" onClick=${() => store.select(node)}
        onMouseEnter=${() => (store.hover.value = node)} onMouseLeave=${() => (store.hover.value = null)}><bdi>${name}</bdi></button></th>
      <td><div class="gradient-bar">${log && marks.map((size) => html`<s key=${size} title=${`threshold ${size}`} style=${{ left: `${100 * share(size)}%` }}></s>`)}
        <i style=${{ width: `${norms[place] > 0 || Number.isNaN(norms[place]) ? 100 * share(norms[place]) : 0}%` }}></i></div></td>
      <td>${number(toNumber(norm), DIGITS)}${zeros > 0 && html` <small>${zeros === size ? "all" : `${zeros} of ${size}`} 0</small>`}</td>
    </tr>`)}</tbody></table>
    <p class="diagnosis-none">The Euclidean norm of each parameter's gradient, as the last pass left it that reached it.${
      log && marks.length > 0 ? " A dashed line is a threshold." : ""}</p>
  </section>`;
}
