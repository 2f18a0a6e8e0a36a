/** Makes and changes SVG elements. */

const NAMESPACE = "http://www.w3.org/2000/svg";

/** @typedef {Record<string, string | number>} Attributes */

/**
 * @template {keyof SVGElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Attributes} [attributes]
 * @param {SVGElement[]} [children]
 * @returns {SVGElementTagNameMap[Tag]}
 */
export function svg(tag, attributes = {}, children = []) {
  const element = document.createElementNS(NAMESPACE, tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, String(value));
  element.append(...children);
  return element;
}

/**
 * @param {string} text
 * @param {Attributes} attributes
 */
export function svgText(text, attributes) {
  const element = svg("text", attributes);
  element.textContent = text;
  return element;
}

/**
 * @param {SVGElement} element
 * @param {{x: number, y: number}} point
 * @param {number} scale
 */
export function place(element, { x, y }, scale) {
  const moved = `translate(${Math.round(x * 100) / 100} ${Math.round(y * 100) / 100})`;
  element.setAttribute("transform", scale === 1 ? moved : `${moved} scale(${Math.round(scale * 1000) / 1000})`);
}

/**
 * The ring around a card that is pointed at; others have none.
 * @param {{element: SVGGElement, outline: {x: number, y: number, width: number, height: number, rx: number}}} view
 */
export function addRing({ element, outline }) {
  if (!element.querySelector(":scope > .ring")) element.prepend(svg("rect", { class: "ring", ...outline }));
}

/** Classes of an element that come and go: the document is touched where one changes. */
export class Marks {
  /**
   * @param {SVGElement} element
   * @param {string[]} names
   */
  constructor(element, names) {
    this.classes = element.classList;
    this.names = names;
    this.shown = names.map(() => false);
  }

  /** @param {boolean[]} states in the order of the names */
  show(states) {
    for (let index = 0; index < states.length; index++) {
      if (states[index] === this.shown[index]) continue;
      this.shown[index] = states[index];
      this.classes.toggle(this.names[index], states[index]);
    }
  }
}

/**
 * What a pointer that rests is told.
 * @param {string} text
 */
export function titled(text) {
  const title = svg("title");
  title.textContent = text;
  return title;
}
