/** Starts the page: puts every panel in its place and opens what the address names. */

import { effect, html, render } from "preact";
import { fetchLessons } from "./api.js";
import { Arrays } from "./arrays/arrays.js";
import { Explanations } from "./explanations.js";
import { graphView } from "./graph/view.js";
import { listenToKeys } from "./keyboard.js";
import { recall, remember } from "./memory.js";
import { Navigation } from "./navigation.js";
import { mountAnnouncer } from "./panels/announcer.js";
import { loadFormulas } from "./panels/formula.js";
import { Header } from "./panels/header.js";
import { Help } from "./panels/help.js";
import { Inspector } from "./panels/inspector.js";
import { keepFocus } from "./panels/keep-focus.js";
import { Lessons } from "./panels/lessons.js";
import { Overlay } from "./panels/overlay.js";
import { ProgramFoot } from "./panels/program-foot.js";
import { ProgramHead } from "./panels/program-head.js";
import { mountSplitter } from "./panels/splitter.js";
import { Tabs } from "./panels/tabs.js";
import { Transport } from "./panels/transport.js";
import { Program } from "./program.js";
import { Store } from "./store.js";

/** @import { ThemeChoice } from "./store.js" */

const store = new Store();
const program = new Program(store);
const explanations = new Explanations(store);
const arrays = new Arrays(store);
const navigation = new Navigation(store, program);

/** @param {string} id */
function element(id) {
  const found = document.getElementById(id);
  if (!found) throw new Error(`The page has no element #${id}.`);
  return found;
}

function followEnvironment() {
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const reduced = matchMedia("(prefers-reduced-motion: reduce)");
  const look = () => {
    store.systemDark.value = dark.matches;
    store.reducedMotion.value = reduced.matches;
  };
  look();
  dark.addEventListener("change", look);
  reduced.addEventListener("change", look);
  const theme = recall("theme");
  if (theme === "light" || theme === "dark") store.themeChoice.value = /** @type {ThemeChoice} */ (theme);
  const speed = Number(recall("speed"));
  if (speed > 0) store.speed.value = speed;
  effect(() => {
    remember("theme", store.themeChoice.value);
    remember("speed", String(store.speed.value));
  });
  effect(() => {
    document.documentElement.dataset.theme = store.theme.value;
  });
}

function mountPanels() {
  const main = element("main");
  render(html`<${Header} store=${store} onShare=${() => navigation.share()} />`, empty("header"));
  render(html`<${Inspector} store=${store} explanations=${explanations} arrays=${arrays} unfolding=${navigation} />`,
    element("inspector"));
  render(html`<${Transport} store=${store} explanations=${explanations} />`, element("transport"));
  render(html`<${Overlay} store=${store} onOpen=${openProgram} />`, element("graph-overlay"));
  render(html`<${Tabs} main=${main} />`, element("tabs"));
  render(html`<${Dialogs} />`, element("dialogs"));
  render(html`<${ProgramHead} store=${store} program=${program} />`, element("program-head"));
  render(html`<${ProgramFoot} store=${store} unfolding=${navigation} />`, element("program-foot"));
  mountAnnouncer(element("announcer"), store, explanations);
  mountSplitter(element("program-splitter"),
    { panel: element("program"), property: "program-width", label: "Width of the program", side: "left" });
  mountSplitter(element("inspector-splitter"),
    { panel: element("inspector"), property: "inspector-width", label: "Width of the inspector", side: "right" });
  keepFocus(element("program-head"), element("program"));
  keepFocus(element("program-foot"), element("program"));
  keepFocus(element("graph-overlay"), element("graph"));
  keepFocus(element("inspector"), element("inspector"));
  effect(() => {
    main.dataset.step = String(store.step.value);
  });
  effect(() => {
    document.title = `${store.lesson.value?.title ?? "Your program"} · Gradwalk`;
  });
  const skip = /** @type {HTMLElement} */ (document.querySelector(".skip"));
  skip.addEventListener("click", (event) => {
    event.preventDefault();
    element("graph").focus();
  });
}

const openLesson = (/** @type {string} */ id) => navigation.openLesson(id);
const openProgram = (/** @type {string} */ source) => navigation.openProgram(source);

/** @param {string} id */
function empty(id) {
  const found = element(id);
  found.replaceChildren();
  return found;
}

function Dialogs() {
  switch (store.dialog.value) {
    case "lessons":
      return html`<${Lessons} store=${store} onOpen=${openLesson} onNew=${() => openProgram("")} />`;
    case "help":
      return html`<${Help} store=${store} />`;
    default:
      return null;
  }
}

async function loadLessons() {
  store.lessons.value = await fetchLessons();
}

/** The text as it will stand in the editor, so that nothing jumps when the editor arrives. */
function showPlainText() {
  const text = document.createElement("pre");
  text.className = "editor-before";
  element("editor").replaceChildren(text);
  return effect(() => {
    text.textContent = store.source.value;
  });
}

async function loadEditor() {
  const { mountEditor } = await import("./editor/editor.js");
  const nonce = /** @type {HTMLElement} */ (document.querySelector("script[nonce]")).nonce ?? "";
  mountEditor(element("editor"), { store, program, nonce });
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
    /** @param {number} step */
    seek: (step) => store.seek(step),
    play: () => store.playing.peek() || store.togglePlaying(),
    pause: () => store.clock.pause(),
    /** @param {string | null} node */
    select: (node) => store.select(node),
    /** @param {string} source */
    load: openProgram,
    /** @param {string} id */
    openLesson,
  };
  Object.assign(window, { gradwalk });
}

async function start() {
  followEnvironment();
  mountPanels();
  listenToKeys(store);
  const plainText = showPlainText();
  graphView(element("graph-view"), store, arrays);
  publish();
  const reached = (/** @type {() => Promise<void>} */ act) => navigation.untilReached(act);
  await Promise.all([reached(() => navigation.openAddress()), reached(loadLessons)]);
  navigation.follow();
  plainText();
  await Promise.all([loadEditor(), loadFormulas()]);
  document.documentElement.dataset.ready = "";
}

await start();
