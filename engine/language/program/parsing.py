"""Text → checked syntax tree. What leaves here without a fault holds only constructs that the interpreter knows.

What Python's parser lets through and only Python's compiler would refuse is refused here, because nothing is ever
compiled.
"""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass

from engine.language.errors import ProgramError
from engine.language.limits import Budget
from engine.language.program.assigned import assigned_names
from engine.language.program.grammar import CARRIED, OFFERED, REFUSALS
from engine.language.program.node_checks import check_node
from engine.language.program.reading import read
from engine.language.program.source import Source, position
from engine.recording import Span

LOOPS = (ast.For, ast.While)
FUNCTIONS = (ast.FunctionDef, ast.Lambda)
SCOPES = (*FUNCTIONS, ast.ClassDef)
YIELDS = (ast.Yield, ast.YieldFrom)
# The statements that a generator may pause in, in their value, and the expressions that a yield may stand inside of.
PAUSING = (ast.Expr, ast.Assign, ast.AnnAssign, ast.Return)
AROUND_YIELDS = (
    *(*YIELDS, ast.Attribute, ast.BinOp, ast.BoolOp, ast.Call, ast.FormattedValue, ast.IfExp, ast.JoinedStr),
    *(ast.keyword, ast.List, ast.NamedExpr, ast.Set, ast.Slice, ast.Starred, ast.Subscript, ast.Tuple, ast.UnaryOp),
)
REPEATING = (ast.Lambda, ast.While, ast.comprehension, ast.ListComp, ast.SetComp, ast.GeneratorExp, ast.DictComp)


@dataclass(frozen=True)
class Program:
    """A checked program.

    `weights` says how many steps one turn of a statement, or of a body evaluated repeatedly, takes: the elements of its
    expressions, without the blocks inside it. `depths` says how deep the tree of a function, or of the module, goes;
    `local` which names a function binds. `generators` are the functions with a yield in them, `pauses` the yields,
    the statements whose value has one in it, and all on the way from them to it. One with `faults` cannot run; its tree
    is without the `unread` statements.
    """

    source: Source
    tree: ast.Module
    weights: dict[ast.AST, int]
    depths: dict[ast.AST, int]
    local: dict[ast.AST, frozenset[str]]
    generators: set[ast.AST]
    pauses: set[ast.AST]
    faults: tuple[ProgramError, ...] = ()
    unread: str = ""


def parse(text: str, budget: Budget) -> Program:
    """Raises ProgramError (source-encoding) or BudgetError (source, syntax, brackets, nesting)."""
    source = Source(text, budget)
    _refuse_brackets(source, budget)
    reading = read(source, budget)
    tree = reading.tree or ast.Module([], [])
    check = _Check(source, budget)
    check.walk(tree)
    faults = sorted((*reading.faults, *check.faults), key=lambda fault: (fault.line, fault.column))
    return Program(
        source,
        tree,
        check.weights,
        check.depths,
        check.local,
        check.generators,
        check.pauses,
        tuple(faults),
        reading.unread,
    )


def _refuse_brackets(source: Source, budget: Budget) -> None:
    """Python's parser needs memory for every bracket open; those in strings count too, which refuses a little early."""
    opened = 0
    for bracket in re.finditer(r"[()\[\]{}]", source.code):
        opened = opened + 1 if bracket.group() in "([{" else max(0, opened - 1)
        if opened > budget.limits.brackets:
            line, column = position(source.code, bracket.start())
            column += source.shift(line)
            try:
                budget.check("brackets", opened)
            except ProgramError as error:
                raise error.locate(Span(line, column, line, column + 1)) from None


class _Check:
    """Walks the tree without recursion and refuses what is not offered."""

    def __init__(self, source: Source, budget: Budget) -> None:
        self.source = source
        self.budget = budget
        self.weights: dict[ast.AST, int] = {}
        self.depths: dict[ast.AST, int] = {}
        self.local: dict[ast.AST, frozenset[str]] = {}
        self.generators: set[ast.AST] = set()
        self.pauses: set[ast.AST] = set()
        self.faults: list[ProgramError] = []

    def walk(self, tree: ast.Module) -> None:
        """On the stack: a node, its depth in its function, that function, the body that pays, whether in a loop."""
        self.weights[tree] = self.depths[tree] = 0
        stack: list[tuple[ast.AST, int, ast.AST, ast.AST, bool]] = [(tree, 0, tree, tree, False)]
        while stack:
            node, depth, function, payer, in_loop = stack.pop()
            self.budget.spend("syntax", 1)
            fault = self._fault(node, function, in_loop)
            if fault is not None:
                self.faults.append(fault)
                continue
            if depth > self.budget.limits.nesting:
                self._locate(node, depth)
            if isinstance(node, ast.stmt):
                payer = node
                self.weights[node] = 0
            self.weights[payer] += 1
            self.depths[function] = max(self.depths[function], depth)
            if isinstance(node, PAUSING) or (isinstance(node, ast.AugAssign) and isinstance(node.target, ast.Name)):
                self._find_pauses(node)
            if isinstance(node, YIELDS):
                self.generators.add(function)
            if isinstance(node, (*SCOPES, ast.GeneratorExp)):
                function = node
                self.depths[node] = 0
                depth = 0
            if isinstance(node, FUNCTIONS):
                self.local[node] = assigned_names(node)
            repeats = isinstance(node, REPEATING)
            after_loop = frozenset(node.orelse) if isinstance(node, LOOPS) else frozenset()
            for child in ast.iter_child_nodes(node):
                if type(child) in CARRIED:
                    continue
                paid_by = payer
                if repeats and self._repeated(node, child):
                    paid_by = child
                    self.weights[child] = 0
                loop = (in_loop or isinstance(node, LOOPS)) and not isinstance(node, SCOPES)
                if child in after_loop:
                    loop = in_loop
                stack.append((child, depth + 1, function, paid_by, loop))

    def _find_pauses(self, statement: ast.Expr | ast.Assign | ast.AnnAssign | ast.AugAssign | ast.Return) -> None:
        stack: list[tuple[ast.AST, tuple[ast.AST, ...]]] = [(statement.value or statement, (statement,))]
        while stack:
            node, way = stack.pop()
            if len(way) > self.budget.limits.nesting:
                # Refused where the walk comes to it.
                continue
            if isinstance(node, YIELDS):
                self.pauses.update(way, (node,))
            # Of a chain of comparisons, and of entries of a dict, Python evaluates in an order of its own.
            in_order = isinstance(node, ast.Compare) and len(node.ops) == 1
            if in_order or isinstance(node, AROUND_YIELDS):
                stack.extend((child, (*way, node)) for child in ast.iter_child_nodes(node))

    def _repeated(self, node: ast.AST, child: ast.AST) -> bool:
        """Is the child evaluated again and again, or not at all, where the node is evaluated once?"""
        if isinstance(node, ast.Lambda):
            return child is node.body
        if isinstance(node, ast.While):
            return child is node.test
        if isinstance(node, ast.comprehension):
            return child is not node.target and child is not node.iter
        if isinstance(node, ast.DictComp):
            return child is node.key or child is node.value
        return isinstance(node, (ast.ListComp, ast.SetComp, ast.GeneratorExp)) and child is node.elt

    def _fault(self, node: ast.AST, function: ast.AST, in_loop: bool) -> ProgramError | None:
        kind = type(node)
        if kind in REFUSALS:
            what, hint = REFUSALS[kind]
            return ProgramError("unsupported", f"{what} not part of this language", hint=hint, span=self._span(node))
        if kind not in OFFERED:
            return ProgramError("unsupported", f"{kind.__name__} is not part of this language", span=self._span(node))
        if kind is ast.Return and isinstance(function, (ast.Module, ast.ClassDef)):
            return ProgramError("syntax", "return stands outside a function", span=self._span(node))
        if kind in (ast.Break, ast.Continue) and not in_loop:
            word = "break" if kind is ast.Break else "continue"
            return ProgramError("syntax", f"{word} stands outside a loop", span=self._span(node))
        if isinstance(node, YIELDS) and (node not in self.pauses or not isinstance(function, ast.FunctionDef)):
            return self._misplaced(node, function)
        fault = check_node(node)
        if fault is None:
            return None
        return ProgramError(fault.code, fault.message, hint=fault.hint, span=self._span(fault.node))

    def _misplaced(self, node: ast.Yield | ast.YieldFrom, function: ast.AST) -> ProgramError:
        if isinstance(function, ast.FunctionDef):
            hint = "Give it a name on a line of its own: sent = yield value."
            return ProgramError("unsupported", "yield stands where it cannot pause", hint=hint, span=self._span(node))
        return ProgramError("syntax", "yield stands outside a function", span=self._span(node))

    def _locate(self, node: ast.AST, depth: int) -> None:
        try:
            self.budget.check("nesting", depth)
        except ProgramError as error:
            raise error.locate(self._span(node)) from None

    def _span(self, node: ast.AST) -> Span:
        return self.source.span(node) if hasattr(node, "lineno") else Span(1, 1, 1, 2)
