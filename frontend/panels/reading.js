/** The panels in which a run is read, step by step: what a served page and a saved one have in common. */

import { effect, html, render } from "preact";
import { element } from "../element.js";
import { mountAnnouncer } from "./announcer.js";
import { Inspector } from "./inspector.js";
import { keepFocus } from "./keep-focus.js";
import { mountSplitter } from "./splitter.js";
import { Tabs } from "./tabs.js";
import { Transport } from "./transport.js";

/** @import { Arrays } from "../service/arrays/arrays.js" */
/** @import { Explanations } from "../service/explanations.js" */
/** @import { LocalJacobians } from "../service/local-jacobians.js" */
/** @import { Store } from "../state/store.js" */
/** @import { Unfolding } from "./parts.js" */

/**
 * @param {Store} store
 * @param {Explanations} explanations
 * @param {Arrays} arrays
 * @param {Unfolding | null} unfolding null where nothing can run again
 * @param {LocalJacobians | null} jacobians null where nothing can be asked for
 */
export function mountReading(store, explanations, arrays, unfolding, jacobians) {
  render(html`<${Inspector} store=${store} explanations=${explanations} arrays=${arrays} jacobians=${jacobians}
    unfolding=${unfolding} />`, element("inspector"));
  render(html`<${Transport} store=${store} explanations=${explanations} />`, element("transport"));
  render(html`<${Tabs} store=${store} />`, element("tabs"));
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
    main.dataset.step = String(store.step.value);
    main.dataset.tab = store.tab.value;
    const { program, inspector } = store.panels.value;
    main.classList.toggle("no-program", !program);
    main.classList.toggle("no-inspector", !inspector);
  });
}
