/** Training: a loop that calls backward(), read over its passes. */

import { html, useMemo, useRef, useState } from "preact";
import { number, toNumber } from "../format.js";
import { passOf, sameStepIn } from "../run/passes.js";
import { Chart } from "./chart.js";
import { Failure } from "./failure.js";
import { Rates } from "./rates.js";
import { Step } from "./training-step.js";

/** @import { Curve } from "./chart.js" */
/** @import { Program } from "../page/program.js" */
/** @import { Passes } from "../service/passes.js" */
/** @import { Store } from "../state/store.js" */
/** @import { Entry, PassShown, PassesDocument, RunDocument, TrainedParameter, Turn } from "../types.js" */

/** @typedef {{program: string, run: RunDocument, series: PassesDocument | null}} Longest the run that went on for longest */

/** Why there is nothing to read here. */
const NO_LOOP = "No loop of this program calls backward(), so there is nothing to follow from pass to pass.";

/** Pixels. */
const LOSS = 150;
const SMALL = 96;

/** @param {{store: Store, passes: Passes, program: Program}} props */
export function Training({ store, passes, program }) {
  const before = useRef(/** @type {PassesDocument | null} */ (null));
  const run = store.run.value;
  const loop = run?.loop ?? [];
  if (run?.pass_shown && loop.length) return html`<${LongTraining} store=${store} passes=${passes} program=${program} run=${run} />`;
  if (loop.length === 0) return html`<p class="training-none">${NO_LOOP}</p>`;
  const found = passes.get();
  // The series of the run before stay until those of the new one are here.
  if (found.state === "here") before.current = found.value;
  const series = before.current?.total === loop.length ? before.current : null;
  const at = passOf(loop, store.step.value);
  const go = (/** @type {number} */ pass) => store.seek(sameStepIn(loop, pass, store.step.peek()));
  return html`<div class="training" data-passes=${found.state}>
    <section class="training-loss" aria-label="Loss">
      ${series ? html`<${Loss} store=${store} series=${series} at=${at} go=${go} />` : html`<${Awaited} passes=${passes} found=${found} />`}
      <${Rails} store=${store} loop=${loop} at=${at} go=${go} />
    </section>
    <div class="training-parts">
      ${series && html`<${Parameters} store=${store} turn=${loop[at]} series=${series} at=${at} go=${go}>
        <${Rates} store=${store} program=${program} /></${Parameters}>`}
    </div>
  </div>`;
}

/**
 * Of a loop too long to be kept whole the run shows one pass; the series are those of the run that went on for longest.
 * @param {{store: Store, passes: Passes, program: Program, run: RunDocument}} props
 */
function LongTraining({ store, passes, program, run }) {
  const longest = useRef(/** @type {Longest} */ ({ program: "", run, series: null }));
  const [wanted, want] = useState(/** @type {number | null} */ (null));
  const { loop, pass_shown: shown } = /** @type {RunDocument & {pass_shown: PassShown}} */ (run);
  const asked = JSON.stringify({ ...run.request, pass_shown: null, source: run.source });
  if (longest.current.program !== asked || totalOf(longest.current.run) < shown.total) longest.current = { program: asked, run, series: null };
  const found = longest.current.series ? null : passes.of(longest.current.run);
  if (found?.state === "here") longest.current.series = found.value;
  const { series } = longest.current;
  const at = shown.index ?? 0;
  const total = totalOf(longest.current.run);
  const working = store.working.value;
  const go = (/** @type {number} */ pass) => {
    want(pass);
    if (pass !== at) program.showPass(pass);
  };
  const place = working ? wanted ?? at : at;
  return html`<div class="training" data-passes=${series ? "here" : "loading"}>
    <section class="training-loss" aria-label="Loss">
      ${series ? html`<${Loss} store=${store} series=${series} at=${place} go=${go} />` : found && html`<${Awaited} passes=${passes} found=${found} />`}
      <${Rail} words="Pass" name="pass" value=${place} max=${total - 1} text=${`pass ${place + 1} of ${total}`} onSet=${go} />
      <${StepRail} store=${store} turn=${loop[0]} />
      <p class="training-kept" role="status">${working && wanted !== null
        ? html`Pass ${wanted + 1} is being computed … <button class="button small" onClick=${() => program.stop()}>Stop</button>`
        : `Of ${total.toLocaleString("en")} passes the graph shows pass ${at + 1}; another one is computed when you ask for it.`}</p>
    </section>
    <div class="training-parts">
      ${series && html`<${Parameters} store=${store} turn=${loop[0]} series=${series} at=${at} go=${go}>
        <${Rates} store=${store} program=${program} /></${Parameters}>`}
    </div>
  </div>`;
}

/** @param {RunDocument} run of a loop too long to be kept whole */
function totalOf({ pass_shown: shown }) {
  return shown?.total ?? 0;
}

/** @param {{passes: Passes, found: import("../service/fetched.js").Found<PassesDocument>}} props */
function Awaited({ passes, found }) {
  return found.state === "failed"
    ? html`<${Failure} what="The passes are not here." words=${found.words} onRetry=${() => passes.retry()} />`
    : html`<p class="training-none" role="status">The passes are on their way …</p>`;
}

/** @param {{store: Store, series: PassesDocument, at: number, go: (pass: number) => void}} props */
function Loss({ store, series, at, go }) {
  const curves = useMemo(() => [curve(series.loss, "value")], [series]);
  const loss = series.loss[at];
  return html`<h3><bdi>${series.name}</bdi> <span>pass by pass</span><output>pass ${at + 1} of ${series.total}${
      loss !== null && html` · <bdi>${series.name}</bdi> <b>${number(loss)}</b>`}</output></h3>
    <${Chart} curves=${curves} at=${at} height=${LOSS} axes=${true} theme=${store.look.theme.value} onGo=${go}
      label=${`${series.name} over ${series.total} passes`} />`;
}

/** @param {{store: Store, loop: Turn[], at: number, go: (pass: number) => void}} props */
function Rails({ store, loop, at, go }) {
  return html`
    <${Rail} words="Pass" name="pass" value=${at} max=${loop.length - 1} text=${`pass ${at + 1} of ${loop.length}`} onGo=${go} />
    <${StepRail} store=${store} turn=${loop[at]} />`;
}

/** @param {{store: Store, turn: Turn}} props */
function StepRail({ store, turn }) {
  const { first, last } = turn;
  const place = Math.min(last, Math.max(first, store.step.value)) - first;
  return html`
    <${Rail} words="Step in the pass" name="turn" value=${place} max=${last - first} phases=${phasesOf(store, turn)}
      text=${`step ${place + 1} of ${last - first + 1} of the pass`}
      onGo=${(/** @type {number} */ to) => store.seek(first + to)} />`;
}

/**
 * @param {{store: Store, turn: Turn, series: PassesDocument, at: number, go: (pass: number) => void, children: any}} props
 */
function Parameters({ store, turn, series, at, go, children }) {
  const [chosen, choose] = useState(0);
  const theme = store.look.theme.value;
  const step = store.timeline.value?.outline[store.step.value];
  // That of an update is what the update changes.
  const changed = step?.phase === "update" ? series.parameters.findIndex(({ after }) => after[at] === step.node) : -1;
  const shown = changed >= 0 ? changed : Math.min(chosen, series.parameters.length - 1);
  return html`<div class="training-small" role="group" aria-label="Parameters">
      ${series.parameters.map((parameter, place) => html`<${Trajectory} key=${parameter.name} parameter=${parameter} at=${at}
        theme=${theme} onGo=${go} pressed=${place === shown} choose=${() => choose(place)} />`)}
      <${Sizes} series=${series} at=${at} theme=${theme} onGo=${go} />
    </div>
    <div class="training-side">
      ${series.parameters.length > 0 && html`<${Step} store=${store} turn=${turn} series=${series} at=${at}
        parameter=${series.parameters[shown]} />`}
      ${children}
    </div>`;
}

/**
 * A slider of the page's own keys and looks.
 * @param {{words: string, name: string, value: number, max: number, text: string, phases?: string, onGo?: (place: number) => void, onSet?: (place: number) => void}} props
 *   `onSet`: told once the thumb is let go
 */
function Rail({ words, name, value, max, text, phases, onGo, onSet }) {
  return html`<label class=${`training-rail ${name}`}><span>${words}</span>
    <input type="range" min="0" max=${max} step="1" value=${value} aria-valuetext=${text} style=${phases && { "--phases": phases }}
      onInput=${(/** @type {any} */ event) => onGo?.(Number(event.currentTarget.value))}
      onChange=${(/** @type {any} */ event) => onSet?.(Number(event.currentTarget.value))} /></label>`;
}

/** The phases of a pass as colours along its rail. @param {Store} store @param {Turn} turn */
function phasesOf(store, { first, last }) {
  const outline = store.timeline.value?.outline ?? [];
  const length = last - first + 1;
  const stops = [];
  for (let from = first; from <= last;) {
    const { phase } = outline[from];
    let to = from;
    while (to <= last && outline[to].phase === phase) to++;
    stops.push(`var(--track-${phase}-done) ${share(from - first, length)} ${share(to - first, length)}`);
    from = to;
  }
  return `linear-gradient(to right, ${stops.join(", ")})`;
}

/** @param {number} part @param {number} whole */
function share(part, whole) {
  return `${((100 * part) / whole).toFixed(2)}%`;
}

/**
 * The entries of a parameter over the passes.
 * @param {{parameter: TrainedParameter, at: number, theme: string, pressed: boolean, choose: () => void, onGo: (pass: number) => void}} props
 */
function Trajectory({ parameter, at, theme, pressed, choose, onGo }) {
  const { name, shape, entries, values } = parameter;
  const curves = useMemo(() => entries.map((_, entry) => curve(values.map((each) => each[entry]), "value")), [parameter]);
  const size = shape.reduce((product, length) => product * length, 1);
  return html`<figure class="training-chart">
    <figcaption><button aria-pressed=${String(pressed)} title=${`What the pass does to ${name}`} onClick=${choose}><bdi>${name}</bdi></button>
      <span>${entries.length < size ? `${entries.length} of ${size} entries · ` : ""}${extent(curves)}</span></figcaption>
    <${Chart} curves=${curves} at=${at} height=${SMALL} theme=${theme} onGo=${onGo} label=${`${name} over the passes`} />
  </figure>`;
}

/** @param {{series: PassesDocument, at: number, theme: string, onGo: (pass: number) => void}} props */
function Sizes({ series, at, theme, onGo }) {
  const curves = useMemo(() => series.parameters.map(({ gradient }) => curve(gradient, "gradient")), [series]);
  const positive = curves.map(({ values, colour }) => ({ colour, values: values.map((value) => (value ? value : null)) }));
  return html`<figure class="training-chart sizes">
    <figcaption><i>‖∂‖</i> of each<span>${extent(positive)}, log</span></figcaption>
    <${Chart} curves=${curves} at=${at} height=${SMALL} log=${true} theme=${theme} onGo=${onGo}
      label="Size of the gradient of each parameter over the passes" />
    <ul class="training-norms">${series.parameters.map(({ name, gradient }) => html`<li key=${name}><bdi>${name}</bdi>
      <b>${gradient[at] === null ? "none" : number(toNumber(/** @type {Entry} */ (gradient[at])), 3)}</b></li>`)}</ul>
  </figure>`;
}

/**
 * @param {readonly (Entry | null)[]} values
 * @param {string} colour
 * @returns {Curve} what is no finite number is a gap
 */
function curve(values, colour) {
  return { colour, values: values.map((value) => (typeof value === "number" ? value : null)) };
}

/** @param {readonly Curve[]} curves */
function extent(curves) {
  let [least, most] = [Infinity, -Infinity];
  for (const { values } of curves) {
    for (const value of values) {
      if (value === null) continue;
      least = Math.min(least, value);
      most = Math.max(most, value);
    }
  }
  return least > most ? "no finite number" : `${number(least, 2)} … ${number(most, 2)}`;
}
