/** A list that is steered from its search field: the arrow keys mark a row, Enter takes it. */

/**
 * @param {readonly {id: string}[]} found
 * @param {string | null} current the row that is marked
 * @param {(id: string) => void} mark
 * @param {(id: string) => void} take
 * @returns {(event: KeyboardEvent) => void}
 */
export function steering(found, current, mark, take) {
  return (event) => {
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (by !== undefined) {
      event.preventDefault();
      const at = found.findIndex(({ id }) => id === current);
      const next = found[Math.min(found.length - 1, Math.max(0, at + by))];
      if (next) mark(next.id);
    } else if (event.key === "Enter" && current !== null) {
      event.preventDefault();
      take(current);
    }
  };
}
