/** The documents of the service under the names the page uses; `Node` alone would be the browser's. */

import type * as payload from "./payload.js";

export type {
  Check, DerivationDocument, DerivationLine, GradientPath, PathsDocument, ChangesDocument, ChangesRequest, ContributeStep, Equation, Fault, Fix, HookStep, LineDocument, LineInput, LineResult, Product, Explanation, Formula, Lesson, LessonGraph, LessonSummary, LinkAddress, LinkDocument, LinkRequest, Local,
  JacobianProductDocument, FoldDocument, NeuronTerm, LocalJacobianDocument, ExportFormat, EntryProvenance, ProvenanceDocument, ReachedEntries, Held, Numbers, Op, Problem, Range, RunRequest, SeedStep, Span, Step, StepOutline, Summary, TapeDocument, Tensor, TensorHeader,
  TensorsHeader, UpdateStep, Variable, VariablesDocument,
} from "./payload.js";
export type { CausalChain, DerivativeFormulas, DerivativesDocument, DerivativeWay, DiagnosisDocument, DifferenceWidth, Finding, GradientSize } from "./payload.js";
export type { Chart as ChartDocument, Series as SeriesDocument } from "./payload.js";
export type { NetworkDocument, NetworkLayer, NetworkNumbers } from "./payload.js";
export type { Compared, ComparedNodes, ComparisonDocument, CurveDocument, NodeOfRun, PassShown, PassesDocument, TrainedParameter, Turn } from "./payload.js";
export type { Data as Nested, Edge as GraphEdge, Node as GraphNode } from "./payload.js";

/** Where something stands in a program. */
export type Place = Pick<payload.Problem, "line" | "column" | "end_line" | "end_column">;

/** Values in place of those of named leaves. */
export type Leaves = NonNullable<payload.RunRequest["leaves"]>;

/**
 * With what it was asked for, so that it can be asked for again; a saved run has no server to ask. One that follows a
 * hand brings the words of its step along, and nothing else is fetched of it until the hand rests.
 */
export type RunDocument = payload.RunDocument & {
  request?: payload.RunRequest;
  motion?: { words: payload.Explanation[]; rest: Promise<void> };
};

/** One entry of a tensor, of any dtype. */
export type Entry = boolean | payload.Entry;

/** A step in which the program itself gives `.grad` other numbers. */
export type GradientChange = payload.GradientStep;

/** A step that changes a gradient. */
export type GradientStep = payload.SeedStep | payload.ContributeStep | payload.HookStep | payload.GradientStep;

export type Phase = payload.StepOutline["phase"];
