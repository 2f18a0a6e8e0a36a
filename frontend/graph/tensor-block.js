/** Paints a tensor into its place on a card: numbers on cells whose fill says the sign, or a picture. */

import { largest, matrix, strength } from "../format.js";
import { CARD, entryText, rangeText } from "./measure.js";
import { tensorPicture } from "./picture.js";
import { svg, svgText } from "./svg.js";

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
    const more = { class: "more", x: frame.x + frame.width + 3, y: frame.y + frame.height + 1 };
    if (!this.block.whole) this.element.append(svgText("⋱", more));
  }

  /**
   * @param {Tensor | null} tensor null leaves the cells blank
   * @param {Colours} colours
   */
  show(tensor, colours) {
    if (tensor === this.shown && (colours === this.colours || this.image === null)) return;
    this.shown = tensor;
    this.colours = colours;
    if (this.image) this.#showPicture(tensor, colours);
    else if (tensor) this.#showEntries(tensor);
    else {
      for (const cell of this.cells) cell.setAttribute("class", "cell blank");
      for (const text of this.texts) text.textContent = "";
    }
  }

  /**
   * @param {Tensor | null} tensor
   * @param {Colours} colours
   */
  #showPicture(tensor, colours) {
    this.range.textContent = tensor ? rangeText(tensor) : "";
    if (tensor) this.image?.setAttribute("href", tensorPicture(tensor, colours));
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
