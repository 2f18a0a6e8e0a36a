/** Starts a saved page: the page's own graph, inspector, steps and keys over the run in the document. */

import { html, render } from "preact";
import { Anchor } from "../run/anchor.js";
import { BrokenLink, readAddress } from "../page/address.js";
import { Arrays } from "../service/arrays/arrays.js";
import { element } from "../element.js";
import { followEnvironment } from "../page/environment.js";
import { Explanations } from "../service/explanations.js";
import { graphView } from "../graph/view.js";
import { listenToKeys } from "../page/keyboard.js";
import { Download } from "../panels/download.js";
import { setFormulasWith } from "../panels/formula.js";
import { Help } from "../panels/help.js";
import { Notice } from "../panels/overlay.js";
import { ProgramFoot } from "../panels/program-foot.js";
import { mountReading } from "../panels/reading.js";
import { lookFrom } from "../page/place.js";
import { StageFoot } from "../panels/stage-foot.js";
import { StageHead } from "../panels/stage-head.js";
import { Store } from "../state/store.js";
import { saved, unpack } from "./api.js";
import { Header } from "./header.js";
import { mathml } from "./mathml.js";
import { ProgramText } from "./program-text.js";

/** @import { Place } from "../page/address.js" */
/** @import { GraphView } from "../graph/view.js" */

const store = new Store();
const explanations = new Explanations(store);
const arrays = new Arrays(store);

/** @param {{view: GraphView}} props */
function Dialogs({ view }) {
  switch (store.look.dialog.value) {
    case "download":
      return html`<${Download} store=${store} arrays=${arrays} view=${view} />`;
    case "help":
      return html`<${Help} store=${store} />`;
    default:
      return null;
  }
}

async function openRun() {
  const kept = await readAddress(await unpack());
  const { run, lesson } = saved;
  const place = await placeAsked(kept);
  lookFrom(store, place);
  store.program.opened.value = true;
  store.program.source.value = run.source;
  store.program.leaves.value = kept.leaves && JSON.parse(kept.leaves);
  store.program.target.value = kept.target;
  store.program.lesson.value = lesson;
  store.select(place.node);
  store.show(run, place.step === null ? "opening" : new Anchor(place.step));
}

/**
 * As in a link: "gradwalk-….html#step=12".
 * @param {Place} kept where the page was saved
 */
async function placeAsked(kept) {
  if (location.hash === "") return kept;
  try {
    return await readAddress(location.hash);
  } catch (error) {
    if (!(error instanceof BrokenLink)) throw error;
    store.notice.value = error.message;
    return kept;
  }
}

async function start() {
  followEnvironment(store);
  setFormulasWith(mathml);
  await openRun();
  element("editor").replaceChildren();
  render(html`<${Header} store=${store} />`, element("header"));
  render(html`<${ProgramText} store=${store} />`, element("editor"));
  render(html`<${ProgramFoot} store=${store} />`, element("program-foot"));
  mountReading(store, explanations, arrays, null, null);
  const view = graphView(element("graph-view"), store, arrays);
  render(html`<${StageHead} store=${store} />`, element("stage-head"));
  render(html`<${StageFoot} store=${store} view=${view} />`, element("stage-foot"));
  render(html`<${Notice} store=${store} />`, element("graph-overlay"));
  render(html`<${Dialogs} view=${view} />`, element("dialogs"));
  listenToKeys(store);
  document.documentElement.dataset.ready = "";
}

start();
