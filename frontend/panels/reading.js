/** The panels in which a run is read, step by step: what a served page and a saved one have in common. */

import { effect, html, render } from "preact";
import { element } from "../element.js";
import { mountAnnouncer } from "./announcer.js";
import { Inspector } from "./inspector.js";
import { keepFocus } from "./keep-focus.js";
import { stepBySwipes } from "../page/swipe.js";
import { readingOf } from "./readings.js";
import { letSpeak } from "./speaking.js";
import { mountSplitter } from "./splitter.js";
import { Tabs } from "./tabs.js";
import { Transport } from "./transport.js";

/** @import { Arrays } from "../service/arrays/arrays.js" */
/** @import { Explanations } from "../service/explanations.js" */
/** @import { LocalJacobians } from "../service/local-jacobians.js" */
/** @import { Program } from "../page/program.js" */
/** @import { Curves } from "../service/curves.js" */
/** @import { Passes } from "../service/passes.js" */
/** @import { Store } from "../state/store.js" */
/** @import { Unfolding } from "./parts.js" */
/** @import { Places } from "./welcome.js" */

/**
 * What shows the number in the reader's hand: what changed with it, the numbers of a leaf to take hold of, and those of
 * a computed node to nudge; null where there are none.
 * @typedef {object} Held
 * @property {import("preact").FunctionComponent<any>} Panel
 * @property {(node: import("../types.js").GraphNode) => any} fieldsOf
 * @property {(node: import("../types.js").GraphNode) => any} nudgesOf
 */

/**
 * @param {Store} store
 * @param {Explanations} explanations
 * @param {Arrays} arrays
 * @param {Unfolding | null} unfolding null where nothing can run again
 * @param {LocalJacobians | null} jacobians null where nothing can be asked for
 * @param {Places | null} [places] null where there is nowhere else to go
 * @param {Held | null} [held] null where no number can be changed
 * @param {{curves?: Curves, passes?: Passes, program?: Program, comparisons?: import("../service/comparisons.js").Comparisons, swap?: () => void}} [readings] what readings of the run need beside the store
 */
export function mountReading(store, explanations, arrays, unfolding, jacobians, places = null, held = null, readings = {}) {
  render(html`<${Inspector} store=${store} explanations=${explanations} arrays=${arrays} jacobians=${jacobians}
    curves=${readings.curves} unfolding=${unfolding} places=${places} held=${held} />`, element("inspector"));
  render(html`<${Transport} store=${store} explanations=${explanations} />`, element("transport"));
  render(html`<${Tabs} store=${store} />`, element("tabs"));
  render(html`<${Reading} store=${store} arrays=${arrays} ...${readings} />`, element("reading-view"));
  letSpeak(element("inspector"), store);
  stepBySwipes(element("inspector"), store);
  mountAnnouncer(element("announcer"), store, explanations);
  mountSplitter(element("program-splitter"),
    { panel: element("program"), property: "program-width", label: "Width of the program", side: "left" });
  mountSplitter(element("inspector-splitter"),
    { panel: element("inspector"), property: "inspector-width", label: "Width of the inspector", side: "right" });
  keepFocus(element("program-foot"), element("program"));
  keepFocus(element("inspector"), element("inspector"));
  const main = element("main");
  const inspector = element("inspector");
  effect(() => void (inspector.dataset.beat = store.beat.value));
  effect(() => {
    const { id, panel } = readingOf(store.look.reading.value);
    const view = element("reading-view");
    view.hidden = panel === null;
    view.setAttribute("aria-labelledby", `tab-${id}`);
    // The graph keeps its size and its place, so that it is there at once when the reader comes back.
    element("graph-view").inert = panel !== null;
  });
  effect(() => {
    main.dataset.step = String(store.step.value);
    main.dataset.tab = store.look.tab.value;
    main.dataset.reading = store.look.reading.value;
    const { program, inspector } = store.look.panels.value;
    main.classList.toggle("no-program", !program);
    main.classList.toggle("no-inspector", !inspector);
  });
}

/** What stands on the stage in place of the graph. @param {{store: Store}} props */
function Reading(props) {
  const { panel } = readingOf(props.store.look.reading.value);
  return panel && html`<${panel} ...${props} />`;
}
