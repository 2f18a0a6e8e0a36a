/**
 * Paints a tensor into its place on a card: numbers on cells whose fill says the sign, or a picture. However many
 * entries it has, one element holds their fills and one their texts.
 */

import { excerptWords } from "../service/arrays/excerpt.js";
import { matrix } from "../format.js";
import { entryText, rangeText } from "./blocks.js";
import { cellsPicture, tensorPicture, thumbPicture } from "./picture.js";
import { svg, svgText, titled } from "./svg.js";

/** @import { Found } from "../service/arrays/arrays.js" */
/** @import { Excerpt } from "../service/arrays/excerpt.js" */
/** @import { Entry, Tensor } from "../types.js" */
/** @import { Box } from "../layout/bands.js" */
/** @import { Block } from "./blocks.js" */
/** @import { Colours } from "./picture.js" */

const RADIUS = { cells: 4, thumb: 2, picture: 2 };
/** Below the middle of what an entry stands in. */
const BASELINE = { cells: 4, number: 4.5 };
const WITH_RANGE = new Set(["picture", "empty"]);

export class TensorBlock {
  /**
   * @param {Block} block
   * @param {"value" | "gradient"} quantity
   */
  constructor(block, quantity) {
    this.block = block;
    this.frame = frameOf(block);
    const { kind } = block;
    const { x, y } = this.frame;
    const cells = cellsPath(block, this.frame);
    const outline = kind === "thumb" ? roundRect(0, 0, this.frame.width, this.frame.height, RADIUS.thumb) : cells;
    this.blank = svg("path", { class: "blank", d: outline, transform: `translate(${x} ${y})` });
    this.fill = kind === "number"
      ? svg("rect", { class: "cell", ...this.frame, rx: RADIUS.cells })
      : svg("image", { ...this.frame, preserveAspectRatio: "none" });
    if (block.gap > 0 && kind !== "number") this.fill.style.clipPath = `path("${cells}")`;
    this.text = svgText(kind === "empty" ? "no entries" : "", { class: WITH_RANGE.has(kind) ? "range" : "entries" });
    if (WITH_RANGE.has(kind)) {
      this.text.setAttribute("x", String(block.x + block.width / 2));
      this.text.setAttribute("y", String(block.y + block.height - 4));
    }
    const first = kind === "empty" ? this.text : this.blank;
    this.element = svg("g", { class: `block ${quantity} ${kind}` }, [first]);
    if (block.excerpt) this.#nameExcerpt(block.excerpt);
    /** @type {Tensor | null} */
    this.shown = null;
    /** @type {Found | null} */
    this.found = null;
    /** @type {Colours | null} */
    this.colours = null;
  }

  /** @param {Excerpt} excerpt */
  #nameExcerpt(excerpt) {
    const { x, y, width, height } = this.frame;
    const deeper = excerpt.at.length > 0;
    const words = [deeper ? `[${excerpt.at.join(", ")}, :, :]` : "", excerptWords(excerpt)].filter(Boolean).join(", ");
    if (words) this.element.append(titled(words));
    if (deeper && this.block.kind === "picture") this.element.append(svgText("⋱", { class: "more", x: x + width + 3, y: y + height + 1 }));
  }

  /**
   * @param {Tensor | null} tensor null leaves the cells blank
   * @param {Colours} colours
   * @param {(excerpt: Excerpt) => Found} arrayOf what there is of the tensor beyond its document
   */
  show(tensor, colours, arrayOf) {
    const { kind, excerpt } = this.block;
    if (kind === "empty") return;
    const found = tensor && excerpt ? arrayOf(excerpt) : null;
    if (tensor === this.shown && found === this.found && colours === this.colours) return;
    const texts = tensor !== this.shown;
    this.shown = tensor;
    this.found = found;
    this.colours = colours;
    if (tensor === null) {
      this.fill.remove();
      this.text.remove();
      this.element.prepend(this.blank);
      return;
    }
    if (kind === "number") this.fill.setAttribute("class", `cell ${signOf(matrix(tensor).rows[0][0])}`);
    else if (kind !== "plain") {
      const part = excerpt && found && { excerpt, found };
      const picture = kind === "cells" ? cellsPicture(tensor, colours)
        : kind === "thumb" ? thumbPicture(tensor, colours, part, this.block.picture) : tensorPicture(tensor, colours, part, this.block.picture);
      this.fill.setAttribute("href", picture);
    }
    if (kind === "picture") this.text.textContent = rangeText(tensor, this.block.chars);
    else if (kind !== "thumb" && texts) this.#writeEntries(tensor, kind === "cells" ? "cells" : "number");
    this.blank.remove();
    const parts = [...(kind === "plain" ? [] : [this.fill]), ...(kind === "thumb" ? [] : [this.text])];
    this.element.prepend(...parts);
  }

  /**
   * Every character has a place of its own: the figures are of one width.
   * @param {Tensor} tensor
   * @param {"number" | "cells"} kind
   */
  #writeEntries(tensor, kind) {
    const { x, y, columns, pitchX, pitchY, gap, figure, chars } = this.block;
    /** @type {string[]} */
    const xs = [];
    /** @type {string[]} */
    const ys = [];
    // The space parts the numbers for whoever reads the text alone.
    const words = matrix(tensor).rows.flat().map((entry) => `${entryText(entry, kind, chars)} `);
    words.forEach((word, index) => {
      const width = (word.length - 1) * figure;
      const left = x + (index % columns) * pitchX;
      const start = this.block.kind === "plain" ? left : left + (pitchX - gap - width) / 2;
      const middle = y + Math.floor(index / columns) * pitchY + (pitchY - gap) / 2;
      const baseline = (middle + BASELINE[this.block.kind === "cells" ? "cells" : "number"]).toFixed(1);
      for (let place = 0; place < word.length; place++) {
        xs.push((start + place * figure).toFixed(2));
        ys.push(baseline);
      }
    });
    this.text.setAttribute("x", xs.join(" "));
    this.text.setAttribute("y", ys.join(" "));
    this.text.textContent = words.join("");
  }
}

/**
 * @param {Block} block
 * @returns {Box} what its fills cover
 */
function frameOf({ kind, rows, columns, x, y, width, height, pitchX, pitchY }) {
  if (kind === "number" || kind === "plain") return { x, y, width, height };
  const inset = kind === "picture" ? (width - columns * pitchX) / 2 : 0;
  return { x: x + inset, y, width: columns * pitchX, height: rows * pitchY };
}

/**
 * @param {Block} block
 * @param {Box} frame
 * @returns {string} the outline of every cell, or of the whole picture, from the corner of the frame
 */
function cellsPath({ kind, rows, columns, pitchX, pitchY, gap }, { width, height }) {
  if (kind === "picture" || kind === "thumb" && gap === 0) return roundRect(0, 0, width, height, RADIUS.picture);
  if (kind === "number") return roundRect(0, 0, width, height, RADIUS.cells);
  if (kind === "plain") return roundRect(0, 0.5, width, height - 1, RADIUS.cells);
  const radius = kind === "cells" ? RADIUS.cells : RADIUS.thumb;
  return Array.from({ length: rows * columns }, (_, index) =>
    roundRect((index % columns) * pitchX, Math.floor(index / columns) * pitchY, pitchX - gap, pitchY - gap, radius),
  ).join("");
}

/** @param {number} x @param {number} y @param {number} width @param {number} height @param {number} radius */
function roundRect(x, y, width, height, radius) {
  const [across, down] = [width - 2 * radius, height - 2 * radius].map((size) => Math.max(0, size).toFixed(2));
  const corner = (/** @type {number} */ dx, /** @type {number} */ dy) =>
    `a${radius} ${radius} 0 0 1 ${dx * radius} ${dy * radius}`;
  const start = `M${(x + radius).toFixed(2)} ${y.toFixed(2)}`;
  const [there, back] = [`h${across}${corner(1, 1)}v${down}`, `h-${across}${corner(-1, -1)}v-${down}`];
  return `${start}${there}${corner(-1, 1)}${back}${corner(1, -1)}z`;
}

/** @param {Entry} entry */
function signOf(entry) {
  if (typeof entry === "string") return "nonfinite";
  return entry === 0 || entry === false ? "zero" : Number(entry) < 0 ? "negative" : "positive";
}
