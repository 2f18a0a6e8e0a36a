/**
 * For `page.evaluate`: looks at what the graph shows as a reader sees it, in pixels of the screen.
 * `viewed()` gives {cards, complaints}: a card as {id, nodes, level, value, gradient}, a complaint as a sentence.
 */

() => {
  const LEAST_TEXT = 11;
  const LEVELS = ["full", "compact", "tight", "dot"];
  /** A line box is higher than its letters, by so much above and below each other. */
  const LINE_SPACE = 4;
  const ROUNDING = 1;

  const isEmpty = (one) => one.textContent.trim() === "" || one.getBoundingClientRect().width === 0;
  const isIn = (one, { left, top, right, bottom }) =>
    one.left >= left - ROUNDING && one.right <= right + ROUNDING && one.top >= top - ROUNDING && one.bottom <= bottom + ROUNDING;
  const meet = (a, b, across = 0.5, down = 0.5) =>
    Math.min(a.right, b.right) - Math.max(a.left, b.left) > across &&
    Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > down;
  const pairs = (all) => all.flatMap((one, index) => all.slice(index + 1).map((other) => [one, other]));

  function viewed() {
    const canvas = document.getElementById("graph-view").getBoundingClientRect();
    const cards = [...document.querySelectorAll("#graph-view [data-card]")].map((element) => {
      const { card: id, node, nodes } = element.dataset;
      const texts = [...element.querySelectorAll("text")].filter((text) => !isEmpty(text));
      return {
        id,
        element,
        nodes: nodes?.split(" ") ?? [node],
        folded: nodes !== undefined,
        level: LEVELS.find((level) => element.classList.contains(level)) ?? null,
        rides: element.classList.contains("rider"),
        box: element.querySelector(".box").getBoundingClientRect(),
        labels: [...element.querySelectorAll(".label")].filter((label) => !isEmpty(label)),
        texts: texts.map((text) => ({ of: id, words: text.textContent, at: text.getBoundingClientRect() })),
        value: showsTensor(element, "value", canvas),
        gradient: showsTensor(element, "gradient", canvas),
      };
    });
    const complaints = [...cards.flatMap((card) => complaintsOf(card, canvas)), ...togetherComplaints(cards)];
    return {
      complaints,
      cards: cards.map(({ id, nodes, folded, level, rides, value, gradient }) => ({ id, nodes, folded, level, rides, value, gradient })),
    };
  }

  /** Numbers or a picture of them stand in the canvas. */
  function showsTensor(card, quantity, canvas) {
    const shown = [...card.querySelectorAll(`.block.${quantity} :is(.entries, image, .range)`)];
    return shown.some((one) => (one.localName === "image" || !isEmpty(one)) && isIn(one.getBoundingClientRect(), canvas));
  }

  function complaintsOf({ id, element, labels, box, texts }, canvas) {
    const found = [];
    if (labels.length === 0) found.push(`${id} has no name`);
    if (!isIn(box, canvas)) found.push(`${id} is outside of the canvas`);
    for (const text of element.querySelectorAll("text")) {
      if (isEmpty(text)) continue;
      const size = parseFloat(getComputedStyle(text).fontSize) * text.getScreenCTM().a;
      if (size < LEAST_TEXT - 0.01) found.push(`${id} writes “${text.textContent}” at ${size.toFixed(1)} px`);
    }
    for (const { words, at } of texts) if (!isIn(at, canvas)) found.push(`“${words}” of ${id} is outside of the canvas`);
    return found;
  }

  function togetherComplaints(cards) {
    const found = [];
    const standing = cards.filter(({ rides }) => !rides);
    for (const [one, other] of pairs(standing)) if (meet(one.box, other.box)) found.push(`${one.id} lies on ${other.id}`);
    for (const [one, other] of pairs(cards.flatMap(({ texts }) => texts)))
      if (meet(one.at, other.at, 1.5, LINE_SPACE))
        found.push(`“${one.words}” of ${one.of} and “${other.words}” of ${other.of} lie on each other`);
    for (const { id, element } of cards) {
      const covers = [...element.querySelectorAll(":is(.box, .gate, .unfold rect)")].map((one) => one.getBoundingClientRect());
      for (const { of, words, at } of cards.flatMap(({ texts }) => texts))
        if (of !== id && covers.some((cover) => meet(cover, at, 1.5, LINE_SPACE))) found.push(`${id} lies on “${words}” of ${of}`);
    }
    return found;
  }

  const drawn = () => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));

  /** Opens lessons one after the other and looks at each as it opens and at its last step. */
  async function lessons(ids) {
    const seen = {};
    for (const id of ids) {
      await window.gradwalk.openLesson(id);
      await drawn();
      const { run, nodes, steps } = window.gradwalk.state();
      const opening = viewed();
      window.gradwalk.seek(steps - 1);
      await drawn();
      seen[id] = { run, nodes, opening, end: viewed() };
    }
    return seen;
  }

  window.firstView = { viewed, lessons };
}
