/** On a narrow screen only one panel fits under the graph. */

import { html } from "preact";

/** @import { Store, Tab } from "../state/store.js" */

/** @type {{name: Tab, words: string}[]} */
const TABS = [
  { name: "step", words: "Step" },
  { name: "program", words: "Program" },
];

/** @param {{store: Store}} props */
export function Tabs({ store }) {
  return TABS.map(({ name, words }) => html`<button key=${name} aria-pressed=${String(store.tab.value === name)}
    onClick=${() => (store.tab.value = name)}>${words}</button>`);
}
