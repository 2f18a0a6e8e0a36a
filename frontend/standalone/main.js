/** Starts a saved page: the page's own graph, inspector, steps and keys over the run in the document. */

import { html, render } from "preact";
import { Arrays } from "../arrays/arrays.js";
import { element } from "../element.js";
import { followEnvironment, usualDirection } from "../environment.js";
import { Explanations } from "../explanations.js";
import { graphView } from "../graph/view.js";
import { listenToKeys } from "../keyboard.js";
import { Download } from "../panels/download.js";
import { setFormulasWith } from "../panels/formula.js";
import { Help } from "../panels/help.js";
import { ProgramFoot } from "../panels/program-foot.js";
import { mountReading } from "../panels/reading.js";
import { Store } from "../store.js";
import { saved } from "./api.js";
import { Header } from "./header.js";
import { mathml } from "./mathml.js";
import { ProgramText } from "./program-text.js";

/** @import { GraphView } from "../graph/view.js" */

const store = new Store();
const explanations = new Explanations(store);
const arrays = new Arrays(store);

/** @param {{view: GraphView}} props */
function Dialogs({ view }) {
  switch (store.dialog.value) {
    case "download":
      return html`<${Download} store=${store} arrays=${arrays} view=${view} />`;
    case "help":
      return html`<${Help} store=${store} />`;
    default:
      return null;
  }
}

function openRun() {
  const { run, lesson } = saved;
  // As in a link: "gradwalk-….html#step=12".
  const step = new URLSearchParams(location.hash.slice(1)).get("step");
  store.direction.value = usualDirection();
  store.opened.value = true;
  store.source.value = run.source;
  store.lesson.value = lesson;
  store.show(run, step === null ? "opening" : Number(step));
}

function start() {
  followEnvironment(store);
  setFormulasWith(mathml);
  openRun();
  element("editor").replaceChildren();
  render(html`<${Header} store=${store} />`, element("header"));
  render(html`<${ProgramText} store=${store} />`, element("editor"));
  render(html`<${ProgramFoot} store=${store} />`, element("program-foot"));
  mountReading(store, explanations, arrays, null, null);
  const view = graphView(element("graph-view"), store, arrays);
  render(html`<${Dialogs} view=${view} />`, element("dialogs"));
  listenToKeys(store);
  document.documentElement.dataset.ready = "";
}

start();
