/**
 * The state of the page as signals. Views read it and call the intentions below; nobody else writes. Data flows one
 * way: the run and the clock's position give everything that is drawn.
 *
 * Here is the walk through the run; beside it stand the program (`program`), what is folded (`folds`), and how the reader
 * has the page (`look`).
 */

import { batch, computed, effect, signal } from "preact";
import { Anchor } from "../run/anchor.js";
import { beatAt } from "../run/beats.js";
import { counterpartOf, counterparts } from "../run/counterparts.js";
import { sameCourse } from "../run/course.js";
import { titleOf } from "../run/describe.js";
import { nodesIn } from "../run/groups.js";
import { executionsOf } from "../run/lines.js";
import { findingKey } from "../run/findings.js";
import { Novelty } from "../run/novelty.js";
import { restFor, wordsIn } from "../run/pace.js";
import { PassStops } from "../run/passes.js";
import { Stops, lineStops } from "../run/stops.js";
import { Timeline, receiverOf } from "../run/timeline.js";
import { Steps } from "../service/steps.js";
import { Asking } from "./asking.js";
import { Clock } from "./clock.js";
import { Comparing } from "./comparing.js";
import { Folds } from "./folds.js";
import { Look } from "./look.js";
import { Noticing } from "./noticing.js";
import { ProgramState } from "./program-state.js";

/** @import { Explanation, Fix, GradientPath, RunDocument } from "../types.js" */
/** @import { Beat } from "../run/beats.js" */
/** @import { FetchSteps } from "../service/steps.js" */
/** @import { Known } from "../run/timeline.js" */

/**
 * A number that the reader has taken hold of.
 * @typedef {object} Hold
 * @property {string} node
 * @property {number} place of the entry, counted through all
 * @property {RunDocument} base the run as it was
 * @property {number} before
 * @property {number} now
 * @property {boolean} released the reader has let go, and the program has the number
 * @property {boolean} sameCourse
 * @property {boolean} inside of a node that is computed: a nudge, which no program keeps
 * @property {string | null} trouble why the picture does not follow
 */

/** @typedef {"edge"|"node"|"line"|"pass"} StepSize */

export class Store {
  /** @param {{clock?: Clock, fetchSteps?: FetchSteps}} [options] without `fetchSteps`, all runs are whole */
  constructor({ clock, fetchSteps = async () => [] } = {}) {
    this.reducedMotion = signal(false);
    this.clock = clock ?? new Clock({ still: () => this.reducedMotion.peek() });
    this.program = new ProgramState();
    this.look = new Look();
    this.comparing = new Comparing();

    /** @type {import("preact").Signal<Hold | null>} */
    this.hold = signal(null);
    /** @type {import("preact").Signal<RunDocument | null>} the last good run, or what came before a mistake */
    this.run = signal(null);
    /** @type {import("preact").Signal<string | null>} a sentence about the page itself, such as a broken link */
    this.notice = signal(null);
    /** True from the moment a run takes long enough for a reader to wonder. */
    this.working = signal(false);
    /** True once the reader has given up the run of what is written. */
    this.givenUp = signal(false);
    /** @type {import("preact").Signal<number | null>} seconds between tries while the server has too much to do */
    this.busy = signal(null);
    /** True while the server does not answer. */
    this.offline = signal(false);

    /** @type {import("preact").ReadonlySignal<Steps | null>} */
    this.steps = computed(() => (this.run.value ? new Steps(this.run.value, fetchSteps) : null));
    /** @type {import("preact").ReadonlySignal<Timeline | null>} null also for a program that makes no tensor */
    this.timeline = computed(() => {
      const [run, steps] = [this.run.value, this.steps.value];
      return run && steps?.length ? new Timeline(run, (index) => steps.of(index)) : null;
    });
    this.folds = new Folds(this.timeline);
    /** @type {import("preact").ReadonlySignal<number>} */
    this.step = this.clock.step;
    /** @type {import("preact").ReadonlySignal<number>} how far the current step has come, 0…1 */
    this.progress = this.clock.progress;
    this.noticing = new Noticing(this.step);
    this.playing = this.clock.playing;
    this.held = this.clock.held;
    this.speed = this.clock.speed;
    /** Playing stops at what a run shows for the first time. */
    this.stopsAtNew = signal(false);
    /** @type {import("preact").Signal<{step: number, why: string} | null>} where it has, and why */
    this.stopped = signal(null);
    /** @type {(step: number) => Explanation | null} null while it is on its way */
    this.explanationOf = () => null;
    /** @type {import("preact").ReadonlySignal<Beat>} what of the current step can be seen */
    this.beat = computed(() => {
      const step = this.timeline.value?.outline[this.step.value];
      return beatAt(this.progress.value, step?.phase === "backward" ? "backward" : "forward");
    });
    /** @type {import("preact").ReadonlySignal<Novelty | null>} */
    this.novelty = computed(() => (this.timeline.value ? new Novelty(this.timeline.value) : null));
    /** @type {import("preact").ReadonlySignal<Known | null>} */
    this.known = computed(() => this.timeline.value?.at(this.step.value) ?? null);
    /** The picture shows what came before the mistake. */
    this.partial = computed(() => this.run.value !== null && this.program.problem.value?.partial?.id === this.run.value.id);
    /** The picture shows an older text than the editor holds. */
    this.stale = computed(() => this.run.value !== null && this.program.problem.value !== null && !this.partial.value);

    /** The picture is that of the text, so that it can be pinned to compare others with. */
    this.pinnable = computed(() => this.run.value !== null && this.program.problem.value === null);

    /** @type {import("preact").Signal<string | null>} a node id */
    this.selected = signal(null);
    /** @type {import("preact").ReadonlySignal<string | null>} the node the reader looks at: selected, or of the step */
    this.place = computed(() => this.selected.value ?? this.#receiver());

    /** @type {{unfold: (op: string) => Promise<void>, fold: (op: string) => Promise<void>} | null} takes operations apart; null where nobody can */
    this.unfolding = null;
    /** @type {((edits: readonly Fix[]) => void) | null} edits the program and compares; null where nobody can */
    this.tryOut = null;
    this.asking = new Asking();
    /** @type {import("preact").Signal<string | null>} a card: the id of a node or of a closed group */
    this.hover = signal(null);
    /** @type {import("preact").Signal<number | null>} a line of the program */
    this.hoverLine = signal(null);
    /** @type {import("preact").Signal<string[] | null>} the nodes of which what is pointed at speaks, outside of the graph */
    this.spoken = signal(null);
    /** @type {import("preact").Signal<readonly GradientPath[]>} those that the graph shows as ribbons */
    this.paths = signal([]);
    /** The local derivative of the step is pointed at, in its formula or on its gate. */
    this.spokenLocal = signal(false);
    /** @type {import("preact").ReadonlySignal<string | null>} the node whose gate it lights */
    this.gate = computed(() => {
      const step = this.spokenLocal.value ? this.timeline.value?.outline[this.step.value] : null;
      return step?.edge ? step.node : null;
    });
    /** @type {import("preact").ReadonlySignal<Set<string>>} the nodes that hovering lights */
    this.lit = computed(() => this.#nodesHovered());

    /** @type {import("preact").Signal<StepSize>} */
    this.stepSize = signal("edge");
    /** @type {import("preact").ReadonlySignal<Stops>} where a step by line ends, as the graph shows lines */
    this.lineStops = computed(() => {
      const [timeline, groups] = [this.timeline.value, this.folds.groups.value];
      return timeline && groups ? lineStops(timeline, groups, this.folds.open.value) : new Stops([]);
    });
    /** @type {import("preact").Signal<{to: number, size: StepSize} | null>} what the reader has passed at once */
    this.passed = signal(null);
    /** The steps explained at once, both included: more than one where the reader has passed them at once. */
    this.shownSteps = computed(() => this.#shown());
    /** They are those of a line. */
    this.shownByLine = computed(() => {
      const passed = this.passed.value;
      return passed?.size === "line" && this.shownSteps.value.to === passed.to;
    });
    effect(() => this.steps.value?.visit(this.step.value));
    effect(() => {
      const steps = this.steps.value;
      return () => steps?.stop();
    });
  }

  #receiver() {
    const step = this.timeline.value?.outline[this.step.value];
    return step ? receiverOf(step) : null;
  }

  /** @returns {Set<string>} */
  #nodesHovered() {
    const [card, number, run, spoken] = [this.hover.value, this.hoverLine.value, this.run.value, this.spoken.value];
    if (spoken !== null) return new Set(spoken);
    const group = this.folds.groups.value?.byId.get(card ?? "");
    if (card !== null) return new Set(group ? nodesIn(group) : [card]);
    if (number === null || run === null || this.stale.value) return new Set();
    const executions = executionsOf(run, number);
    return new Set(run.nodes.filter(({ line }) => line !== null && executions.has(line)).map(({ id }) => id));
  }

  /**
   * Shows a run. The step stays where it was as far as the run has it; when the same program is shown with other
   * operations unfolded, the reader stays at the same node.
   * @param {RunDocument} run
   * @param {number | Anchor | "keep" | "opening"} step
   */
  show(run, step) {
    const before = this.step.peek();
    const earlier = this.run.peek();
    const refolded = earlier?.source === run.source && String(earlier.unfold) !== String(run.unfold);
    const counterpart = refolded ? counterparts(earlier, run) : null;
    const here = this.timeline.peek()?.outline[before];
    batch(() => {
      this.clock.pause();
      this.program.problem.value = null;
      this.hover.value = null;
      if (this.stepSize.peek() === "pass" && !run.loop?.length) this.stepSize.value = "edge";
      this.folds.follow(step !== "keep");
      // The picture stays, and only its numbers change.
      const stays = (step === "keep" || typeof step === "number") && earlier !== null && sameCourse(earlier, run);
      this.run.value = stays ? { ...run, edges: earlier.edges } : run;
      const timeline = this.timeline.peek();
      this.clock.end = (timeline?.length ?? 0) - 1;
      const kept = here && counterpart ? counterpartOf(here, counterpart, run) : before;
      const named = step instanceof Anchor ? step.indexIn(run) : step;
      const wanted = named === "keep" ? kept : named === "opening" ? timeline?.opening ?? 0 : named;
      this.clock.seek(Math.round(wanted));
      const selected = this.selected.peek();
      const same = selected !== null && counterpart ? counterpart.get(selected) ?? null : selected;
      this.selected.value = same !== null && timeline?.nodes.has(same) ? same : null;
    });
  }

  /** Shows that there is nothing to show: the program is empty. */
  clear() {
    batch(() => {
      this.clock.jump(0);
      this.clock.end = 0;
      this.run.value = null;
      this.program.problem.value = null;
      this.selected.value = null;
      this.hover.value = null;
    });
  }

  /** @param {number} position a step that is complete, or a place on the way to the one that follows */
  seek(position) {
    this.passed.value = null;
    this.#goes();
    this.clock.jump(position);
  }

  /** Completes the step that the position is on the way to. */
  settle() {
    this.clock.pause();
  }

  /** A step of the reader's own is in sight. */
  #goes() {
    this.stopped.value = null;
    this.look.follow.value = true;
  }

  /**
   * To the end of what the step is in; all of it is explained at once.
   * @param {number} step
   */
  seekLine(step) {
    const { to } = this.lineStops.peek().around(step);
    this.#goes();
    this.clock.jump(to);
    this.#passed(to, "line");
  }

  /** @param {StepSize} size */
  forward(size) {
    const step = this.step.peek();
    const to = Math.min(this.#next(step, size), this.clock.last);
    this.#goes();
    // Nothing flows from one pass to the next.
    if (size === "pass") this.clock.jump(to);
    else this.clock.glide(to);
    this.#passed(to, size);
  }

  /** @param {StepSize} size */
  back(size) {
    const [step, timeline] = [this.step.peek(), this.timeline.peek()];
    if (!timeline) return;
    const to = Math.max(0, size === "edge" ? timeline.previousStop(step) : this.#stops(size).previous(step));
    this.#goes();
    this.clock.jump(to);
    this.#passed(to, size);
  }

  /** To the same place in another pass of a loop that trains; nothing where there is none. @param {"forward" | "back"} way */
  byPass(way) {
    if (this.run.peek()?.loop?.length) this[way]("pass");
  }

  /**
   * What is passed at once is explained at once, whichever way it is passed: leaves given one after the other always are.
   * @param {number} to
   * @param {StepSize} size
   */
  #passed(to, size) {
    const together = size === "edge" && this.timeline.peek()?.outline[to]?.kind === "leaf" ? "node" : size;
    this.passed.value = together === "edge" || together === "pass" ? null : { to, size: together };
  }

  /**
   * @param {number} step
   * @param {StepSize} size
   */
  #next(step, size) {
    const timeline = this.timeline.peek();
    if (!timeline) return step;
    return size === "edge" ? timeline.nextStop(step) : this.#stops(size).next(step);
  }

  /** @param {StepSize} size of more than an edge */
  #stops(size) {
    if (size === "line") return this.lineStops.value;
    const timeline = this.timeline.value;
    if (size === "pass" && timeline) return new PassStops(timeline.run.loop ?? [], timeline.length);
    return timeline?.turns ?? new Stops([]);
  }

  /** @returns {{from: number, to: number}} */
  #shown() {
    const [step, passed] = [this.step.value, this.passed.value];
    const stretch = passed && this.#stops(passed.size).around(step);
    return stretch && stretch.to === passed.to ? stretch : { from: step, to: step };
  }

  nextPhase() {
    this.seek(this.timeline.peek()?.nextPhase(this.step.peek()) ?? 0);
  }

  previousPhase() {
    this.seek(this.timeline.peek()?.previousPhase(this.step.peek()) ?? 0);
  }

  first() {
    this.seek(0);
  }

  last() {
    this.seek((this.timeline.peek()?.length ?? 1) - 1);
  }

  togglePlaying() {
    if (this.playing.peek()) {
      this.clock.pause();
      return;
    }
    this.stopped.value = null;
    this.clock.play((step) => this.#following(step), {
      isHere: (step) => this.steps.peek()?.has(step) ?? false,
      restAfter: (from, to) => this.#restAfter(from, to),
      stopsAfter: (from, to) => this.#stopsAfter(from, to),
    });
  }

  /**
   * @param {number} from
   * @param {number} to both included
   * @returns {number} as long as the words of the steps take to read
   */
  #restAfter(from, to) {
    const [timeline, novelty] = [this.timeline.peek(), this.novelty.peek()];
    if (!timeline || !novelty) return 0;
    let words = 0;
    for (const step of timeline.outline.slice(from, to + 1)) {
      const explanation = this.explanationOf(step.index);
      words += wordsIn(explanation ? `${explanation.sentence} ${explanation.zero ?? ""}` : titleOf(timeline, step));
    }
    return restFor(words, novelty.isNew(from, to));
  }

  /**
   * @param {number} from
   * @param {number} to both included
   * @returns {boolean} true where one of the steps is new, and the reader wants to stop there
   */
  #stopsAfter(from, to) {
    const novelty = this.novelty.peek();
    if (!novelty || !this.stopsAtNew.peek()) return false;
    for (let step = from; step <= to; step++) {
      const why = novelty.worthAStop(step);
      if (why === null) continue;
      this.stopped.value = { step: to, why };
      return true;
    }
    return false;
  }

  /**
   * @param {number} step
   * @returns {number} the next one when playing, which is on its way from now on if it is not here
   */
  #following(step) {
    const size = this.stepSize.peek();
    const next = this.#next(step, size);
    this.#passed(next, size);
    this.steps.peek()?.of(next);
    return next;
  }

  /** The run that others are compared with: this one, or none any more. */
  togglePin() {
    if (this.comparing.pinned.peek()) {
      this.comparing.unpin();
      if (this.look.reading.peek() === "compare") this.look.reading.value = "graph";
    } else if (this.pinnable.peek()) this.comparing.pin(this.program);
  }

  /** Opens the card of its node, with the reason; of what has not shown yet, at the step where it does. @param {import("../types.js").Finding} finding */
  askAboutFinding(finding) {
    if (this.step.peek() < finding.step) this.seek(finding.step);
    this.noticing.asked.value = findingKey(finding);
    this.select(finding.node);
  }

  /** @param {string | null} node */
  select(node) {
    this.asking.unpin();
    this.selected.value = node;
  }

  /** Shows the whole graph; closes what there is no room for. */
  fit() {
    this.folds.closeToFit();
    this.look.fits.value += 1;
  }

}
