/** The documents of the service under the names the page uses; `Node` alone would be the browser's. */

import type * as payload from "./payload.js";

export type {
  ContributeStep, Equation, HookStep, LineDocument, LineInput, LineResult, Product, Explanation, Formula, Lesson, LessonSummary, LinkAddress, LinkDocument, LinkRequest, Local,
  LocalJacobianDocument, Problem, RunRequest, SeedStep, Span, Step, StepOutline, Summary, Tensor, TensorHeader,
  TensorsHeader, UpdateStep,
} from "./payload.js";
export type { Data as Nested, Edge as GraphEdge, Node as GraphNode } from "./payload.js";

/** Values in place of those of named leaves. */
export type Leaves = NonNullable<payload.RunRequest["leaves"]>;

/** With what it was asked for, so that it can be asked for again; a saved run has no server to ask. */
export type RunDocument = payload.RunDocument & { request?: payload.RunRequest };

/** One entry of a tensor, of any dtype. */
export type Entry = boolean | payload.Entry;

/** A step in which the program itself gives `.grad` other numbers. */
export type GradientChange = payload.GradientStep;

/** A step that changes a gradient. */
export type GradientStep = payload.SeedStep | payload.ContributeStep | payload.HookStep | payload.GradientStep;

export type Phase = payload.StepOutline["phase"];
