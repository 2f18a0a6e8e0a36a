"""What is refused of a single node that the grammar offers: names, numbers, arguments, patterns, targets."""

from __future__ import annotations

import ast
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from engine.language.program.grammar import LONGEST_NAME


@dataclass(frozen=True)
class Fault:
    code: str
    message: str
    hint: str | None
    node: ast.AST


def check_node(node: ast.AST) -> Fault | None:
    """What Python's grammar allows in a node and its compiler, or this language, does not."""
    check = CHECKS.get(type(node))
    return check(node) if check else None


def length_fault(name: str, node: ast.AST) -> Fault | None:
    if len(name) > LONGEST_NAME:
        return Fault("unsupported", f"a name has at most {LONGEST_NAME} characters", "Shorten the name.", node)
    return None


# The names of Python's data model that a class may define and a program may read.
DATA_MODEL = frozenset(
    f"__{word}__"
    for word in (
        *("init", "call", "repr", "str", "format", "hash", "bool", "len", "contains", "iter", "next", "reversed"),
        *("getitem", "setitem", "delitem", "getattr", "setattr", "enter", "exit", "name", "class", "dict", "post_init"),
        *("eq", "ne", "lt", "le", "gt", "ge", "neg", "pos", "invert", "abs", "int", "float", "index", "round"),
        *("add", "sub", "mul", "truediv", "floordiv", "mod", "pow", "matmul", "and", "or", "xor", "lshift", "rshift"),
        *("radd", "rsub", "rmul", "rtruediv", "rfloordiv", "rmod", "rpow", "rmatmul", "rand", "ror", "rxor"),
        *("iadd", "isub", "imul", "itruediv", "ifloordiv", "imod", "ipow", "imatmul", "iand", "ior", "ixor"),
        *("match_args", "rlshift", "rrshift", "ilshift", "irshift", "doc", "all", "version", "slots", "file", "author"),
        *("array_priority", "array_ufunc"),
    )
)


def name_fault(name: str, node: ast.AST) -> Fault | None:
    if "__" in name.removeprefix("__") and name not in DATA_MODEL:
        return Fault("unsupported", f"names with two underscores such as {name} are Python's own", None, node)
    return length_fault(name, node)


def _name(node: ast.Name) -> Fault | None:
    return name_fault(node.id, node)


def _attribute(node: ast.Attribute) -> Fault | None:
    return name_fault(node.attr, node)


def _constant(node: ast.Constant) -> Fault | None:
    value = node.value
    if isinstance(value, complex):
        hint = "Numbers are real here: write out the real and the imaginary part as two numbers."
        return Fault("unsupported", "complex numbers are not part of this language", hint, node)
    if isinstance(value, int) and value >= 2**63:
        return Fault("math", "a whole number must fit in 64 bits", "Write it as a float: 1e30.", node)
    if isinstance(value, str) and any("\ud800" <= character <= "\udfff" for character in value):
        return Fault(
            "source-encoding", "half of a surrogate pair is not a character", "Write the character itself.", node
        )
    return None


def _call(node: ast.Call) -> Fault | None:
    seen: set[str] = set()
    for keyword in node.keywords:
        fault = length_fault(keyword.arg or "", keyword)
        if fault:
            return fault
        if keyword.arg in seen:
            return Fault("syntax", f"the argument {keyword.arg} is given twice", None, node)
        if keyword.arg is not None:
            seen.add(keyword.arg)
    return None


def _arguments(node: ast.arguments) -> Fault | None:
    parameters = [*node.posonlyargs, *node.args, *node.kwonlyargs]
    parameters += [extra for extra in (node.vararg, node.kwarg) if extra]
    seen: set[str] = set()
    for parameter in parameters:
        fault = name_fault(parameter.arg, parameter)
        if fault:
            return fault
        if parameter.arg in seen:
            return Fault("syntax", f"the parameter {parameter.arg} stands there twice", None, parameter)
        seen.add(parameter.arg)
    return None


def _function(node: ast.FunctionDef | ast.ClassDef) -> Fault | None:
    return name_fault(node.name, node)


def _class(node: ast.ClassDef) -> Fault | None:
    if node.keywords:
        return Fault("unsupported", "metaclasses and other keywords of a class are not offered", None, node.keywords[0])
    if any(isinstance(base, ast.Starred) for base in node.bases):
        return Fault("unsupported", "the bases of a class are written out", None, node)
    return _function(node)


def _handler(node: ast.ExceptHandler) -> Fault | None:
    return name_fault(node.name, node) if node.name else None


def _try(node: ast.Try) -> Fault | None:
    for handler in node.handlers[:-1]:
        if handler.type is None:
            return Fault("syntax", "an except without a class stands last", None, handler)
    return None


def _captured(node: ast.MatchAs | ast.MatchStar) -> Fault | None:
    return name_fault(node.name, node) if node.name else None


def _match(node: ast.Match) -> Fault | None:
    """Every value fits the first pattern of a name alone, so what stands after it is never met."""
    for case in node.cases:
        fault = _bound(case.pattern, set())
        if fault is not None:
            return fault
        wide = _fits_all(case.pattern)
        if wide is not None and case.guard is None and case is not node.cases[-1]:
            return Fault("syntax", "every value fits this case, so none after it is ever met", "Put it last.", wide)
    return None


def _fits_all(pattern: ast.pattern) -> ast.pattern | None:
    if isinstance(pattern, ast.MatchAs):
        return pattern if pattern.pattern is None else _fits_all(pattern.pattern)
    return _fits_all(pattern.patterns[-1]) if isinstance(pattern, ast.MatchOr) else None


def _bound(pattern: ast.pattern, names: set[str]) -> Fault | None:
    """Adds the names that the pattern gives, each once, and the same in all of its alternatives."""
    if isinstance(pattern, ast.MatchOr):
        made: list[set[str]] = []
        for one in pattern.patterns:
            made.append(set(names))
            fault = _bound(one, made[-1])
            if fault is not None:
                return fault
            if made[-1] != made[0]:
                return Fault("syntax", "the alternatives of a pattern give the same names", None, one)
            if one is not pattern.patterns[-1] and _fits_all(one) is not None:
                return Fault("syntax", "every value fits this alternative, so none after it is met", None, one)
        names.update(made[0])
        return None
    for part in ast.iter_child_nodes(pattern):
        fault = _bound(part, names) if isinstance(part, ast.pattern) else None
        if fault is not None:
            return fault
    name = None
    if isinstance(pattern, ast.MatchMapping):
        name = pattern.rest
    elif isinstance(pattern, (ast.MatchAs, ast.MatchStar)):
        name = pattern.name
    if name in names:
        return Fault("syntax", f"a pattern gives the name {name} twice", None, pattern)
    if name is not None:
        names.add(name)
    return None


def _mapping_pattern(node: ast.MatchMapping) -> Fault | None:
    return name_fault(node.rest, node) if node.rest else None


def _class_pattern(node: ast.MatchClass) -> Fault | None:
    return next((fault for fault in (name_fault(name, node) for name in node.kwd_attrs) if fault), None)


def _names(node: ast.Global | ast.Nonlocal) -> Fault | None:
    return next((fault for fault in (name_fault(name, node) for name in node.names) if fault), None)


def _import(node: ast.Import | ast.ImportFrom) -> Fault | None:
    faults = (name_fault(alias.asname or alias.name, alias) for alias in node.names)
    return next((fault for fault in faults if fault), None)


def _expression_statement(node: ast.Expr) -> Fault | None:
    if isinstance(node.value, ast.Starred):
        return Fault("syntax", "a starred expression cannot stand alone", None, node)
    return None


def _assign(node: ast.Assign) -> Fault | None:
    for target in node.targets:
        if isinstance(target, ast.Starred):
            return Fault("syntax", "a starred name must stand in a list of names: *rest, = values", None, target)
    if isinstance(node.value, ast.Starred):
        return Fault("syntax", "a starred expression cannot stand alone", "Write [*values].", node.value)
    return None


def _sequence(node: ast.Tuple | ast.List) -> Fault | None:
    if isinstance(node.ctx, ast.Store):
        stars = [element for element in node.elts if isinstance(element, ast.Starred)]
        if len(stars) > 1:
            return Fault("syntax", "only one of the names may have a star", None, stars[1])
    return None


def _comprehension(node: ast.comprehension) -> Fault | None:
    if node.is_async:
        return Fault("unsupported", "async is not part of this language", None, node.target)
    if isinstance(node.target, ast.Starred):
        return Fault("syntax", "a starred name must stand in a list of names", None, node.target)
    return None


def _for(node: ast.For) -> Fault | None:
    if isinstance(node.target, ast.Starred):
        return Fault("syntax", "a starred name must stand in a list of names", None, node.target)
    return None


CHECKS: dict[type[ast.AST], Callable[[Any], Fault | None]] = {
    ast.Name: _name,
    ast.Attribute: _attribute,
    ast.Constant: _constant,
    ast.Call: _call,
    ast.arguments: _arguments,
    ast.FunctionDef: _function,
    ast.ClassDef: _class,
    ast.ExceptHandler: _handler,
    ast.Try: _try,
    ast.Match: _match,
    ast.MatchAs: _captured,
    ast.MatchStar: _captured,
    ast.MatchMapping: _mapping_pattern,
    ast.MatchClass: _class_pattern,
    ast.Global: _names,
    ast.Nonlocal: _names,
    ast.Import: _import,
    ast.ImportFrom: _import,
    ast.Expr: _expression_statement,
    ast.Assign: _assign,
    ast.Tuple: _sequence,
    ast.List: _sequence,
    ast.comprehension: _comprehension,
    ast.For: _for,
}
