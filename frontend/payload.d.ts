/** The JSON documents of the service. Written by `python -m server.commands.typescript` from server/payload. */

/** One edge of the backward sweep: `node` hands upstream × local on to its input `to`. */
export interface ContributeStep {
  index: number;
  /** The number of the last backward pass that had begun, counted from 0; also 0 before the first. */
  pass: number;
  node: string;
  phase: "backward";
  kind: "contribute";
  edge: string;
  to: string;
  upstream: Tensor;
  contribution: Tensor;
  /** What the receiver holds afterwards; final once `received` equals `expected`. */
  accumulated: Tensor;
  /** What earlier passes left in the `.grad` of a receiver that is a leaf; a part of `accumulated`. */
  earlier?: Tensor | null;
  received: number;
  expected: number;
}

export type Data = boolean | Entry | Data[];

/** One use of a value, in the direction of the data: from an input to the operation that reads it. */
export interface Edge {
  id: string;
  from: string;
  to: string;
  slot: number;
}

export type Entry = number | "NaN" | "Infinity" | "-Infinity";

/** One line of a rule, and the same with numbers; of arrays one entry. */
export interface Equation {
  formula: Formula;
  numbers: Formula | null;
}

/** One step in words, as a formula, and with its numbers. */
export interface Explanation {
  index: number;
  title: string;
  sentence: string;
  rule: string | null;
  /** What is taken where the derivative is a choice. */
  note: string | null;
  /** Why the contribution is exactly 0. */
  zero: string | null;
  formula: Formula | null;
  /** The formula with the values of a scalar step in it. */
  numbers: Formula | null;
  local: Local | null;
  /** One entry of a tensor's contribution, written out. */
  entry: Formula | null;
  shapes: string | null;
  /** The lines of a rule of several, as of an optimizer with a state; `formula` is the last of them. */
  equations: Equation[];
}

export interface ExplanationsDocument {
  run: string;
  from: number;
  /** One past the last step explained. */
  to: number;
  /** How many steps the run has. */
  total: number;
  /** The `from` of the steps after these; null where none follow. */
  next: number | null;
  explanations: Explanation[];
}

/** The upstream gradient of the line's result, or a local derivative. */
export interface Factor {
  role: "upstream" | "local";
  formula: Formula | null;
  tensor: Tensor;
}

/** The operation that refused the shapes of its inputs. */
export interface Failed {
  op: string;
  inputs: string[];
}

/** The same formula as TeX, which needs nothing beyond amsmath, and as plain text. */
export interface Formula {
  tex: string;
  text: string;
  /** What a reader may colour, from left to right; none lies inside another. */
  roles: Role[];
}

/** A value becomes known. */
export interface ForwardStep {
  index: number;
  /** The number of the last backward pass that had begun, counted from 0; also 0 before the first. */
  pass: number;
  node: string;
  phase: "forward";
  kind: "leaf" | "compute";
}

/** The program itself gives the `.grad` of a leaf other numbers: None or 0 (`clear`), or any (`assign`). */
export interface GradientStep {
  index: number;
  /** The number of the last backward pass that had begun, counted from 0; also 0 before the first. */
  pass: number;
  node: string;
  phase: "gradient";
  kind: "clear" | "assign";
  source?: Span | null;
  set_to_none: boolean;
  /** What `.grad` held before. */
  earlier?: Tensor | null;
  /** What `.grad` holds afterwards. */
  accumulated: Tensor | null;
}

export interface GraphDocument {
  run: string;
  nodes: Node[];
  edges: Edge[];
}

/** A hook of the program is called with the complete gradient of `node`, and may replace it. */
export interface HookStep {
  index: number;
  /** The number of the last backward pass that had begun, counted from 0; also 0 before the first. */
  pass: number;
  node: string;
  phase: "backward";
  kind: "hook";
  /** The gradient before. */
  upstream: Tensor;
  /** What the hook made of it, and what goes on. */
  contribution: Tensor;
  /** What the node holds afterwards: `earlier`, too, at a leaf. */
  accumulated: Tensor;
  earlier?: Tensor | null;
}

export type JsonValue = unknown;

export interface Lesson {
  id: string;
  number: number;
  title: string;
  level: number;
  level_title: string;
  /** On the main path through the lessons. */
  core: boolean;
  summary: string;
  teaches: string;
  lectures: string[];
  questions: Question[];
  /** The program, ready for POST /runs. */
  source: string;
  /** By name: rows and columns of the picture that each row of the tensor is. */
  pictures: Record<string, [number, number]>;
}

/** A program of the gallery, without its text. */
export interface LessonSummary {
  id: string;
  number: number;
  title: string;
  level: number;
  level_title: string;
  /** On the main path through the lessons. */
  core: boolean;
  summary: string;
  teaches: string;
  lectures: string[];
  questions: Question[];
}

export interface LessonsDocument {
  lessons: LessonSummary[];
}

export interface Limit {
  limit: number;
  unit: string;
}

/** The most that one program may use, by the keys of `limits` in a run; and what bounds one request. */
export interface LimitsDocument {
  program: Record<string, Limit>;
  request: Record<string, Limit>;
}

/** One execution of a statement: what it made, and what the functions made that it called, belongs together. */
export interface Line {
  /** Its place in `statements`. */
  statement: number;
  /** Where the statement stands: the function or the turn of a loop. */
  namespace: string;
  /** The line that called the function in which the statement stands, by its place in `lines`. */
  caller: number | null;
}

export interface LineDocument {
  run: string;
  from: number;
  /** One past the last step explained. */
  to: number;
  sentence: string;
  /** Of a line forward. */
  results: LineResult[];
  /** Of a line in reverse. */
  inputs: LineInput[];
}

/** What an input receives from the line in reverse. */
export interface LineInput {
  node: string;
  /** The node whose gradient is upstream; null where there are several. */
  result: string | null;
  /** Those in which the contributions arrive. */
  steps: number[];
  /** The steps on the way from the result to the input, those among them. */
  chain: number[];
  /** The sum of the contributions: that of `products`, and without any what the steps of `chain` come to. */
  contribution: Tensor;
  products: Product[];
  formula: Formula | null;
  /** The formula with numbers, where all of it are single numbers. */
  numbers: Formula | null;
}

/** What the line makes: name = expression, over what it reads. */
export interface LineResult {
  node: string;
  formula: Formula;
  /** name = expression = value, where all of it are single numbers. */
  numbers: Formula | null;
}

/** Where a program and view are kept, for good: the same ones always get the same address. */
export interface LinkAddress {
  id: string;
  /** The page that opens there. */
  path: string;
  /** The same with scheme and host, as this request reached them. */
  url: string;
}

/** What a link keeps. */
export interface LinkDocument {
  /** The program. */
  source: string;
  /** Values in place of those of named leaves, of the same shape. */
  leaves?: Record<string, Numbers> | null;
  /** The variable from which the backward pass starts, in place of the program's own choice. */
  target?: string | null;
  /** Composite operations of /ops that stand in the graph as what they are made of: sigmoid as neg, exp, add, div. */
  unfold?: string[] | null;
  /** The lesson that the program began as. */
  lesson?: string | null;
  view: Record<string, string | number>;
  schema: "gradwalk.link/1";
}

/** A program and where its reader stands. */
export interface LinkRequest {
  /** The program. */
  source: string;
  /** Values in place of those of named leaves, of the same shape. */
  leaves?: Record<string, Numbers> | null;
  /** The variable from which the backward pass starts, in place of the program's own choice. */
  target?: string | null;
  /** Composite operations of /ops that stand in the graph as what they are made of: sigmoid as neg, exp, add, div. */
  unfold?: string[] | null;
  /** The lesson that the program began as. */
  lesson?: string | null;
  /** What the page shows of the run, under the names that the page's own address has for it: "step", "node". */
  view?: Record<string, string | number> | null;
}

/** The local derivative that turns upstream into the contribution. */
export interface Local {
  tex: string;
  text: string;
  shape: number[];
  tensor: Tensor | null;
  /** upstream × local entry by entry, upstream @ local, local @ upstream, each entry of one with each of the other, or a rearrangement of upstream. */
  relation: "elementwise" | "right" | "left" | "outer" | "structural";
}

/** How the entries of a node, y, move with those of one input of its operation, x: a row for each entry of y. */
export interface LocalJacobianDocument {
  run: string;
  node: string;
  slot: number;
  structure: "diagonal" | "permutation" | "selection" | "broadcast" | "sum" | "outer" | "block diagonal" | "dense";
  shape: number[];
  /** What holds a matrix of this structure. diagonal: values. permutation, selection, broadcast: the entry of x that each entry of y is, source (-1 for none), times weights. sum: the entry of y that each entry of x is added to, target, times weights. outer and block diagonal: the entries of y and x in each group, rows and columns, with one factor for all groups or blocks of their own. dense: matrix. */
  numbers: Record<string, Tensor>;
}

/** A function that is several operations, or none. */
export interface MadeFunction {
  name: string;
  signature: string;
  /** Where a program finds it: "torch.split", "Tensor.split". */
  names: string[];
  /** What it does, where its name does not say so. */
  words: string;
}

/** One value of the run and the operation that made it. */
export interface Node {
  id: string;
  /** The name of an operation in /ops, or "leaf". */
  op: string;
  role: "operation" | "parameter" | "input" | "constant";
  symbol: string;
  /** Made of other operations, into which `unfold` of POST /runs takes it apart. */
  composite: boolean;
  /** The first variable bound to the node; `names` has all of them in order. */
  name: string | null;
  names: string[];
  /** What to print: tells a variable bound twice apart ("h", "h.2") and names unnamed nodes by their formula. */
  label: string;
  namespace: string;
  attributes: Record<string, JsonValue>;
  /** In slot order; a value used twice stands there twice. */
  inputs: string[];
  shape: number[];
  dtype: string;
  requires_grad: boolean;
  source: Span | null;
  /** The line of the run that made it, by its place in `lines` of the run. */
  line: number | null;
  /** The version of the same leaf before an update in place. */
  previous: string | null;
  value: Tensor;
  /** The total at the end of the last backward pass; null in a run with an outline, too. */
  gradient: Tensor | null;
  gradient_state: "computed" | "unreachable" | "not_required";
}

/** A node with all entries of its value and gradient, however many. */
export interface NodeDocument {
  run: string;
  node: Node;
  used_by: string[];
  /** The indices of the steps that give the node its value or change its gradient. */
  steps: number[];
}

export type Numbers = Entry | Numbers[];

/** An operation: what programs call it, and its derivative in Python's notation. */
export interface Op {
  name: string;
  family: string;
  symbol: string;
  /** How it is called: "softmax(input, dim)". */
  signature: string;
  /** Further bare names of the functions and methods below. */
  aliases: string[];
  /** Where a program finds it as a function: "torch.exp". */
  functions: string[];
  /** Its names as a method of a tensor: "exp". */
  methods: string[];
  inputs: OpInput[];
  /** The one input stands for any number of tensors in a list. */
  variadic: boolean;
  attributes: OpAttribute[];
  elementwise: boolean;
  /** The ways its derivative can be taken; none where it has none. */
  modes: ("reverse" | "forward")[];
  formula: string;
  words: string;
  /** What is taken where the derivative does not exist. */
  choice: string | null;
  /** Why a gradient that reaches it is refused, as in PyTorch; null where none is. */
  refusal: string | null;
  /** What its backward rule needs from the forward pass. */
  saves: string;
  /** Made of other operations, into which `unfold` of POST /runs takes it apart. */
  composite: boolean;
  /** These operations, with its defaults, in the order of first use; none for one that is not composite. */
  unfolds_into: string[];
  /** Which numbers of its input the result shares, as a view: all of them, all unless they must be copied, or some; empty for a result of its own. */
  shares: string;
}

export interface OpAttribute {
  name: string;
  required: boolean;
  default: JsonValue;
}

export interface OpInput {
  name: string;
  optional: boolean;
  differentiable: boolean;
  /** The local derivative, for elementwise operations. */
  local: string | null;
  /** What flows on to this input, for the upstream gradient g and the output y. */
  downstream: string | null;
  /** When it may not require a gradient, "always" or in words; null where it may. */
  fixed: string | null;
}

export interface OpsDocument {
  ops: Op[];
  functions: MadeFunction[];
}

export interface Portable {
  /** The program imports torch alone, and everything it uses is PyTorch's. */
  torch: boolean;
  /** What first is not PyTorch's, and in which line. */
  reason: string | null;
}

/** An error (RFC 9457). A program's mistake has its place, a budget its figures, and `partial` the graph so far. */
export interface Problem {
  type: string;
  title: string;
  status: number;
  detail: string;
  code: string;
  line?: number | null;
  column?: number | null;
  end_line?: number | null;
  end_column?: number | null;
  hint?: string | null;
  limit?: number | null;
  used?: number | null;
  unit?: string | null;
  /** The operation at which the program stopped, its inputs being nodes of `partial`. */
  failed?: Failed | null;
  partial?: RunDocument | null;
}

/** From left to right; ⊙ and · bind before @ and ⊗. */
export interface Product {
  factors: Factor[];
  /** One between every two factors. */
  signs: ("⊙" | "·" | "@" | "⊗")[];
  /** The product is added up over the copies that broadcasting made of the input. */
  summed: boolean;
}

export interface Question {
  question: string;
  answer: string;
}

/** A stretch of a formula's TeX, a whole expression, that stands for a value, a gradient or a local derivative. `start` and `end` count characters of Unicode from 0; `end` is one past the last. */
export interface Role {
  role: "value" | "gradient" | "local";
  start: number;
  end: number;
}

/** A program's run: its graph, its values, and every step of the forward and backward passes in order. */
export interface RunDocument {
  schema: "gradwalk.run/1";
  id: string;
  engine: string;
  source: string;
  /** Where the last backward pass started; without one, the result, or null where nothing requires a gradient. */
  target: string | null;
  /** Where each backward pass started. */
  targets: string[];
  /** What started each pass: backward(), which adds to `.grad`, or autograd.grad, which changes none. */
  calls: ("backward" | "grad")[];
  printed: string;
  /** How many times a gradient was sent backward. */
  passes: number;
  /** What the program's author may want to know about the run, in words. */
  notes: string[];
  /** The operations that stand in the graph as what they are made of, each in a namespace of its name. */
  unfold: string[];
  /** What to call a group whose part of a namespace is only a count: "epoch 28" for "iteration.113". */
  titles: Record<string, string>;
  /** The statements that made nodes. */
  statements: Statement[];
  /** Their executions, in order; each comes after its caller. */
  lines: Line[];
  /** The tensors that names at the top of the program stand for at its end. */
  variables: Record<string, Variable>;
  /** Whether the program runs unchanged in PyTorch. */
  portable: Portable;
  nodes: Node[];
  edges: Edge[];
  steps: Step[];
  /** All steps in brief, where fewer were asked for than there are: `steps` are then the first. */
  outline?: StepOutline[] | null;
  limits: Record<string, Usage>;
}

export interface RunRequest {
  /** The program. */
  source: string;
  /** Values in place of those of named leaves, of the same shape. */
  leaves?: Record<string, Numbers> | null;
  /** The variable from which the backward pass starts, in place of the program's own choice. */
  target?: string | null;
  /** Composite operations of /ops that stand in the graph as what they are made of: sigmoid as neg, exp, add, div. */
  unfold?: string[] | null;
}

/** A backward pass starts: the target receives the derivative of itself by itself. */
export interface SeedStep {
  index: number;
  /** The number of the last backward pass that had begun, counted from 0; also 0 before the first. */
  pass: number;
  node: string;
  phase: "backward";
  kind: "seed";
  upstream: Tensor;
  accumulated: Tensor;
  earlier?: Tensor | null;
  received?: number | null;
  expected?: number | null;
}

/** A place in the program: lines and columns count from 1, the end column is one past the last character. */
export interface Span {
  line: number;
  column: number;
  end_line: number;
  end_column: number;
}

/** What an optimizer remembers of a leaf from one step to the next, under the name it has in the formulas. */
export interface State {
  name: string;
  before: Tensor | null;
  after: Tensor;
}

/** A statement of the program that made nodes; of one with a block, its head. */
export interface Statement {
  source: Span;
  /** The variables it ends in. */
  names: string[];
  /** What it computes, as the program spells it: the right side of an assignment. */
  expression: string;
}

export type Step = ForwardStep | SeedStep | ContributeStep | HookStep | GradientStep | UpdateStep;

/** A step without its tensors. */
export interface StepOutline {
  index: number;
  /** The number of the last backward pass that had begun, counted from 0; also 0 before the first. */
  pass: number;
  node: string;
  phase: "forward" | "backward" | "gradient" | "update";
  kind: "leaf" | "compute" | "seed" | "contribute" | "hook" | "clear" | "assign" | "update";
  /** Where the program says it, of a step that is a statement of its own. */
  source?: Span | null;
  set_to_none?: boolean | null;
  edge?: string | null;
  to?: string | null;
  received?: number | null;
  expected?: number | null;
}

export interface StepsDocument {
  run: string;
  from: number;
  /** One past the last step given. */
  to: number;
  /** How many steps the run has. */
  total: number;
  /** The `from` of the steps after these; null where none follow. */
  next: number | null;
  steps: Step[];
}

/** What a tensor's entries have in common. NaN and infinities are only counted: the other figures leave them out. */
export interface Summary {
  /** null when no entry is finite, as are max and mean. */
  min: Entry | null;
  max: Entry | null;
  mean: Entry | null;
  /** Euclidean: the square root of the sum of squares of all finite entries. */
  norm: Entry;
  zeros: number;
  nonfinite: number;
}

/** An array with its entries in row-major nested lists, exact to the last bit of float64. */
export interface Tensor {
  shape: number[];
  dtype: string;
  /** null above 64 entries; GET /runs/{id}/tensors gives all of them. */
  data: Data | null;
  /** With data null: the first 8 × 8 entries of the last two axes, at index 0 of the axes before them. */
  corner?: Data | null;
  summary: Summary;
}

export interface TensorHeader {
  node?: string | null;
  /** In place of a node. */
  step?: number | null;
  of: "value" | "gradient" | "upstream" | "local" | "contribution" | "accumulated" | "earlier";
  dtype: string;
  /** Of the entries given. */
  shape: number[];
  /** The shape of the array they are taken from. */
  whole: number[];
  /** Where the entries begin, in bytes from the end of the header: a multiple of 8. */
  offset: number;
  bytes: number;
}

/** What stands before the entries in a binary frame of arrays. */
export interface TensorsHeader {
  run: string;
  tensors: TensorHeader[];
}

/** A leaf changes in place: `node` is its new version. */
export interface UpdateStep {
  index: number;
  /** The number of the last backward pass that had begun, counted from 0; also 0 before the first. */
  pass: number;
  node: string;
  phase: "update";
  kind: "update";
  /** The optimizer, or "in place" for a formula of the program; null where none is known. */
  rule?: string | null;
  /** What the `.grad` of the leaf held, where the rule reads it. */
  gradient?: Tensor | null;
  state?: State[];
}

export interface Usage {
  used: number;
  limit: number;
  unit: string;
}

/** A tensor of the program by its name, as it is at the end. */
export interface Variable {
  node: string;
  /** What `.grad` holds: all passes since it was last cleared, where the `gradient` of a node is that of its last. */
  grad: Tensor | null;
}
