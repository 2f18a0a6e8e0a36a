"""Which mistakes of a program are known without running it, and what would take each away.

A program stops at its first mistake; the names that no line gives a meaning, and that no library has, are told with it.
"""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterator

from engine.language.errors import Fix, Instead, ProgramError
from engine.language.library import VOCABULARY, find_module
from engine.language.program import Program
from engine.language.rules import PROPERTIES
from engine.language.semantics import beyond, passed_over, skipped
from engine.language.spelling import meant
from engine.language.unknown import no_module, not_in, undefined
from engine.language.values import METHODS, Module
from engine.recording import Span

# Of one text so many are told.
MOST = 20
WORD = re.compile(r"[^\W\d]\w*")


def told(program: Program, error: ProgramError) -> ProgramError:
    """The error with its fix, and with the other mistakes of the text."""
    known = [*program.faults, *_Names(program).faults()]
    error.others = tuple(_apart(error, known))[: MOST - 1]
    for one in (error, *error.others):
        if one.instead is not None and one.fix is None and one.span is not None:
            one.fix = _fix(program, one.instead, one.span)
    return error


def _apart(error: ProgramError, known: list[ProgramError]) -> Iterator[ProgramError]:
    """Those of other places, in the order of the text."""
    places = {(error.line, error.column), (error.end_line, error.end_column)}
    for one in sorted(known, key=lambda fault: (fault.line, fault.column)):
        ends = {(one.line, one.column), (one.end_line, one.end_column)}
        if not ends & places:
            places |= ends
            yield one


def _fix(program: Program, instead: Instead, span: Span) -> Fix | None:
    if not instead.old:
        line = _first_line(program.tree)
        return None if program.source.shift(line) else Fix(Span(line, 1, line, 1), instead.new)
    if span.line != span.end_line:
        return None
    text = program.source.line(span.line)
    found = [
        word
        for word in re.finditer(rf"(?<!\w){re.escape(instead.old)}(?!\w)", text)
        if span.column - 1 <= word.start() and word.end() < span.end_column
    ]
    if len(found) != 1:
        return None
    return Fix(Span(span.line, found[0].start() + 1, span.line, found[0].end() + 1), instead.new)


def _first_line(tree: ast.Module) -> int:
    """Where an import may stand: behind the words about the file, and what it takes from the future."""
    for statement in tree.body:
        words = isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)
        future = isinstance(statement, ast.ImportFrom) and statement.module == "__future__"
        if not words and not future:
            decorators = statement.decorator_list if isinstance(statement, (ast.FunctionDef, ast.ClassDef)) else []
            return min([statement.lineno, *(decorator.lineno for decorator in decorators)])
    return 1


class _Names:
    """What the names of a program are bound to, as far as its text tells."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self.nodes = list(ast.walk(program.tree))
        # How often a name is bound, and which modules names stand for that nothing else is bound to.
        self.bound: Counter[str] = Counter(WORD.findall(program.unread))
        self.modules: dict[str, Module] = {}
        self.words: set[str] = set()
        # Names from libraries that are passed over, whose own names are anyone's guess.
        self.skipped: set[str] = set()
        self.draws = False
        self.everything = False
        for node in self.nodes:
            self._bind(node)
        self.modules = {name: module for name, module in self.modules.items() if self.bound[name] == 1}
        for name, value in VOCABULARY.items():
            if isinstance(value, Module) and not self.bound[name]:
                self.modules[name] = value

    def faults(self) -> list[ProgramError]:
        found: list[ProgramError] = []
        for node in self.nodes:
            if len(found) == MOST:
                break
            error, place = self._fault(node), node
            if error is not None:
                found.append(error.locate(self.program.source.span(place)))
        return found

    def _bind(self, node: ast.AST) -> None:
        match node:
            case ast.Name(id=name, ctx=ast.Store() | ast.Del()) | ast.FunctionDef(name=name) | ast.ClassDef(name=name):
                self.bound[name] += 1
            case ast.arg(arg=name):
                self.bound[name] += 1
            case ast.ExceptHandler(name=str(name)) | ast.MatchAs(name=str(name)) | ast.MatchStar(name=str(name)):
                self.bound[name] += 1
            case ast.MatchMapping(rest=str(name)):
                self.bound[name] += 1
            case ast.Global(names=names) | ast.Nonlocal(names=names):
                self.bound.update(names)
            case ast.Attribute(attr=name, ctx=ast.Store()):
                self.words.add(name)
            case ast.Constant(value=str(text)):
                self.words.update(WORD.findall(text))
            case ast.Import(names=aliases):
                for alias in aliases:
                    name = alias.asname or alias.name.partition(".")[0]
                    self._import(name, alias.name if alias.asname else name)
            case ast.ImportFrom(module=str(path), names=aliases):
                for alias in aliases:
                    if alias.name == "*":
                        self._import_all(path)
                    else:
                        self._import(alias.asname or alias.name, f"{path}.{alias.name}")

    def _import(self, name: str, path: str) -> None:
        module = find_module(path)
        if skipped(path) is not None:
            self.skipped.add(name)
        # Figures and axes have many more names than stand in any table here.
        self.draws |= module is not None and beyond(module, name) is not None
        # The same import twice binds nothing else.
        if module is None or self.modules.get(name) is not module:
            self.bound[name] += 1
        if module is not None:
            self.modules[name] = module

    def _import_all(self, path: str) -> None:
        module = find_module(path)
        if module is None:
            self.everything = True
        else:
            self.bound.update([*module.members])

    def _fault(self, node: ast.AST) -> ProgramError | None:
        match node:
            case ast.Name(id=name, ctx=ast.Load()):
                known = self.everything or name in self.bound or name in VOCABULARY
                return None if known else undefined(name, self.bound)
            case ast.Attribute(value=of, attr=name, ctx=ast.Load()):
                module = self._module(of)
                if module is not None:
                    known = name in module.members or beyond(module, name) is not None
                    return None if known else not_in(module, name)
                return None if _root(of) in self.skipped else self._method(name)
            case ast.Import(names=aliases):
                asked = [
                    one for one in aliases if not self._unread(one.name, [one.asname or one.name.partition(".")[0]])
                ]
                return next((error for alias in asked if (error := _not_offered(alias.name)) is not None), None)
            case ast.ImportFrom(module=str(path), names=aliases, level=0):
                if self._unread(path, [one.asname or one.name for one in aliases]):
                    return None
                return _not_offered(path) or _lacking(path, aliases)
        return None

    def _unread(self, path: str, names: list[str]) -> bool:
        return passed_over(self.program.tree, path, names)

    def _module(self, node: ast.expr) -> Module | None:
        if isinstance(node, ast.Name):
            return self.modules.get(node.id)
        if isinstance(node, ast.Attribute):
            module = self._module(node.value)
            inner = None if module is None else module.members.get(node.attr)
            return inner if isinstance(inner, Module) else None
        return None

    def _method(self, name: str) -> ProgramError | None:
        """A slip of the pen in what only a library can mean by it."""
        if self.draws or name in ATTRIBUTES or name in self.words or name in self.bound:
            return None
        similar = meant(name, ATTRIBUTES)
        if similar is None:
            return None
        instead = Instead(name, similar)
        return ProgramError("attribute", f"nothing has a {name}", hint=f"Did you mean {similar}?", instead=instead)


def _root(node: ast.expr) -> str | None:
    """The name that a chain of dots, calls and brackets begins with."""
    while True:
        match node:
            case ast.Attribute(value=inner) | ast.Call(func=inner) | ast.Subscript(value=inner):
                node = inner
            case ast.Name(id=name):
                return name
            case _:
                return None


ATTRIBUTES = frozenset(name for _, name in (*METHODS, *PROPERTIES))


def _not_offered(path: str) -> ProgramError | None:
    known = skipped(path) is not None or path == "__future__" or find_module(path) is not None
    return None if known else no_module(path)


def _lacking(path: str, aliases: list[ast.alias]) -> ProgramError | None:
    module = find_module(path)
    if module is None or beyond(module, path) is not None:
        return None
    missing = [alias.name for alias in aliases if alias.name != "*" and alias.name not in module.members]
    return not_in(module, missing[0], "import") if missing else None
