/** On a narrow screen only one panel fits under the graph. */

import { html } from "preact";

/** @import { Tab } from "../state/look.js" */
/** @import { Store } from "../state/store.js" */

/** @type {{name: Tab, words: string}[]} */
const TABS = [
  { name: "step", words: "Step" },
  { name: "program", words: "Program" },
];

/** @param {{store: Store}} props */
export function Tabs({ store }) {
  return TABS.map(({ name, words }) => html`<button key=${name} aria-pressed=${String(store.look.tab.value === name)}
    onClick=${() => (store.look.tab.value = name)}>${words}</button>`);
}
