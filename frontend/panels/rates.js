/** The learning rates that the text names, each with a slider that writes another into the text. */

import { html, useState } from "preact";
import { number } from "../format.js";
import { ratesIn } from "../run/passes.js";

/** @import { Rate } from "../run/passes.js" */
/** @import { Program } from "../page/program.js" */
/** @import { Store } from "../state/store.js" */

/** Powers of ten around the rates that are usual, and stops of the slider in each. */
const [LEAST, MOST] = [-4, 1];
const STOPS = 20;

/** @param {{store: Store, program: Program}} props */
export function Rates({ store, program }) {
  return ratesIn(store.program.source.value).map((rate, place) => html`<${Slider} key=${place} rate=${rate}
    write=${(/** @type {string} */ text) => program.edit(written(store.program.source.peek(), place, text))} />`);
}

/** @param {{rate: Rate, write: (text: string) => void}} props */
function Slider({ rate: { name, line, value }, write }) {
  const power = Math.log10(value);
  const [ends] = useState({ least: Math.min(LEAST, Math.floor(power)), most: Math.max(MOST, Math.ceil(power)) });
  const slide = (/** @type {any} */ event) => write(textOf(10 ** Number(event.currentTarget.value)));
  return html`<label class="training-rate"><span><span><i>η</i> learning rate${name === "η" ? "" : html` <code>${name}</code>`}, line ${line}</span>
      <b>${number(value)}</b></span>
    <input type="range" min=${ends.least} max=${ends.most} step=${1 / STOPS} value=${power} aria-valuetext=${number(value)} onInput=${slide} />
    <span class="ends" aria-hidden="true"><i>${number(10 ** ends.least)}</i><i>${number(10 ** ends.most)}</i></span></label>`;
}

/** @param {number} value @returns {string} of two digits, as Python writes it */
function textOf(value) {
  const text = String(Number(value.toPrecision(2)));
  return /[.e]/.test(text) ? text : `${text}.0`;
}

/**
 * @param {string} source
 * @param {number} place of the rate among those of the text
 * @param {string} text
 */
function written(source, place, text) {
  const rate = ratesIn(source)[place];
  return rate ? source.slice(0, rate.from) + text + source.slice(rate.to) : source;
}
