/** On a narrow screen only one panel fits under the graph. */

import { html, useState } from "preact";

const TABS = [
  { name: "step", words: "Step" },
  { name: "program", words: "Program" },
];

/** @param {{main: HTMLElement}} props */
export function Tabs({ main }) {
  const [open, setOpen] = useState(main.dataset.tab ?? "step");
  const show = (/** @type {string} */ name) => {
    main.dataset.tab = name;
    setOpen(name);
  };
  return TABS.map(({ name, words }) => html`<button key=${name} aria-pressed=${String(open === name)}
    onClick=${() => show(name)}>${words}</button>`);
}
