/** A binary heap of indices, smallest key first. */
export class Heap {
  constructor() {
    this.keys = /** @type {number[]} */ ([]);
    this.items = /** @type {number[]} */ ([]);
  }

  get size() {
    return this.items.length;
  }

  top() {
    return this.items[0];
  }

  topKey() {
    return this.keys[0];
  }

  /** @param {number} key @param {number} item */
  push(key, item) {
    let place = this.items.length;
    while (place > 0) {
      const parent = (place - 1) >> 1;
      if (this.keys[parent] <= key) break;
      this.keys[place] = this.keys[parent];
      this.items[place] = this.items[parent];
      place = parent;
    }
    this.keys[place] = key;
    this.items[place] = item;
  }

  pop() {
    const first = this.items[0];
    const key = /** @type {number} */ (this.keys.pop());
    const item = /** @type {number} */ (this.items.pop());
    const size = this.items.length;
    if (size === 0) return first;
    let place = 0;
    for (;;) {
      let child = 2 * place + 1;
      if (child >= size) break;
      if (child + 1 < size && this.keys[child + 1] < this.keys[child]) child++;
      if (this.keys[child] >= key) break;
      this.keys[place] = this.keys[child];
      this.items[place] = this.items[child];
      place = child;
    }
    this.keys[place] = key;
    this.items[place] = item;
    return first;
  }
}
