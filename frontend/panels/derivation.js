/** The derivation: the gradients of a backward pass on paper, line by line, in step with the graph. */

import { html, useEffect, useRef, useState } from "preact";
import { count, largest, matrix, number } from "../format.js";
import { LETTERS, circled, latexOf, markdownOf, mathmlOf, standingOf, switchesIn, switchesText } from "../run/paper.js";
import { sharedTint } from "../run/tints.js";
import { derivationsOf } from "../service/derivations.js";
import { thumb } from "../thumb.js";
import { Cell } from "./cell.js";
import { Failure } from "./failure.js";
import { Formula, mathOf } from "./formula.js";

/** @import { Timeline } from "../run/timeline.js" */
/** @import { Store } from "../state/store.js" */
/** @import { DerivationDocument, DerivationLine, Tensor } from "../types.js" */

/** Rows and columns of a gradient that stands beside its line with numbers. */
const READABLE = { rows: 3, columns: 3 };
const DIGITS = 3;
/** Milliseconds for which a button says that it has copied. */
const SAID = 1500;

/** @param {{store: Store}} props */
export function Derivation({ store }) {
  const timeline = store.timeline.value;
  if (!timeline) return null;
  const { passes } = timeline.run;
  if (passes === 0) return html`<div class="paper"><p class="paper-none">Nothing goes backward in this program: there is
    no gradient to derive. loss.backward() starts a backward pass.</p></div>`;
  const pass = Math.min(passes - 1, timeline.outline[store.step.value].pass);
  const derivations = derivationsOf(store);
  const found = derivations.of(`${pass} ${store.look.paper.value ?? ""}`);
  if (found.state === "failed") return html`<div class="paper"><${Failure} what="The derivation is not here."
    words=${found.words} onRetry=${() => derivations.retry()} /></div>`;
  if (found.state === "coming") return html`<div class="paper"><p class="pending">The lines are on their way …</p></div>`;
  return html`<div class="paper">
    <div class="paper-bar">
      <${Choices} store=${store} paper=${found.value} />
      <span class="paper-space"></span>
      <span class="paper-copies">Copy
        <${Copy} words="LaTeX" text=${() => latexOf(found.value)} />
        <${Copy} words="Markdown" text=${() => markdownOf(found.value)} />
        <${Copy} words="MathML" text=${mathOf() && (() => mathmlOf(found.value, mathOf() ?? String))} />
      </span>
    </div>
    <${Sheet} store=${store} timeline=${timeline} paper=${found.value} passes=${passes} />
  </div>`;
}

/** How the lines are written, as far as there is a choice. @param {{store: Store, paper: DerivationDocument}} props */
function Choices({ store, paper }) {
  const switches = switchesIn(store.look.paper.value);
  const turn = (/** @type {Partial<import("../run/paper.js").Switches>} */ change) => {
    store.look.paper.value = switchesText({ ...switches, ...change });
  };
  return html`
    ${paper.movable && html`<${Switch} name="Where 1/N stands" on=${paper.outside} onTurn=${(/** @type {boolean} */ outside) => turn({ outside })}
      ways=${[["1/N inside", "1/N stands where the mean divides"], ["1/N outside", "1/N stands before the gradients of the leaves alone"]]} />`}
    ${paper.turnable && html`<${Switch} name="How examples lie" on=${paper.columns} onTurn=${(/** @type {boolean} */ columns) => turn({ columns })}
      ways=${[["rows, A Wᵀ", "Each example is a row: Z = A Wᵀ + b"], ["columns, W A", "Each example is a column: Z = W A + b"]]} />`}
    ${paper.layered && html`<${Switch} name="Names of the layers" on=${paper.layers} onTurn=${(/** @type {boolean} */ layers) => turn({ layers })}
      ways=${[["own names", "As the program calls them"], ["W^[l]", "As lecture notes number layers: W^[l], Z^[l], A^[l], and A^[0] is the input"]]} />`}
    <label>loss <select value=${switches.letter} onChange=${(/** @type {any} */ event) => turn({ letter: event.target.value })}>
      ${[...LETTERS].map(([name, sign]) => html`<option key=${name} value=${name}>${sign}</option>`)}</select></label>`;
}

/** @param {{name: string, on: boolean, ways: [string, string][], onTurn: (on: boolean) => void}} props */
function Switch({ name, on, ways, onTurn }) {
  return html`<div class="segmented" role="group" aria-label=${name}>
    ${ways.map(([words, title], place) => html`<button key=${words} aria-pressed=${String(on === (place === 1))} title=${title}
      onClick=${() => onTurn(place === 1)}>${words}</button>`)}
  </div>`;
}

/** @param {{words: string, text: (() => string) | null}} props `text` is null until it can be made */
function Copy({ words, text }) {
  const [said, setSaid] = useState("");
  const copy = async () => {
    if (!text) return;
    const done = await (navigator.clipboard?.writeText(text()) ?? Promise.reject(new Error("no clipboard"))).then(() => true, () => false);
    setSaid(done ? "Copied" : "Not allowed here");
    setTimeout(() => setSaid(""), SAID);
  };
  return html`<button class="button small" aria-live="polite" aria-label=${said || `Copy ${words}`} disabled=${!text} onClick=${copy}>${said || words}</button>`;
}

/** @param {{store: Store, timeline: Timeline, paper: DerivationDocument, passes: number}} props */
function Sheet({ store, timeline, paper, passes }) {
  const step = store.step.value;
  const box = useRef(/** @type {HTMLElement | null} */ (null));
  const standings = paper.lines.map((line) => standingOf(line, step));
  const current = standings.indexOf("current");
  const reached = paper.lines.filter((line) => line.step <= step).length;
  const shared = paper.lines.filter(({ uses }) => uses > 0);
  const named = timeline.nodes.get(paper.target)?.label;
  useEffect(() => {
    if (current >= 0) box.current?.querySelector("[aria-current]")?.scrollIntoView({ block: "nearest" });
  }, [current, paper]);
  return html`<div class="paper-sheet" ref=${box}>
    <header>
      <div>
        <h2>The gradient of <bdi>${named}</bdi>, on paper</h2>
        <p>${count(paper.lines.length, "line")}${passes > 1 && ` for pass ${paper.pass + 1} of ${passes}`}. ${
          shared.length > 0 && html`What several gradients share is computed once and named δ. `}${
          paper.count !== null && `N = ${paper.count} is what the mean divides by.`}</p>
      </div>
      <div class="paper-definitions">${paper.lines.filter(({ definition }) => definition).reverse()
        .map(({ number: place, definition }) => html`<${Formula} key=${place} formula=${definition} label="What the program computes" />`)}</div>
    </header>
    <ol>${paper.lines.map((line, place) => html`<${Line} key=${line.number} store=${store} line=${line} standing=${standings[place]} step=${step} />`)}</ol>
    <p class="paper-foot"><b>${reached} of ${count(paper.lines.length, "line")}</b> reached at this step. ${
      shared.map((line) => html`<span key=${line.number}><span class="paper-swatch" data-shared=${sharedTint(line.number)}>${line.name.text}</span> is used ${line.uses === 1 ? "once" : `${line.uses} times`}. </span>`)}
      <b class="paper-check">✓</b> compares a line with the number the run computed.</p>
  </div>`;
}

/** @param {{store: Store, line: DerivationLine, standing: import("../run/paper.js").Standing, step: number}} props */
function Line({ store, line, standing, step }) {
  const reached = line.step <= step;
  const go = () => store.seek(line.step);
  return html`<li class=${`paper-line ${standing}`} data-line=${line.number} aria-current=${standing === "current" ? "step" : undefined}
    onMouseEnter=${() => (store.hover.value = line.node)} onMouseLeave=${() => (store.hover.value = null)}>
    <button class="paper-number" title=${`Go to step ${line.step + 1}`} aria-label=${`Line ${line.number}: go to step ${line.step + 1}`}
      onClick=${go}>${line.number}</button>
    <div class="paper-body">
      <div class="paper-formula" onClick=${go}><${Formula} formula=${line.formula} label=${`Line ${line.number}`} />${
        line.parameter !== null && html`<span class="paper-parameter" title="The leaves in the order of the program">${circled(line.parameter)}</span>`}</div>
      <p class="paper-words">${line.shapes && html`<span class="paper-shapes">${line.shapes}</span> `}${line.sentence}</p>
      ${line.stages.length > 0 && html`<details><summary>How it cancels</summary>
        ${line.stages.map((stage, place) => html`<${Formula} key=${place} formula=${stage} label="On the way" />`)}
        ${line.ones.map((one) => html`<${Formula} key=${one.text} formula=${one} label="Which is 1 here" />`)}
        <${Formula} formula=${line.formula} label="What is left" />
      </details>`}
    </div>
    ${reached ? html`<${Value} tensor=${line.value} />
      <span class="paper-mark" title=${`Largest difference: ${number(line.difference)}`}>${line.checked ? html`<span class="paper-check">✓</span> checked` : "not checked"}</span>`
      : html`<button class="chip paper-ahead" onClick=${go}>step ${line.step + 1}</button>`}
  </li>`;
}

/** The gradient as the run has it: numbers where they fit, else a picture. @param {{tensor: Tensor}} props */
function Value({ tensor }) {
  const place = useRef(/** @type {HTMLElement | null} */ (null));
  const { rows } = matrix(tensor);
  const small = rows.length <= READABLE.rows && (rows[0]?.length ?? 0) <= READABLE.columns && tensor.data !== null;
  useEffect(() => {
    if (!small) place.current?.replaceChildren(thumb(tensor));
  }, [tensor, small]);
  if (tensor.shape.length === 0) return html`<span class="paper-value scalar gradient">${number(rows[0][0])}</span>`;
  if (!small) return html`<span class="paper-value" ref=${place}></span>`;
  const scale = largest(tensor);
  return html`<table class="paper-value tensor gradient compact" aria-label=${`gradient, ${tensor.shape.join("×")}`}><tbody>
    ${rows.map((row, down) => html`<tr key=${down}>${row.map((entry, across) => html`<${Cell} key=${across} entry=${entry} scale=${scale} digits=${DIGITS} legible=${true} />`)}</tr>`)}
  </tbody></table>`;
}
