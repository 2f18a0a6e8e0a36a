/** Below the editor: what the program printed, the lesson's questions, and how the last run went. */

import { html, useEffect, useState } from "preact";
import { served } from "../service/api.js";
import { count } from "../format.js";
import { faultsOf, fixable } from "../run/fix.js";
import { withoutNumbersIn } from "../run/kinship.js";
import { outlineOf } from "../run/timeline.js";
import { Attached } from "./attached.js";
import { Checks } from "./checks.js";
import { later } from "./later.js";
import { Icon } from "./icons.js";
import { Unfolded } from "./parts.js";
import { VariablesPanel } from "./variables.js";

/** @import { Store } from "../state/store.js" */
/** @import { Unfolding } from "./parts.js" */
/** @import { Variables } from "../service/variables.js" */
/** @import { Standing } from "../run/kinship.js" */
/** @import { Leaves, Lesson, Problem } from "../types.js" */
/** @typedef {{runAsWritten: () => Promise<void>, detach: (name: string) => Promise<void>, stop: () => void, runAgain: () => Promise<void>}} Written */

const Charts = later(async () => (await import("./charts.js")).Charts);

const LONGEST_VALUE = 40;
/** Seconds after which a run can be stopped. */
const LONG_RUN = 2;

/** @param {{store: Store, program: Written, unfolding: Unfolding, variables?: Variables}} props */
export function ProgramFoot({ store, program, unfolding, variables }) {
  return html`<${Attached} store=${store} program=${program} /><${Checks} store=${store} /><${VariablesPanel} store=${store} variables=${variables} /><${Printed} store=${store} /><${Drawings} store=${store} /><${Questions} store=${store} />
    <${Overrides} store=${store} program=${program} />
    <${Unfolded} store=${store} unfolding=${unfolding} /><${Unkept} store=${store} /><${Status} store=${store} program=${program} />`;
}

/** @param {{store: Store}} props */
function Printed({ store }) {
  const printed = store.stale.value ? "" : (store.run.value?.printed ?? "");
  if (printed === "") return null;
  return html`<section class="printed" aria-label="Printed">
    <h3>Printed</h3>
    <pre tabindex="0">${printed}</pre>
  </section>`;
}

/** @param {{store: Store}} props */
function Drawings({ store }) {
  const charts = store.stale.value ? 0 : (store.run.value?.charts?.length ?? 0);
  return charts > 0 && html`<${Charts} store=${store} />`;
}

/** @param {{store: Store}} props */
function Questions({ store }) {
  const lesson = store.program.lesson.value;
  const standing = store.program.standing.value;
  if (!lesson || lesson.questions.length === 0 || standing === "other") return null;
  if (standing === "edited") return html`<p class="lesson-summary aside">What the lesson says is not true of this text
    any more. It comes back with the lines it speaks of.</p>`;
  const words = wordsOf(lesson, standing);
  return html`${words.summary && html`<p class="lesson-summary">${words.summary}</p>`}
  ${(words.teaches || words.questions.length > 0) && html`<details class="questions" key=${lesson.id}>
    <summary>${words.questions.length > 0 ? `${count(words.questions.length, "question")}, and what it teaches` : "What it teaches"}</summary>
    <ol>${words.questions.map(({ question, answer }) => html`<li key=${question}>${question}
      <details><summary>Answer</summary><p>${answer}</p></details></li>`)}</ol>
    ${words.teaches && html`<${Teaches} words=${words.teaches} after=${words.questions.length > 0} />`}
    ${standing === "same" && lesson.avoids.length > 0 && html`<details class="avoids"><summary>Where lecture notes slip</summary>
      <ul>${lesson.avoids.map(({ number, lecture, said, right }) => html`<li key=${number}>Notes ${lecture}: ${said}. Here: ${right}.</li>`)}</ul></details>`}
  </details>`}`;
}

/** Questions come first: what is read before them would answer them. @param {{words: string, after: boolean}} props */
function Teaches({ words, after }) {
  return after ? html`<details><summary>What it teaches</summary><p>${words}</p></details>` : html`<p>${words}</p>`;
}

/**
 * What the lesson says that is true of the text: where the numbers differ, what it says without numbers.
 * @param {Lesson} lesson
 * @param {Standing} standing
 */
function wordsOf({ summary, teaches, questions }, standing) {
  if (standing === "same") return { summary, teaches, questions };
  const holds = (/** @type {string} */ words) => withoutNumbersIn(words) === words;
  return {
    summary: withoutNumbersIn(summary),
    teaches: withoutNumbersIn(teaches),
    questions: questions.filter(({ question, answer }) => holds(question) && holds(answer)),
  };
}

/** @param {{store: Store, program: Written}} props values and a target that are not those of the text */
function Overrides({ store, program }) {
  const leaves = Object.entries(store.program.leaves.value ?? {});
  const target = store.program.target.value;
  if (leaves.length === 0 && target === null) return null;
  return html`<div class="overrides" role="group" aria-label="Not as the program says">
    ${leaves.length > 0 && html`<p>Other values than the program says:
      ${leaves.map(([name, value]) => html`<${Leaf} key=${name} name=${name} value=${value} />`)}</p>`}
    ${target !== null && html`<p>Another target than the program says: <code><bdi>${target}</bdi></code></p>`}
    ${served && html`<button class="button small" onClick=${() => program.runAsWritten()}>
      <${Icon} name="reset" /> Run as written</button>`}
  </div>`;
}

/** @param {{name: string, value: Leaves[string]}} props */
function Leaf({ name, value }) {
  return html`<code><bdi>${name}</bdi> = ${shortened(JSON.stringify(value))}</code>`;
}

/** @param {string} text */
function shortened(text) {
  return text.length > LONGEST_VALUE ? `${text.slice(0, LONGEST_VALUE - 1)}…` : text;
}

/** @param {{store: Store}} props */
function Unkept({ store }) {
  return !store.program.kept.value && html`<div class="status warning" role="status">
    <b>Your browser keeps nothing of this text.</b> Its storage is full or forbidden: copy the link, or the text, before
    you leave.</div>`;
}

/** @param {{store: Store, program: Written}} props */
function Status({ store, program }) {
  const problem = store.program.problem.value;
  const run = store.run.value;
  if (store.offline.value) {
    return html`<div class="status warning" role="status">
      <b>The server does not answer.</b> Trying again every few seconds. Your text is kept, and you can go on
      typing.
    </div>`;
  }
  if (store.busy.value !== null) {
    return html`<div class="status warning" role="status">
      <b>The server is busy.</b> Trying again in ${count(store.busy.value, "second")}, or as soon as you change the
      program.
    </div>`;
  }
  if (problem) return html`<${Mistake} store=${store} problem=${problem} />`;
  if (store.working.value) {
    return html`<div class="status" role="status"><span class="spinner"></span> Running…
      <${Stop} onStop=${() => program.stop()} /></div>`;
  }
  if (store.givenUp.value) {
    return html`<div class="status warning" role="status">Stopped before its end${run ? "; what is shown is the run before" : ""}.
      <button class="button small" onClick=${() => program.runAgain()}>Run again</button></div>`;
  }
  if (!run) return html`<div class="status">${store.program.opened.value ? "Nothing to run yet." : "Loading…"}</div>`;
  return html`<div class="status">
    <span class="dot"></span> ${count(run.nodes.length, "node")} · ${count(outlineOf(run).length, "step")}
    ${run.notes.map((note) => html`<p key=${note} class="note">${note}</p>`)}
  </div>`;
}

/** @param {{onStop: () => void}} props what takes long can be given up */
function Stop({ onStop }) {
  const [seconds, tell] = useState(0);
  useEffect(() => {
    const begun = Date.now();
    const clock = setInterval(() => tell(Math.floor((Date.now() - begun) / 1000)), 1000);
    return () => clearInterval(clock);
  }, []);
  if (seconds < LONG_RUN) return null;
  return html`${" "}<span aria-live="off">${count(seconds, "second")}</span> <button class="button small" onClick=${onStop}>Stop</button>`;
}

/** @param {{store: Store, problem: Problem}} props */
function Mistake({ store, problem }) {
  const { line, detail, hint } = problem;
  const faults = faultsOf(problem);
  const more = Math.max(0, faults.length - 1);
  const fix = fixable(problem, null)?.fix;
  return html`<div class="status error" role="status">
    <p>
      ${line != null && html`<button class="place" onClick=${() => store.program.goTo(problem)}>Line ${line}</button> `}
      ${detail}
    </p>
    ${hint && html`<p class="hint">${hint}</p>`}
    ${(fix || more > 0) && html`<p class="hint">
      ${fix && html`<button class="button small" aria-keyshortcuts="Control+. Meta+." onClick=${() => store.program.apply(fix)}>
        ${fix === faults[0].fix ? "Put it right" : `Put line ${fix.range.line} right`}</button> `}
      ${more > 0 && `${count(more, "more mistake")}.`}</p>`}
  </div>`;
}
