/** Starts the page: puts every panel in its place and opens what the address names. */

import { effect, html, render, signal } from "preact";
import { fetchLessons, fetchPart } from "./service/api.js";
import { Arrays } from "./service/arrays/arrays.js";
import { element } from "./element.js";
import { takeDropped } from "./page/attached.js";
import { followDone } from "./page/done.js";
import { followEnvironment } from "./page/environment.js";
import { Explanations } from "./service/explanations.js";
import { graphView } from "./graph/view.js";
import { listenToKeys } from "./page/keyboard.js";
import { answerMessages } from "./page/messages.js";
import { LocalJacobians } from "./service/local-jacobians.js";
import { tryWith } from "./page/trying.js";
import { Navigation } from "./page/navigation.js";
import { Header, titleOf } from "./panels/header.js";
import { keepFocus } from "./panels/keep-focus.js";
import { loadFormulas } from "./panels/katex.js";
import { followFindings } from "./service/findings.js";
import { fetchLater, later } from "./panels/later.js";
import { Comparisons } from "./service/comparisons.js";
import { Curves } from "./service/curves.js";
import { Passes } from "./service/passes.js";
import { Overlay } from "./panels/overlay.js";
import { ProgramFoot } from "./panels/program-foot.js";
import { ProgramHead } from "./panels/program-head.js";
import { mountReading } from "./panels/reading.js";
import { Program } from "./page/program.js";
import { StageFoot } from "./panels/stage-foot.js";
import { StageHead } from "./panels/stage-head.js";
import { Store } from "./state/store.js";
import { Variables } from "./service/variables.js";

/** Milliseconds after which the lessons are asked for where the picture does not stand yet: it comes first. */
const LESSONS_AFTER = 1000;

const store = new Store({ fetchSteps: async (run, from, to) => (await fetchPart(run, "steps", { from, to })).steps });
const program = new Program(store);
const explanations = new Explanations(store);
const arrays = new Arrays(store);
const comparisons = new Comparisons(store);
const navigation = new Navigation(store, program);
store.unfolding = navigation;
store.tryOut = tryWith(store, program);
/** @type {import("./graph/view.js").GraphView | null} */
let view = null;
/** @type {import("preact").Signal<ReturnType<typeof import("./live/mount.js").mountLive> | null>} */
const mounted = signal(null);
/** @type {import("./panels/reading.js").Held} */
const held = {
  Panel: () => mounted.value && html`<${mounted.value.Panel} live=${mounted.value.live} />`,
  fieldsOf: (node) => mounted.value?.live.canHold(node)
    ? html`<${mounted.value.Fields} live=${mounted.value.live} node=${node} />` : null,
  nudgesOf: (node) => mounted.value?.live.canNudge(node)
    ? html`<details class="nudge" key=${node.id}><summary>Nudge it, and watch the result</summary>
      <${mounted.value.Fields} live=${mounted.value.live} node=${node} /></details>` : null,
};

const Download = later(async () => (await import("./panels/download.js")).Download);
const Help = later(async () => (await import("./panels/help.js")).Help);
const Search = later(async () => (await import("./panels/search.js")).Search);
const Tour = later(async () => (await import("./panels/tour.js")).Tour);
const Lessons = later(async () => (await import("./panels/lessons.js")).Lessons);

function mountPanels() {
  render(html`<${Header} store=${store} onShare=${() => navigation.share()} onOpen=${chooseLesson} />`, empty("header"));
  mountReading(store, explanations, arrays, navigation, new LocalJacobians(store), navigation, held,
    { curves: new Curves(store), passes: new Passes(store), program, comparisons, swap: () => navigation.swap() });
  render(html`<${StageHead} store=${store} />`, element("stage-head"));
  render(html`<${Overlay} store=${store} onOpen=${openProgram} />`, element("graph-overlay"));
  render(html`<${Dialogs} />`, element("dialogs"));
  render(html`<${ProgramHead} store=${store} program=${program} onOpen=${openDraft} />`, element("program-head"));
  render(html`<${ProgramFoot} store=${store} program=${program} unfolding=${navigation}
    variables=${new Variables(store)} />`, element("program-foot"));
  keepFocus(element("program-head"), element("program"));
  keepFocus(element("graph-overlay"), element("graph"));
  effect(() => {
    document.title = `${titleOf(store)} · Gradwalk`;
  });
  const skip = /** @type {HTMLElement} */ (document.querySelector(".skip"));
  skip.addEventListener("click", (event) => {
    event.preventDefault();
    element("graph").focus();
  });
  addEventListener("beforeunload", (event) => {
    if (!store.program.kept.value && store.program.source.value.trim() !== "") event.preventDefault();
  });
  addEventListener("storage", ({ oldValue, newValue }) => program.keptElsewhere(oldValue, newValue));
}

const openLesson = (/** @type {string} */ id) => navigation.openLesson(id);
const chooseLesson = (/** @type {string} */ id) => navigation.chooseLesson(id);
const openDraft = (/** @type {import("./page/drafts.js").Draft} */ draft) => navigation.openDraft(draft);
const openProgram = (/** @type {string} */ source) => navigation.openProgram(source);

/** @param {string} node that the reader has found */
function goToNode(node) {
  store.look.dialog.value = null;
  store.folds.openAround(node);
  store.select(node);
  // The dialog gives the focus back to where it was, and the graph draws what was hidden in a group.
  requestAnimationFrame(() => view?.pointing.giveFocus(node));
}

/** @param {string} id */
function empty(id) {
  const found = element(id);
  found.replaceChildren();
  return found;
}

function Dialogs() {
  switch (store.look.dialog.value) {
    case "lessons":
      return html`<${Lessons} store=${store} drafts=${program.drafts} onOpen=${chooseLesson}
        onOpenDraft=${openDraft} onNew=${() => openProgram("")} />`;
    case "download":
      return view && html`<${Download} store=${store} arrays=${arrays} view=${view} />`;
    case "search":
      return html`<${Search} store=${store} onChoose=${goToNode} />`;
    case "tour":
      return html`<${Tour} store=${store} />`;
    case "help":
      return html`<${Help} store=${store} />`;
    default:
      return null;
  }
}

async function loadLessons() {
  store.program.lessons.value = await fetchLessons();
}

/** The text as it will stand in the editor, so that nothing jumps when the editor arrives. */
function showPlainText() {
  const text = document.createElement("pre");
  text.className = "editor-before";
  element("editor").replaceChildren(text);
  return effect(() => {
    text.textContent = store.program.source.value;
  });
}

async function loadEditor() {
  const { mountEditor } = await import("./editor/editor.js");
  const nonce = /** @type {HTMLElement} */ (document.querySelector("script[nonce]")).nonce ?? "";
  mountEditor(element("editor"), { store, program, nonce });
}

/** The next frame has been painted: its tasks come before one that is posted in it. */
function painted() {
  const { port1, port2 } = new MessageChannel();
  requestAnimationFrame(() => port2.postMessage(null));
  return new Promise((resolve) => (port1.onmessage = resolve));
}

async function loadLive() {
  const { mountLive } = await import("./live/mount.js");
  mounted.value = mountLive(store, program, /** @type {import("./graph/view.js").GraphView} */ (view), comparisons);
}

async function loadAsking() {
  const { mountAsking } = await import("./panels/asking.js");
  if (view) mountAsking(store, view, element("inspector"), element("graph"));
}

/** For tests and scripts: where the page stands, and ways to move it. Steps are indices from 0. */
function publish() {
  const gradwalk = {
    /** @returns {{run: string | null, step: number, steps: number, nodes: number, playing: boolean}} */
    state: () => ({
      run: store.run.peek()?.id ?? null,
      step: store.step.peek(),
      steps: store.timeline.peek()?.length ?? 0,
      nodes: store.run.peek()?.nodes.length ?? 0,
      playing: store.playing.peek(),
    }),
    /** @param {number} position of a step; 6.4 is on the way to step 7, at 40 % */
    seek: (position) => store.seek(position),
    play: () => store.playing.peek() || store.togglePlaying(),
    pause: () => store.clock.pause(),
    /** @param {string | null} node */
    select: (node) => store.select(node),
    /**
     * Writes another value of a leaf into the program; resolves when the picture of it stands.
     * @param {string} label
     * @param {number | boolean} value
     * @param {number | readonly number[]} [index] of an entry: by axes, or counted through all
     */
    edit: async (label, value, index) => {
      await program.editValue(label, value, index);
      await painted();
    },
    /** @param {string} source */
    load: openProgram,
    /** @param {string} id */
    openLesson,
  };
  Object.assign(window, { gradwalk });
  answerMessages(gradwalk);
}

async function start() {
  followEnvironment(store);
  followDone(store);
  mountPanels();
  listenToKeys(store);
  takeDropped(store, program);
  const plainText = showPlainText();
  view = graphView(element("graph-view"), store, arrays);
  render(html`<${StageFoot} store=${store} view=${view} />`, element("stage-foot"));
  publish();
  const reached = (/** @type {() => Promise<void>} */ act) => navigation.untilReached(act);
  const opened = reached(() => navigation.openAddress());
  await Promise.race([opened, new Promise((resolve) => setTimeout(resolve, LESSONS_AFTER))]);
  await Promise.all([opened, reached(loadLessons)]);
  navigation.follow();
  plainText();
  await Promise.all([loadEditor(), loadLive(), loadFormulas(), loadAsking(), fetchLater()]);
  document.documentElement.dataset.ready = "";
  followFindings(store);
}

await start();
