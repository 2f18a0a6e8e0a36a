/** Starts the page: reads the address, opens its program, and puts every panel in its place. */

import { effect, html, render } from "preact";
import { BrokenLink, writeAddress } from "./address.js";
import { Refused, Unreachable, fetchLessons } from "./api.js";
import { Arrays } from "./arrays/arrays.js";
import { Explanations } from "./explanations.js";
import { graphView } from "./graph/view.js";
import { listenToKeys } from "./keyboard.js";
import { Links } from "./links.js";
import { recall, remember } from "./memory.js";
import { mountAnnouncer } from "./panels/announcer.js";
import { loadFormulas } from "./panels/formula.js";
import { Header } from "./panels/header.js";
import { Help } from "./panels/help.js";
import { Inspector } from "./panels/inspector.js";
import { Lessons } from "./panels/lessons.js";
import { Overlay } from "./panels/overlay.js";
import { ProgramFoot } from "./panels/program-foot.js";
import { ProgramHead } from "./panels/program-head.js";
import { mountSplitter } from "./panels/splitter.js";
import { Tabs } from "./panels/tabs.js";
import { Transport } from "./panels/transport.js";
import { Program } from "./program.js";
import { Store } from "./store.js";

/** @import { Place } from "./address.js" */
/** @import { Unfolding } from "./panels/parts.js" */
/** @import { Direction, ThemeChoice } from "./store.js" */

const FIRST_LESSON = "25_two_layer_bce";

/** Milliseconds between a step and its place in the address: browsers refuse many changes in a row. */
const ADDRESS_PAUSE = 250;
const RETRY = 2500;

/** A graph is drawn downward where there is more height than width. */
const NARROW = matchMedia("(max-width: 760px)");

const store = new Store();
const program = new Program(store);
const explanations = new Explanations(store);
const arrays = new Arrays(store);
const links = new Links();

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
  render(html`<${Header} store=${store} onShare=${share} />`, empty("header"));
  render(html`<${Inspector} store=${store} explanations=${explanations} arrays=${arrays} unfolding=${unfolding} />`,
    element("inspector"));
  render(html`<${Transport} store=${store} explanations=${explanations} />`, element("transport"));
  render(html`<${Overlay} store=${store} onOpen=${openProgram} />`, element("graph-overlay"));
  render(html`<${Tabs} main=${main} />`, element("tabs"));
  render(html`<${Dialogs} />`, element("dialogs"));
  render(html`<${ProgramHead} store=${store} program=${program} />`, element("program-head"));
  render(html`<${ProgramFoot} store=${store} unfolding=${unfolding} />`, element("program-foot"));
  mountAnnouncer(element("announcer"), store, explanations);
  mountSplitter(element("program-splitter"),
    { panel: element("program"), property: "program-width", label: "Width of the program", side: "left" });
  mountSplitter(element("inspector-splitter"),
    { panel: element("inspector"), property: "inspector-width", label: "Width of the inspector", side: "right" });
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

/** @param {string} id */
async function openLesson(id) {
  store.dialog.value = null;
  store.notice.value = null;
  await opened(untilReached(() => program.openLesson(id)));
}

/** @param {string} source */
async function openProgram(source) {
  store.dialog.value = null;
  store.notice.value = null;
  await opened(program.open(source));
}

/** True while a program is on its way: until it is there, the address stays that of the one before. */
let opening = false;

/** @param {Promise<void>} arrival of a program that gets an entry of its own in the history */
async function opened(arrival) {
  opening = true;
  try {
    await arrival;
  } finally {
    opening = false;
  }
  await writePlace("push");
}

/** @type {Unfolding} */
const unfolding = {
  unfold: (op) => program.unfold(op).then(() => writePlace("push")),
  fold: (op) => program.fold(op).then(() => writePlace("push")),
};

/** @returns {Place} */
function placeNow() {
  const lesson = store.lesson.peek();
  const source = store.source.peek();
  return {
    lesson: lesson?.id ?? null,
    program: lesson?.source === source ? null : source,
    step: store.run.peek() ? store.step.peek() : null,
    node: store.selected.peek(),
    direction: store.direction.peek() === usualDirection() ? null : store.direction.peek(),
    unfold: store.unfold.peek().join(",") || null,
    open: store.openGroups.peek() === null ? null : [...(store.openGroups.peek() ?? [])].join(","),
    camera: cameraNow(),
  };
}

/** @returns {string | null} null while the camera follows the steps: they say where it is */
function cameraNow() {
  const view = store.view.peek();
  if (store.follow.peek() || view === null) return null;
  return [Math.round(view.x), Math.round(view.y), Number(view.scale.toFixed(3))].join(",");
}

/** @returns {Direction} */
function usualDirection() {
  return NARROW.matches ? "down" : "right";
}

/** @param {"push" | "replace"} how */
async function writePlace(how) {
  const address = links.addressOf(await writeAddress(placeNow()));
  if (address === location.pathname + location.hash) return;
  if (how === "push") history.pushState(null, "", address);
  else history.replaceState(null, "", address);
}

/** @returns {Promise<string>} the address of what is shown, for another reader: short where the server keeps links */
async function share() {
  const place = placeNow();
  const fragment = await writeAddress(place);
  try {
    await links.make(place, store.source.peek(), fragment);
    store.notice.value = null;
  } catch (error) {
    if (!(error instanceof Refused || error instanceof Unreachable)) throw error;
    store.notice.value = "The server keeps no short link right now. The long one works as well.";
  }
  await writePlace("replace");
  return new URL(links.addressOf(fragment), location.href).href;
}

/** Opens what the address says; a link that cannot be read says so, and the first lesson opens. */
async function openAddress() {
  const { pathname } = location;
  try {
    await openPlace(await links.read(location));
  } catch (error) {
    if (error instanceof BrokenLink) store.notice.value = error.message;
    else if (error instanceof Refused) store.notice.value = `The link does not open: ${error.problem.detail}`;
    else throw error;
    await program.openLesson(FIRST_LESSON);
  }
  links.arrive(pathname, await writeAddress(placeNow()));
}

/**
 * @param {() => Promise<void>} act
 * @returns {Promise<void>} settled once the server has answered, however many tries that takes
 */
async function untilReached(act) {
  try {
    await act();
  } catch (error) {
    if (!(error instanceof Unreachable)) throw error;
    store.offline.value = true;
    await new Promise((resolve) => setTimeout(resolve, RETRY));
    await untilReached(act);
  }
}

/** @param {Place} place */
async function openPlace({ lesson, program: text, step, node, direction, unfold, open, camera }) {
  store.direction.value = direction ?? usualDirection();
  store.follow.value = camera === null;
  store.arrival = { view: viewFrom(camera), openGroups: open === null ? null : new Set(open.split(",").filter(Boolean)) };
  const at = step ?? "opening";
  const parts = unfold?.split(",") ?? [];
  if (text !== null && lesson !== null) await program.openChangedLesson(lesson, text, at, parts);
  else if (text !== null) await program.open(text, at, null, parts);
  else await program.openLesson(lesson ?? FIRST_LESSON, at, parts);
  if (node !== null && store.timeline.peek()?.nodes.has(node)) store.select(node);
}

/** @param {string | null} camera */
function viewFrom(camera) {
  if (camera === null) return null;
  const [x, y, scale] = camera.split(",").map(Number);
  return { x, y, scale };
}

function followAddress() {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let waiting;
  effect(() => {
    store.run.value;
    store.step.value;
    store.selected.value;
    store.direction.value;
    store.openGroups.value;
    store.follow.value || store.view.value;
    clearTimeout(waiting);
    if (!store.playing.value) waiting = setTimeout(() => opening || writePlace("replace"), ADDRESS_PAUSE);
  });
  addEventListener("popstate", () => untilReached(openAddress));
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
    load: (source) => openProgram(source),
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
  await Promise.all([untilReached(openAddress), untilReached(loadLessons)]);
  followAddress();
  plainText();
  await Promise.all([loadEditor(), loadFormulas()]);
  document.documentElement.dataset.ready = "";
}

await start();
