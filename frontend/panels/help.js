/** What the picture means and which keys there are. */

import { html } from "preact";
import { served } from "../service/api.js";
import { KEYS } from "../page/keyboard.js";
import { root } from "../service/root.js";
import { Dialog } from "./dialog.js";

/** @import { Store } from "../state/store.js" */

/** @param {{store: Store}} props */
export function Help({ store }) {
  return html`<${Dialog} title="How to read and steer" name="help" onClose=${() => (store.look.dialog.value = null)}>
    <div class="help-columns">
      <section>
        <h3>The picture</h3>
        <${Legend} />
        ${served && html`<${Program} /><p><button class="button small" onClick=${() => (store.look.dialog.value = "tour")}>
          A tour of the page, in a minute</button></p><${History} />`}
      </section>
      <section>
        <h3>The keys</h3>
        <${Keys} />
      </section>
    </div>
  <//>`;
}

function Program() {
  return html`<h3>The program</h3>
    <p>Python with PyTorch's names, of which the <a href=${`${root()}reference`} target="reference">operations</a> are
      listed. The page runs it as you type and draws what <code>backward()</code> does. What you
      type is kept in this browser. Once you have typed, Tab indents; Esc gives Tab and the arrow keys back.</p>
    <p>Programs can ask for the same runs: the <a href=${`${root()}docs`} target="docs">documentation of the
      service</a> says how.</p>`;
}

/** When the idea was found, and by what names it goes. */
const HISTORY = [
  ["1969", "Arthur Bryson and Yu-Chi Ho derive it for optimal control."],
  ["1970", "Seppo Linnainmaa writes reverse-mode differentiation down for any program."],
  ["1974", "Paul Werbos proposes it for networks, in his thesis."],
  ["1986", "David Rumelhart, Geoffrey Hinton and Ronald Williams show what networks learn by it."],
];

function History() {
  return html`<details class="history"><summary>Where back-propagation comes from</summary>
    <dl class="facts">${HISTORY.map(([year, words]) => html`<dt key=${year}>${year}</dt><dd>${words}</dd>`)}</dl>
    <p>Back-propagation, reverse-mode automatic differentiation and the adjoint method are one and the same. What is handed
      back is called the adjoint, the error term δ, or the upstream gradient.</p></details>`;
}

function Legend() {
  return html`<dl class="facts">
    <dt class="value">value</dt>
    <dd>What a node computed: the upper cells of its card.</dd>
    <dt class="gradient">∂ gradient</dt>
    <dd>How the loss changes with each entry: the lower cells, in italics. Blank means not computed yet, never 0.</dd>
    <dt class="local">local</dt>
    <dd>The derivative of one operation alone. <i>Downstream = upstream × local.</i></dd>
    ${served && html`<dt>a number</dt>
    <dd>Point at it, or reach it with Tab and the arrow keys: the entries that it comes from are lit in blue, those that it
      goes to in orange; dotted where nothing passes. A click or Enter pins it, Esc lets it go.</dd>`}
    <dt>1 of 2</dt>
    <dd>A value used twice gets two contributions, and they add up. Until all have arrived, the sum is partial.</dd>
    ${served && html`<dt>a leaf's number</dt>
    <dd>Drag it sideways, or type another in the panel of its card: everything that follows from it moves along.</dd>`}
    <dt>stacked card</dt>
    <dd>A group of nodes: one line of the program, one call, or one turn of a loop. A click opens it.</dd>
    <dt><span class="swatch positive"></span> <span class="swatch negative"></span></dt>
    <dd>The fill of a cell is its sign. The stronger, the larger within its tensor.</dd>
  </dl>`;
}

function Keys() {
  return html`<dl class="keys">
    ${KEYS.map(({ shown, words }) => html`<${Key} key=${words} shown=${shown} words=${words} />`)}
    ${served && html`<${Key} shown=${["Ctrl", "z"]} words="undo in the program, also a text that was replaced" />`}
    ${served && html`<${Key} shown=${["Ctrl", "."]} words="put a mistake right, where the way out is sure" />`}
    ${served && html`<${Key} shown=${["↑", "↓"]} words="on the card of a leaf: another number; Shift ten times as far" />`}
    <${Key} shown=${["Alt", "arrows"]} words="from card to card" />
    ${served && html`<${Key} shown=${["Shift", "Enter"]} words="on a card: pick it, to make one of several" />`}
    <${Key} shown=${["u"]} words="on a card: take its operation apart, or fold it" />
    <${Key} shown=${["Esc"]} words="back from a node to the step" />
  </dl>`;
}

/** @param {{shown: string[], words: string}} props */
function Key({ shown, words }) {
  return html`<div><dt>${shown.map((name) => html`<kbd key=${name}>${name}</kbd>`)}</dt><dd>${words}</dd></div>`;
}
