/** Says that a large graph is being arranged, once that takes long enough for a reader to wonder. */

const PATIENCE = 200;

export class Notice {
  constructor() {
    this.element = document.createElement("p");
    this.element.className = "graph-notice";
    this.element.setAttribute("role", "status");
    this.element.hidden = true;
    this.patience = 0;
    this.cards = 0;
  }

  /** @param {number} cards that are arranged next */
  announce(cards) {
    this.cards = cards;
  }

  /** @param {boolean} waiting */
  wait(waiting) {
    clearTimeout(this.patience);
    this.element.hidden = true;
    if (waiting) this.patience = window.setTimeout(() => this.#say(), PATIENCE);
  }

  #say() {
    // What knows how numbers are written takes its time to come.
    this.element.textContent = `Arranging ${this.cards.toLocaleString("en")} cards …`;
    this.element.hidden = false;
  }
}
