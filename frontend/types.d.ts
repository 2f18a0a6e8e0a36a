/** The documents of the service under the names the page uses; `Node` alone would be the browser's. */

import type * as payload from "./payload.js";

export type {
  ContributeStep, Explanation, Formula, Lesson, LessonSummary, LinkAddress, LinkDocument, LinkRequest, Local, Problem, RunDocument, SeedStep, Span, Step, Summary,
  Tensor, TensorHeader, TensorsHeader,
} from "./payload.js";
export type { Data as Nested, Edge as GraphEdge, Node as GraphNode } from "./payload.js";

/** One entry of a tensor, of any dtype. */
export type Entry = boolean | payload.Entry;

/** A step that changes a gradient. */
export type GradientStep = payload.SeedStep | payload.ContributeStep;

export type Phase = "forward" | "backward" | "update";
