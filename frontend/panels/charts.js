/** Below what the program printed: the charts that it draws, figure by figure. */

import { html } from "preact";
import { figuresOf } from "../run/charts.js";
import { Drawn } from "./drawn.js";

/** @import { Store } from "../state/store.js" */

/** Pixels: of a chart that stands alone, and of one beside others. */
const ALONE = 210;
const BESIDE = 150;

/** @param {{store: Store}} props */
export function Charts({ store }) {
  const charts = store.run.value?.charts ?? [];
  const goTo = (/** @type {number} */ line) => store.program.goTo({ line, column: 1 });
  return html`<section class="charts" aria-label="Charts">
    <h3>Charts</h3>
    ${figuresOf(charts).map((figure) => html`<div key=${figure[0].figure} class=${figure.length > 1 ? "charts-figure several" : "charts-figure"} role="group"
        aria-label=${figure[0].figure_title || `Figure ${figure[0].figure}`}>
      ${figure[0].figure_title && html`<h4><bdi>${figure[0].figure_title}</bdi></h4>`}
      ${figure.map((chart) => html`<${Drawn} key=${chart.place.join()} chart=${chart} theme=${store.look.theme.value}
        height=${figure.length > 1 ? BESIDE : ALONE} onLine=${goTo} />`)}
    </div>`)}
  </section>`;
}
