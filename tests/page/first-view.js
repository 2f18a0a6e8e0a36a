/**
 * For the page: looks at what the graph shows as a reader sees it, in pixels of the screen. `firstView.viewed()` gives
 * {cards, complaints}: a card as {id, nodes, folded, level, rides, value, gradient}, a complaint as a sentence.
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
    // What rests on a wire is no card, and is as readable and as much in nobody's way.
    const chips = [...document.querySelectorAll("#graph-view :is(.token, .wire-chip)")].map((element, index) => {
      const id = `chip ${index}`;
      const texts = [...element.querySelectorAll("text")].filter((text) => !isEmpty(text));
      const box = element.querySelector("rect").getBoundingClientRect();
      return { id, element, box, texts: texts.map((text) => ({ of: id, words: text.textContent, at: text.getBoundingClientRect() })) };
    });
    const complaints = [
      ...cards.flatMap((card) => (card.labels.length > 0 ? [] : [`${card.id} has no name`])),
      ...[...cards, ...chips].flatMap((one) => complaintsOf(one, canvas)),
      ...togetherComplaints(cards, chips),
    ];
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

  function complaintsOf({ id, element, box, texts }, canvas) {
    const found = [];
    if (!isIn(box, canvas)) found.push(`${id} is outside of the canvas`);
    for (const text of element.querySelectorAll("text")) {
      if (isEmpty(text)) continue;
      const size = parseFloat(getComputedStyle(text).fontSize) * text.getScreenCTM().a;
      if (size < LEAST_TEXT - 0.01) found.push(`${id} writes “${text.textContent}” at ${size.toFixed(1)} px`);
    }
    for (const { words, at } of texts) if (!isIn(at, canvas)) found.push(`“${words}” of ${id} is outside of the canvas`);
    return found;
  }

  function togetherComplaints(cards, chips) {
    const found = [];
    const standing = [...cards.filter(({ rides }) => !rides), ...chips];
    for (const [one, other] of pairs(standing)) if (meet(one.box, other.box)) found.push(`${one.id} lies on ${other.id}`);
    const texts = [...cards, ...chips].flatMap((one) => one.texts);
    for (const [one, other] of pairs(texts))
      if (meet(one.at, other.at, 1.5, LINE_SPACE))
        found.push(`“${one.words}” of ${one.of} and “${other.words}” of ${other.of} lie on each other`);
    for (const { id, element } of [...cards, ...chips]) {
      const covers = [...element.querySelectorAll(":is(.box, .gate, .unfold rect, :scope > rect:not(.ring))")]
        .map((one) => one.getBoundingClientRect());
      for (const { of, words, at } of texts)
        if (of !== id && covers.some((cover) => meet(cover, at, 1.5, LINE_SPACE))) found.push(`${id} lies on “${words}” of ${of}`);
    }
    return found;
  }

  const drawn = () => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));

  /** Opens lessons one after the other and looks at each as it opens, in the middle of its steps and at its last. */
  async function lessons(ids) {
    const seen = {};
    for (const id of ids) {
      await window.gradwalk.openLesson(id);
      await drawn();
      const { steps } = window.gradwalk.state();
      seen[id] = { opening: viewed() };
      for (const [moment, step] of [["middle", Math.floor(0.7 * steps)], ["end", steps - 1]]) {
        window.gradwalk.seek(step);
        await drawn();
        seen[id][moment] = viewed();
      }
    }
    return seen;
  }

  window.firstView = { viewed, lessons };
}
