/**
 * What is known at a step: a pure function of the run and the step. Every question is answered from indices made once
 * a run, in constant time or by a binary search, so seeking costs the same anywhere.
 */

import { countUpTo, turnStops } from "./stops.js";

/** @import { GradientStep, GraphEdge, GraphNode, Phase, RunDocument, Step, StepOutline, Tensor } from "../types.js" */

/**
 * Of which pass a gradient is. "now": of the last that has begun. "kept": the `.grad` of a leaf, in which earlier
 * passes or the program left it. "past": of an earlier pass, and nothing reads it any more.
 * @typedef {"now" | "kept" | "past"} Standing
 */
/**
 * @typedef {object} KnownGradient
 * @property {Tensor | null} tensor looked up when it is read; null: known, and on its way
 * @property {number} received
 * @property {number} expected
 * @property {boolean} final
 * @property {number} step
 * @property {Standing} standing
 */
/** @typedef {{step: StepOutline, known: boolean}} Contribution */
/** @typedef {{step: number, tensor: Tensor | null}} Earlier the step that left it; null: on its way */
/** @typedef {{phase: Phase, pass: number, from: number, to: number}} Segment steps `from`…`to`, both included */
/** @typedef {{step: number, nodes: Set<string>, edges: Map<string, "forward"|"backward">}} Active */
/**
 * @typedef {object} Known
 * @property {number} step
 * @property {Active} active what the step itself touches
 * @property {(node: string) => Tensor | null} valueOf null: not computed yet
 * @property {(node: string) => KnownGradient | null} gradientOf null: nothing has arrived yet
 * @property {(node: string) => Contribution[]} contributionsOf all of the pass, also those still to come
 * @property {(node: string) => Earlier | null} earlierOf what the contributions are added to, where that is anything
 * @property {(node: string) => number | null} clearedAt the step that last set the `.grad` of a leaf to None
 * @property {(edge: string) => "idle"|"forward"|"backward"} stateOf what has last flowed over the edge
 */

/**
 * All steps of a run, without their tensors where it is long.
 * @param {RunDocument} run
 * @returns {readonly StepOutline[]}
 */
export function outlineOf(run) {
  return run.outline ?? run.steps;
}

/**
 * The node whose value or gradient changes in a step.
 * @param {StepOutline} step
 */
export function receiverOf(step) {
  return step.to ?? step.node;
}

export class Timeline {
  /**
   * @param {RunDocument} run
   * @param {(index: number) => Step | null} [stepAt] a step in full; null while it is on its way
   */
  constructor(run, stepAt = (index) => run.steps[index] ?? null) {
    this.run = run;
    this.stepAt = stepAt;
    this.outline = outlineOf(run);
    /** @type {Map<string, GraphNode>} */
    this.nodes = new Map(run.nodes.map((node) => [node.id, node]));
    /** @type {Map<string, GraphEdge>} */
    this.edges = new Map(run.edges.map((edge) => [edge.id, edge]));
    /** @type {Map<string, GraphEdge[]>} the edges that enter a node, by slot */
    this.entering = gather(run.edges, (edge) => edge.to);
    /** @type {Map<string, GraphEdge[]>} the edges that leave a node: its uses */
    this.leaving = gather(run.edges, (edge) => edge.from);
    /** @type {Map<string, number>} the step that makes a node's value */
    this.valueStep = new Map();
    /** @type {Map<string, number[]>} the steps that change a node's gradient */
    this.gradientSteps = new Map();
    /** @type {Map<string, number[]>} those of them after which the `.grad` of a leaf holds the gradient */
    this.heldSteps = new Map();
    /** @type {Map<string, number>} the step that puts a later version in the place of a node */
    this.replacedAt = new Map();
    /** @type {Map<string, number[]>} the steps that send a contribution over an edge */
    this.edgeSteps = new Map();
    /** @type {number[]} the seed of each backward pass */
    this.seeds = [];
    /** @type {Segment[]} */
    this.segments = [];
    /** Of each node, and of the leaves given one after the other. */
    this.turns = turnStops(this.outline);
    this.#index();
  }

  /** @type {Known | null} */
  #latest = null;

  #index() {
    for (const step of this.outline) {
      const { index, edge } = step;
      if (step.phase === "backward" || step.phase === "gradient") this.#indexGradient(step);
      else this.valueStep.set(step.node, index);
      const replaced = step.kind === "update" ? this.nodes.get(step.node)?.previous : null;
      if (replaced) this.replacedAt.set(replaced, index);
      // A pass may start at several nodes.
      if (step.kind === "seed" && this.outline[this.seeds.at(-1) ?? -1]?.pass !== step.pass) this.seeds.push(index);
      if (edge) append(this.edgeSteps, edge, index);
      const segment = this.segments.at(-1);
      if (segment && segment.phase === step.phase && segment.pass === step.pass) segment.to = index;
      else this.segments.push({ phase: step.phase, pass: step.pass, from: index, to: index });
    }
  }

  /** @param {StepOutline} step */
  #indexGradient(step) {
    const receiver = receiverOf(step);
    append(this.gradientSteps, receiver, step.index);
    const kept = step.phase === "gradient" || this.run.calls?.[step.pass] !== "grad";
    if (kept && this.nodes.get(receiver)?.inputs.length === 0) append(this.heldSteps, receiver, step.index);
  }

  /**
   * The last step up to a bound that gave the `.grad` of a leaf, over this version or one before, what it holds.
   * @param {string | null | undefined} leaf
   * @param {number} bound
   * @returns {number | undefined}
   */
  #heldAt(leaf, bound) {
    let latest = -1;
    for (let version = leaf; version; version = this.nodes.get(version)?.previous) {
      latest = Math.max(latest, latestUpTo(this.heldSteps.get(version), bound) ?? -1);
    }
    return latest < 0 ? undefined : latest;
  }

  /** The number of steps; the last one has the index `length - 1`. */
  get length() {
    return this.outline.length;
  }

  /** The step a run opens at: what the program starts from is there, and the first result is made of it. */
  get opening() {
    return Math.max(0, this.outline.findIndex((step) => step.kind === "compute"));
  }

  /**
   * The step after `step` in which something happens: leaves that are given one after the other are passed at once.
   * @param {number} step
   */
  nextStop(step) {
    return this.outline[step + 1]?.kind === "leaf" ? this.turns.next(step) : step + 1;
  }

  /**
   * The step before `step` in which something happens.
   * @param {number} step
   */
  previousStop(step) {
    return this.outline[step]?.kind === "leaf" ? Math.max(0, this.turns.around(step).from - 1) : step - 1;
  }

  /**
   * @param {number} step
   * @returns {number} the index into `segments`
   */
  segmentAt(step) {
    return this.segments.findIndex((segment) => step <= segment.to);
  }

  /**
   * The last step of the segment after the one `step` is in; of its own when `step` is inside.
   * @param {number} step
   */
  nextPhase(step) {
    return this.segments.find((segment) => segment.to > step)?.to ?? Math.max(0, this.length - 1);
  }

  /**
   * The last step of the segment before the one `step` is in.
   * @param {number} step
   */
  previousPhase(step) {
    return this.segments.findLast((segment) => segment.to < step)?.to ?? 0;
  }

  /**
   * The steps of the last backward pass that has begun at `step`, up to the start of the next; null before the first.
   * @param {number} step
   * @returns {{from: number, to: number} | null} both included
   */
  passAt(step) {
    const pass = countUpTo(this.seeds, step) - 1;
    return pass < 0 ? null : { from: this.seeds[pass], to: (this.seeds[pass + 1] ?? this.length) - 1 };
  }

  /**
   * Whether a step gives its receiver the last contribution of a pass. A seed counts nothing where it is all there is.
   * @param {number} step
   */
  completes(step) {
    const { received, expected } = this.outline[step];
    return (received ?? 0) >= (expected ?? 0);
  }

  /**
   * @param {number} step
   * @returns {Known}
   */
  at(step) {
    if (this.#latest?.step !== step) this.#latest = this.#knownAt(step);
    return /** @type {Known} */ (this.#latest);
  }

  /**
   * @param {number} step
   * @returns {Known}
   */
  #knownAt(step) {
    const { from: passFrom, to: passTo } = this.passAt(step) ?? { from: Infinity, to: -1 };

    /** @param {string} node @returns {Tensor | null} */
    const valueOf = (node) => {
      const at = this.valueStep.get(node);
      return at !== undefined && at <= step ? /** @type {GraphNode} */ (this.nodes.get(node)).value : null;
    };

    /** Whether a node is the version of a leaf that the program has at this step. @param {string} node */
    const isLive = (node) =>
      this.nodes.get(node)?.inputs.length === 0 && (this.replacedAt.get(node) ?? Infinity) > step && valueOf(node) !== null;

    /** @param {string} node @returns {KnownGradient | null} */
    const gradientOf = (node) => {
      const own = latestUpTo(this.gradientSteps.get(node), step);
      const asked = own !== undefined && own >= passFrom && this.run.calls?.[this.outline[own].pass] === "grad";
      const at = isLive(node) && !asked ? this.#heldAt(node, step) : own;
      if (at === undefined || this.outline[at].set_to_none) return null;
      const now = at === own && at >= passFrom && this.outline[at].phase === "backward";
      /** @type {Standing} */
      const standing = now ? "now" : isLive(node) ? "kept" : "past";
      // A seed that is all its node will ever receive counts nothing.
      const received = this.outline[at].received ?? 1;
      const expected = this.outline[at].expected ?? received;
      const { stepAt } = this;
      return {
        get tensor() {
          return /** @type {GradientStep | null} */ (stepAt(at))?.accumulated ?? null;
        },
        received,
        expected,
        final: this.completes(at),
        step: at,
        standing,
      };
    };

    /** @param {string} node @returns {Earlier | null} */
    const earlierOf = (node) => {
      const rows = this.run.calls?.[this.outline[step].pass] === "grad" ? [] : contributionsOf(node);
      const at = rows.length > 0 ? this.#heldAt(node, passFrom - 1) : undefined;
      if (at === undefined || this.outline[at].kind === "clear") return null;
      const { stepAt } = this;
      return {
        step: at,
        get tensor() {
          const first = rows[0].known ? /** @type {GradientStep | null} */ (stepAt(rows[0].step.index)) : null;
          return first ? first.earlier ?? null : /** @type {GradientStep | null} */ (stepAt(at))?.accumulated ?? null;
        },
      };
    };

    /** @param {string} node @returns {number | null} */
    const clearedAt = (node) => {
      const at = isLive(node) ? this.#heldAt(node, step) : undefined;
      return at !== undefined && this.outline[at].set_to_none ? at : null;
    };

    /** @param {string} node @returns {Contribution[]} */
    const contributionsOf = (node) => {
      const indices = this.gradientSteps.get(node) ?? [];
      return indices
        .filter((index) => index >= passFrom && index <= passTo && this.outline[index].phase === "backward")
        .map((index) => ({ step: this.outline[index], known: index <= step }));
    };

    /** @param {string} edge @returns {"idle"|"forward"|"backward"} */
    const stateOf = (edge) => {
      const sent = latestUpTo(this.edgeSteps.get(edge), step);
      if (sent !== undefined && sent >= passFrom) return "backward";
      const { to } = /** @type {GraphEdge} */ (this.edges.get(edge));
      return valueOf(to) ? "forward" : "idle";
    };

    const active = this.#activeAt(step);
    return { step, active, valueOf, gradientOf, contributionsOf, earlierOf, clearedAt, stateOf };
  }

  /**
   * @param {number} step
   * @returns {Active}
   */
  #activeAt(step) {
    /** @type {Active} */
    const active = { step, nodes: new Set(), edges: new Map() };
    const current = this.outline[step];
    if (!current) return active;
    active.nodes.add(current.node);
    active.nodes.add(receiverOf(current));
    if (current.edge) active.edges.set(current.edge, "backward");
    else if (current.kind === "compute") {
      for (const edge of this.entering.get(current.node) ?? []) active.edges.set(edge.id, "forward");
    }
    return active;
  }
}

/**
 * @template T
 * @param {readonly T[]} items
 * @param {(item: T) => string} keyOf
 * @returns {Map<string, T[]>}
 */
function gather(items, keyOf) {
  const groups = new Map();
  for (const item of items) append(groups, keyOf(item), item);
  return groups;
}

/**
 * @template T
 * @param {Map<string, T[]>} groups
 * @param {string} key
 * @param {T} item
 */
function append(groups, key, item) {
  const group = groups.get(key);
  if (group) group.push(item);
  else groups.set(key, [item]);
}

/**
 * @param {readonly number[] | undefined} ascending
 * @param {number} bound
 * @returns {number | undefined}
 */
function latestUpTo(ascending, bound) {
  return ascending && ascending[countUpTo(ascending, bound) - 1];
}
