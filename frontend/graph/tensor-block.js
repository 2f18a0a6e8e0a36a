/** Paints a tensor into its place on a card: numbers on cells whose fill says the sign, or a picture. */

import { excerptWords } from "../arrays/excerpt.js";
import { largest, matrix, strength } from "../format.js";
import { CARD, entryText, rangeText } from "./measure.js";
import { tensorPicture } from "./picture.js";
import { svg, svgText, titled } from "./svg.js";

/** @import { Found } from "../arrays/arrays.js" */
/** @import { Excerpt } from "../arrays/excerpt.js" */
/** @import { Entry, Tensor } from "../types.js" */
/** @import { Block } from "./measure.js" */
/** @import { Colours } from "./picture.js" */

const RADIUS = 4;
const BASELINE = { cells: 14, number: 17.5 };

/** A scalar is its own scale: its fill says the sign alone. */
const SCALAR_STRENGTH = 0.4;

export class TensorBlock {
  /**
   * @param {Block} block
   * @param {"value" | "gradient"} quantity
   */
  constructor(block, quantity) {
    this.block = block;
    this.element = svg("g", { class: `block ${quantity} ${block.kind}` });
    /** @type {SVGRectElement[]} */
    this.cells = [];
    /** @type {SVGTextElement[]} */
    this.texts = [];
    /** @type {SVGImageElement | null} */
    this.image = null;
    this.range = svgText("", { class: "range", x: block.x + block.width / 2, y: block.y + block.height - 4 });
    if (block.kind === "picture") this.#makePicture();
    else if (block.kind === "empty")
      this.element.append(svgText("no entries", { class: "range", x: block.x + block.width / 2, y: block.y + 14 }));
    else this.#makeCells();
    /** @type {Tensor | null} */
    this.shown = null;
    /** @type {Found | null} */
    this.found = null;
    /** @type {Colours | null} */
    this.colours = null;
  }

  #makeCells() {
    const { rows, columns, x, y, pitchX, pitchY, kind } = this.block;
    const height = kind === "number" ? CARD.numberHeight : CARD.cellHeight;
    for (let row = 0; row < rows; row++) {
      for (let column = 0; column < columns; column++) {
        const place = { x: x + column * pitchX, y: y + row * pitchY, width: pitchX - CARD.cellGap, height, rx: RADIUS };
        this.cells.push(svg("rect", { class: "cell blank", ...place }));
      }
    }
    this.element.append(...this.cells);
  }

  #makePicture() {
    const { rows, columns, x, y, width, pitchX, pitchY } = this.block;
    const frame = { x: x + (width - columns * pitchX) / 2, y, width: columns * pitchX, height: rows * pitchY };
    this.cells.push(svg("rect", { class: "cell blank", ...frame, rx: 2 }));
    this.image = svg("image", { ...frame, preserveAspectRatio: "none" });
    this.element.append(this.cells[0], this.image, this.range);
    if (this.block.excerpt) this.#nameExcerpt(this.block.excerpt, frame);
  }

  /**
   * @param {Excerpt} excerpt
   * @param {{x: number, y: number, width: number, height: number}} frame
   */
  #nameExcerpt(excerpt, { x, y, width, height }) {
    const deeper = excerpt.at.length > 0;
    const words = [deeper ? `[${excerpt.at.join(", ")}, :, :]` : "", excerptWords(excerpt)].filter(Boolean).join(", ");
    if (words) this.element.append(titled(words));
    if (deeper) this.element.append(svgText("⋱", { class: "more", x: x + width + 3, y: y + height + 1 }));
  }

  /**
   * @param {Tensor | null} tensor null leaves the cells blank
   * @param {Colours} colours
   * @param {(excerpt: Excerpt) => Found} arrayOf what there is of the tensor beyond its document
   */
  show(tensor, colours, arrayOf) {
    const found = tensor && this.block.excerpt ? arrayOf(this.block.excerpt) : null;
    const same = tensor === this.shown && found === this.found;
    if (same && (colours === this.colours || this.image === null)) return;
    this.shown = tensor;
    this.found = found;
    this.colours = colours;
    if (this.image) this.#showPicture(tensor, colours, found);
    else if (tensor) this.#showEntries(tensor);
    else {
      for (const cell of this.cells) cell.setAttribute("class", "cell blank");
      for (const text of this.texts) text.textContent = "";
    }
  }

  /**
   * @param {Tensor | null} tensor
   * @param {Colours} colours
   * @param {Found | null} found
   */
  #showPicture(tensor, colours, found) {
    const { excerpt } = this.block;
    const part = excerpt && found && { excerpt, found };
    this.range.textContent = tensor ? rangeText(tensor) : "";
    if (tensor) this.image?.setAttribute("href", tensorPicture(tensor, colours, part));
    else this.image?.removeAttribute("href");
  }

  /** @param {Tensor} tensor */
  #showEntries(tensor) {
    if (this.cells.length === 0) return;
    if (this.texts.length === 0) this.#makeTexts();
    const entries = matrix(tensor).rows.flat();
    const scale = largest(tensor);
    entries.forEach((entry, index) => {
      const cell = this.cells[index];
      cell.setAttribute("class", `cell ${signOf(entry)}`);
      const filled = this.block.kind === "number" ? SCALAR_STRENGTH : strength(entry, scale);
      cell.style.setProperty("--strength", filled.toFixed(3));
      this.texts[index].textContent = entryText(entry, this.block.kind);
    });
  }

  #makeTexts() {
    const { x, y, columns, pitchX, pitchY, kind } = this.block;
    this.texts = this.cells.map((_, index) =>
      svg("text", {
        class: "entry",
        x: x + (index % columns) * pitchX + (pitchX - CARD.cellGap) / 2,
        y: y + Math.floor(index / columns) * pitchY + (kind === "number" ? BASELINE.number : BASELINE.cells),
      }),
    );
    this.element.append(...this.texts);
  }
}

/** @param {Entry} entry */
function signOf(entry) {
  if (typeof entry === "string") return "nonfinite";
  return entry === 0 || entry === false ? "zero" : Number(entry) < 0 ? "negative" : "positive";
}
