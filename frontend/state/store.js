/**
 * The state of the page as signals. Views read it and call the intentions below; nobody else writes. Data flows one
 * way: the run and the clock's position give everything that is drawn.
 */

import { batch, computed, effect, signal } from "preact";
import { Anchor } from "../run/anchor.js";
import { Clock } from "./clock.js";
import { beatAt } from "../run/beats.js";
import { counterpartOf, counterparts } from "../run/counterparts.js";
import { collapse } from "../run/collapse.js";
import { choiceOf, foldToFit, granularityOf, openIn, roomFor } from "../run/folding.js";
import { groupsOf, lineage, nodesIn } from "../run/groups.js";
import { titleOf } from "../run/describe.js";
import { standingOf } from "../run/kinship.js";
import { executionsOf } from "../run/lines.js";
import { Novelty } from "../run/novelty.js";
import { restFor, wordsIn } from "../run/pace.js";
import { Steps } from "../service/steps.js";
import { Stops, lineStops } from "../run/stops.js";
import { Timeline, receiverOf } from "../run/timeline.js";

/** @import { Explanation, Leaves, Lesson, LessonSummary, Problem, RunDocument } from "../types.js" */
/** @import { Draft } from "../page/drafts.js" */
/** @import { Beat } from "../run/beats.js" */
/** @import { Standing } from "../run/kinship.js" */
/** @import { Collapsed } from "../run/collapse.js" */
/** @import { Choice, Granularity } from "../run/folding.js" */
/** @import { Groups } from "../run/groups.js" */
/** @import { FetchSteps } from "../service/steps.js" */
/** @import { Pictures, Size } from "../run/pictures.js" */
/** @import { Known } from "../run/timeline.js" */

/** @typedef {"system"|"light"|"dark"} ThemeChoice */
/** @typedef {"edge"|"node"|"line"} StepSize */
/** @typedef {"step"|"program"} Tab */
/** @typedef {{x: number, y: number, scale: number}} View */

/** @type {ThemeChoice[]} in the order in which one follows the other */
const THEMES = ["system", "light", "dark"];

/** @type {{view: View | null, granularity: Granularity | null, groupChoice: Choice | null}} */
const NO_ARRIVAL = { view: null, granularity: null, groupChoice: null };

export class Store {
  /** @param {{clock?: Clock, fetchSteps?: FetchSteps}} [options] without `fetchSteps`, all runs are whole */
  constructor({ clock, fetchSteps = async () => [] } = {}) {
    this.reducedMotion = signal(false);
    this.clock = clock ?? new Clock({ still: () => this.reducedMotion.peek() });

    /** @type {import("preact").Signal<RunDocument | null>} the last good run, or what came before a mistake */
    this.run = signal(null);
    /** True once there is a program, be it an empty one. */
    this.opened = signal(false);
    /** @type {import("preact").Signal<string>} the program as it stands in the editor */
    this.source = signal("");
    /** @type {import("preact").Signal<readonly string[]>} the operations that are shown as what they are made of */
    this.unfold = signal([]);
    /** @type {import("preact").Signal<Leaves | null>} values in place of those that the program gives its leaves */
    this.leaves = signal(null);
    /** @type {import("preact").Signal<string | null>} the variable that the backward pass starts from, by a link */
    this.target = signal(null);
    /** @type {import("preact").Signal<Lesson | null>} the lesson the program was opened from */
    this.lesson = signal(null);
    /** @type {import("preact").ReadonlySignal<Standing>} of the text in the editor to that lesson */
    this.standing = computed(() => (this.lesson.value ? standingOf(this.lesson.value, this.source.value) : "other"));
    /** @type {import("preact").Signal<Record<string, Size | null>>} by name; null: numbers, whatever the lesson says */
    this.chosenPictures = signal({});
    /** @type {import("preact").ReadonlySignal<Pictures>} the arrays that are looked at as pictures: by the reader, or by the lesson */
    this.pictures = computed(() => this.#pictures());
    /** @type {import("preact").Signal<Draft | null>} what keeps the text, once the reader has a hand in it */
    this.draft = signal(null);
    /** @type {import("preact").Signal<Draft | null>} another version of the program that the reader may want instead */
    this.offer = signal(null);
    /** False where the browser does not keep what is typed: its storage is forbidden or full. */
    this.kept = signal(true);
    /** Counts the requests to undo, and to do again, from outside the editor. */
    this.undos = signal({ back: 0, again: 0 });
    /** @type {import("preact").Signal<LessonSummary[]>} */
    this.lessons = signal([]);
    /** @type {import("preact").Signal<Problem | null>} why the program in the editor has no run */
    this.problem = signal(null);
    /** @type {import("preact").Signal<Problem | null>} the problem whose place the reader asks the editor to show */
    this.sought = signal(null);
    /** @type {import("preact").Signal<string | null>} a sentence about the page itself, such as a broken link */
    this.notice = signal(null);
    /** True from the moment a run takes long enough for a reader to wonder. */
    this.working = signal(false);
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
    /** @type {import("preact").ReadonlySignal<number>} */
    this.step = this.clock.step;
    /** @type {import("preact").ReadonlySignal<number>} how far the current step has come, 0…1 */
    this.progress = this.clock.progress;
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
    this.partial = computed(() => this.run.value !== null && this.problem.value?.partial === this.run.value);
    /** The picture shows an older text than the editor holds. */
    this.stale = computed(() => this.run.value !== null && this.problem.value !== null && !this.partial.value);

    /** @type {import("preact").Signal<string | null>} a node id */
    this.selected = signal(null);
    /** @type {import("preact").ReadonlySignal<string | null>} the node the reader looks at: selected, or of the step */
    this.place = computed(() => this.selected.value ?? this.#receiver());

    /** @type {import("preact").ReadonlySignal<Groups | null>} */
    this.groups = computed(() => (this.timeline.value ? groupsOf(this.timeline.value.run) : null));
    /** @type {import("preact").Signal<Granularity | null>} what the reader asks for; null: what fits */
    this.granularity = signal(null);
    /** @type {import("preact").Signal<Choice | null>} what the reader has opened and closed; null: nothing */
    this.groupChoice = signal(null);
    /** @type {import("preact").Signal<number | null>} the cards that there is room for; null: as the run is large */
    this.room = signal(null);
    /** @type {import("preact").ReadonlySignal<ReadonlySet<string>>} the groups that are open, by id */
    this.open = computed(() => {
      const groups = this.groups.value;
      if (!groups) return new Set();
      return openIn(groups, this.granularity.value, this.groupChoice.value, this.room.value ?? roomFor(groups));
    });
    /** @type {import("preact").ReadonlySignal<Granularity>} what the graph shows */
    this.by = computed(() => {
      const groups = this.groups.value;
      return this.granularity.value ?? (groups ? granularityOf(groups, this.open.value) : "operations");
    });
    /** What a link asks of the next graph. */
    this.arrival = NO_ARRIVAL;
    /** @type {import("preact").ReadonlySignal<Collapsed | null>} what the graph shows of the run */
    this.collapsed = computed(() => this.#collapse());

    /** @type {import("preact").Signal<string | null>} a card: the id of a node or of a closed group */
    this.hover = signal(null);
    /** @type {import("preact").Signal<number | null>} a line of the program */
    this.hoverLine = signal(null);
    /** @type {import("preact").ReadonlySignal<Set<string>>} the nodes that hovering lights */
    this.lit = computed(() => this.#nodesHovered());

    /** @type {import("preact").Signal<StepSize>} */
    this.stepSize = signal("edge");
    /** @type {import("preact").ReadonlySignal<Stops>} where a step by line ends, as the graph shows lines */
    this.lineStops = computed(() => {
      const [timeline, groups] = [this.timeline.value, this.groups.value];
      return timeline && groups ? lineStops(timeline, groups, this.open.value) : new Stops([]);
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
    /** @type {import("preact").Signal<Tab>} the panel below the graph where there is room for one */
    this.tab = signal("step");
    /** Whether there is room for both panels beside the stage. */
    this.roomy = signal(true);
    /** @type {import("preact").Signal<{program: boolean | null, inspector: boolean | null}>} by the reader; null: by room */
    this.chosenPanels = signal({ program: null, inspector: null });
    /** The panels beside the stage that are open. */
    this.panels = computed(() => {
      const { program, inspector } = this.chosenPanels.value;
      return { program: program ?? this.roomy.value, inspector: inspector ?? true };
    });
    /** The reading of the run on the stage. */
    this.reading = signal("graph");
    /** The camera keeps the current step in sight. */
    this.follow = signal(true);
    /** @type {import("preact").Signal<View | null>} the camera; null asks for the opening view */
    this.view = signal(null);
    /** Counts the requests to show the whole graph. */
    this.fits = signal(0);
    /** The last request to come closer, 1, or to go farther away, -1, and how many there were. */
    this.zooms = signal({ sign: 1, count: 0 });
    /** @type {import("preact").Signal<ThemeChoice>} */
    this.themeChoice = signal("system");
    this.systemDark = signal(false);
    /** @type {import("preact").ReadonlySignal<"light"|"dark">} */
    this.theme = computed(() => themeOf(this.themeChoice.value, this.systemDark.value));
    /** @type {import("preact").Signal<"lessons"|"help"|"download"|null>} the dialog that is open */
    this.dialog = signal(null);
    effect(() => this.steps.value?.visit(this.step.value));
    effect(() => {
      const steps = this.steps.value;
      return () => steps?.stop();
    });
  }

  /** @returns {Pictures} */
  #pictures() {
    const lesson = this.standing.value === "other" ? null : this.lesson.value;
    const all = { ...lesson?.pictures, ...this.chosenPictures.value };
    return new Map(Object.entries(all).flatMap(([name, size]) => (size ? [[name, /** @type {Size} */ (size)]] : [])));
  }

  /**
   * @param {string} name of a variable
   * @param {Size | null} size of the picture that each of its rows is; null: its numbers are shown
   */
  lookAt(name, size) {
    this.chosenPictures.value = { ...this.chosenPictures.peek(), [name]: size };
  }

  #receiver() {
    const step = this.timeline.value?.outline[this.step.value];
    return step ? receiverOf(step) : null;
  }

  #collapse() {
    const [timeline, groups] = [this.timeline.value, this.groups.value];
    return timeline && groups && collapse(timeline, groups, this.open.value);
  }

  /** @returns {Set<string>} */
  #nodesHovered() {
    const [card, number, run] = [this.hover.value, this.hoverLine.value, this.run.value];
    const group = this.groups.value?.byId.get(card ?? "");
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
      this.problem.value = null;
      this.hover.value = null;
      if (step !== "keep") {
        this.granularity.value = this.arrival.granularity;
        this.groupChoice.value = this.arrival.groupChoice;
        this.room.value = null;
      }
      this.arrival = { ...NO_ARRIVAL, view: this.arrival.view };
      this.run.value = run;
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
      this.problem.value = null;
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
    this.follow.value = true;
  }

  /**
   * To the end of what the step is in; all of it is explained at once.
   * @param {number} step
   */
  seekLine(step) {
    const { to } = this.lineStops.peek().around(step);
    this.#goes();
    this.clock.jump(to);
    this.#passed(to, to, "line");
  }

  /** @param {StepSize} size */
  forward(size) {
    const step = this.step.peek();
    const to = Math.min(this.#next(step, size), this.clock.last);
    this.#goes();
    this.clock.glide(to);
    this.#passed(step + 1, to, size);
  }

  /** @param {StepSize} size */
  back(size) {
    const [step, timeline] = [this.step.peek(), this.timeline.peek()];
    if (!timeline) return;
    const to = Math.max(0, size === "edge" ? timeline.previousStop(step) : this.#stops(size).previous(step));
    this.#goes();
    this.clock.jump(to);
    this.#passed(to, to, size === "edge" && timeline.outline[to].kind === "leaf" ? "node" : size);
  }

  /**
   * What is passed at once is explained at once.
   * @param {number} from
   * @param {number} to
   * @param {StepSize} size
   */
  #passed(from, to, size) {
    if (size !== "edge") this.passed.value = { to, size };
    else this.passed.value = from < to ? { to, size: "node" } : null;
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
    return size === "line" ? this.lineStops.value : (this.timeline.value?.turns ?? new Stops([]));
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
    this.#passed(step + 1, next, size);
    this.steps.peek()?.of(next);
    return next;
  }

  /**
   * Asks the editor to show a problem's place.
   * @param {Problem} problem
   */
  goTo(problem) {
    this.sought.value = problem;
  }

  /** @param {string | null} node */
  select(node) {
    this.selected.value = node;
  }

  /** @param {string} id of a group */
  openGroup(id) {
    this.#choose((open) => open.add(id));
  }

  /** @param {string} id of a group */
  closeGroup(id) {
    this.#choose((open) => open.delete(id));
  }

  closeGroups() {
    batch(() => {
      this.granularity.value = "lines";
      this.groupChoice.value = { open: new Set(), closed: new Set() };
    });
  }

  /**
   * All lines are closed, or open; other groups stay as the reader has them.
   * @param {Granularity} granularity
   */
  showBy(granularity) {
    const [groups, choice] = [this.groups.peek(), this.groupChoice.peek()];
    const isLine = (/** @type {string} */ id) => groups?.byId.get(id)?.line != null;
    batch(() => {
      this.granularity.value = granularity;
      if (!choice) return;
      const stays = (/** @type {string} */ id) => (isLine(id) ? granularity === "operations" : choice.open.has(id));
      this.groupChoice.value = groups && choiceOf(groups, granularity, new Set([...groups.byId.keys()].filter(stays)));
    });
  }

  /** @param {(open: Set<string>) => void} change of the groups that are open */
  #choose(change) {
    const groups = this.groups.peek();
    if (!groups) return;
    const [granularity, open] = [this.by.peek(), new Set(this.open.peek())];
    change(open);
    batch(() => {
      this.granularity.value = granularity;
      this.groupChoice.value = choiceOf(groups, granularity, open);
    });
  }

  /**
   * Opens the closed group that hides a node.
   * @param {string | null} node
   */
  openAround(node) {
    const collapsed = this.collapsed.peek();
    const card = collapsed?.cardOf.get(node ?? "");
    if (collapsed && card !== undefined && collapsed.closed.has(card)) this.openGroup(card);
  }

  /**
   * Closes the innermost open group around a node; around one that is hidden, the group around what hides it.
   * @param {string | null} node
   */
  closeAround(node) {
    const [groups, collapsed] = [this.groups.peek(), this.collapsed.peek()];
    if (!groups || !collapsed || node === null) return;
    const around = lineage(groups.homes.get(node) ?? null);
    const closed = around.findIndex(({ id }) => collapsed.closed.has(id));
    const innermost = around[(closed < 0 ? around.length : closed) - 1];
    if (innermost) this.closeGroup(innermost.id);
  }

  /** Shows the whole graph; closes what there is no room for. */
  fit() {
    const groups = this.groups.peek();
    if (groups) {
      const open = foldToFit(groups, this.room.peek() ?? roomFor(groups), this.open.peek());
      if (open.size < this.open.peek().size) this.#choose((left) => left.forEach((id) => open.has(id) || left.delete(id)));
    }
    this.fits.value += 1;
  }

  /** Opens or closes a panel beside the stage. @param {"program" | "inspector"} name */
  togglePanel(name) {
    this.chosenPanels.value = { ...this.chosenPanels.peek(), [name]: !this.panels.peek()[name] };
  }

  /** @param {1 | -1} sign */
  zoomBy(sign) {
    this.follow.value = false;
    this.zooms.value = { sign, count: this.zooms.peek().count + 1 };
  }

  nextTheme() {
    const after = THEMES.indexOf(this.themeChoice.peek()) + 1;
    this.themeChoice.value = THEMES[after % THEMES.length];
  }
}

/**
 * @param {ThemeChoice} choice
 * @param {boolean} systemDark
 * @returns {"light"|"dark"}
 */
function themeOf(choice, systemDark) {
  if (choice === "system") return systemDark ? "dark" : "light";
  return choice;
}
