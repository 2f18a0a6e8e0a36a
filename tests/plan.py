"""The plan of the project: its rooms, which room reads which, and which files read each other in circles.

    python -m tests.plan           prints them
    python -m tests.plan --write   draws them into docs/architecture.md

A room is a folder, or a file that stands beside the folders. All imports count, also those inside functions and those
for the type checker.
"""

from __future__ import annotations

import argparse
import ast
import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parent.parent
DRAWING = ROOT / "docs" / "architecture.md"
PARTS = ("engine", "engine.language", "server", "frontend")
# Folders of frontend whose files are written by others or by a command.
NOT_OURS = {"bundle", "node_modules", "vendor"}
SPECIFIER = re.compile(r"""(?:\bfrom|\bimport)\s*\(?\s*["'](\.{1,2}/[^"']+)["']""")


def python_files(*folders: str) -> list[Path]:
    """The lessons themselves are left out: they are read as text and import what a user would."""
    files = [path for folder in folders for path in sorted(ROOT.joinpath(folder).rglob("*.py"))]
    return [path for path in files if not path.stem[0].isdigit()]


def module_name(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


MODULES = {module_name(path): path for path in python_files("engine", "server")}


@cache
def syntax(module: str) -> ast.Module:
    return ast.parse(MODULES[module].read_text("utf-8"))


def statements(node: ast.AST, *, deferred: bool) -> Iterator[ast.AST]:
    """Every node that runs when the file is loaded and, if `deferred`, those that run later or for the type checker."""
    for child in ast.iter_child_nodes(node):
        for_the_type_checker = isinstance(child, ast.If) and ast.unparse(child.test) == "TYPE_CHECKING"
        in_a_function = isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef)
        if deferred or not (for_the_type_checker or in_a_function):
            yield child
            yield from statements(child, deferred=deferred)


@cache
def imports(module: str, *, deferred: bool) -> set[str]:
    """Full names of the modules that a module imports."""
    found = set()
    for node in statements(syntax(module), deferred=deferred):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{module} imports relatively; write the full name"
            names = {f"{node.module}.{alias.name}" for alias in node.names}
            found |= {name if name in MODULES else str(node.module) for name in names}
    return found


def room(module: str) -> str:
    """The folder that a module stands in, or is."""
    return module if MODULES[module].stem == "__init__" else module.rpartition(".")[0]


def page_imports(file: str, files: Mapping[str, Path]) -> set[str]:
    """The modules of the page that one of them names, as paths below frontend."""
    text = re.sub(r"/\*.*?\*/", "", files[file].read_text("utf-8"), flags=re.DOTALL)
    named = {(files[file].parent / specifier).resolve() for specifier in SPECIFIER.findall(text)}
    return {name for name, path in files.items() if path in named}


@cache
def files_of(part: str) -> dict[str, set[str]]:
    """Each file of a part of the project, and the files of that part that it reads."""
    if part != "frontend":
        files = {name for name in MODULES if name == part or name.startswith(f"{part}.")}
        return {name: imports(name, deferred=True) & files - {name} for name in files}
    folder = ROOT / part
    paths = {
        str(path.relative_to(folder)): path.resolve()
        for path in sorted(folder.rglob("*.js"))
        if not NOT_OURS & set(path.relative_to(folder).parts)
    }
    return {name: page_imports(name, paths) for name in paths}


def rooms_of(part: str) -> dict[str, set[str]]:
    """Each room of a part, and the rooms that it reads."""

    def place(file: str) -> str:
        if part == "frontend":
            return file.rpartition("/")[0] or file.removesuffix(".js")
        return (file.removeprefix(f"{part}.") if file != part else part.rpartition(".")[2]).partition(".")[0]

    rooms: dict[str, set[str]] = {}
    for file, read in files_of(part).items():
        rooms.setdefault(place(file), set()).update(place(other) for other in read)
    return {name: read - {name} for name, read in sorted(rooms.items())}


def circles(arrows: Mapping[str, set[str]]) -> list[set[str]]:
    """The strongly connected components of more than one, largest first (Tarjan 1972)."""
    number: dict[str, int] = {}
    low: dict[str, int] = {}
    open_: list[str] = []
    found: list[set[str]] = []

    def visit(name: str) -> None:
        number[name] = low[name] = len(number)
        open_.append(name)
        for other in sorted(arrows[name]):
            if other not in number:
                visit(other)
                low[name] = min(low[name], low[other])
            elif other in open_:
                low[name] = min(low[name], number[other])
        if low[name] == number[name]:
            start = open_.index(name)
            if len(open_) - start > 1:
                found.append(set(open_[start:]))
            del open_[start:]

    for name in sorted(arrows):
        if name not in number:
            visit(name)
    return sorted(found, key=len, reverse=True)


def drawing(part: str) -> str:
    """The rooms of a part as a diagram in the language of Mermaid, which GitHub draws."""
    rooms = rooms_of(part)
    lines = [f"    {name.replace('/', '_')}[{name}]" for name in rooms]
    lines += [f"    {name.replace('/', '_')} --> {o.replace('/', '_')}" for name in rooms for o in sorted(rooms[name])]
    return "\n".join(["```mermaid", "flowchart TD", *lines, "```"])


def drawn(text: str) -> str:
    """The text with the drawings in it as the imports are now."""
    for part in PARTS:
        mark = f"<!-- the rooms of {part} -->"
        before, _, rest = text.partition(f"{mark}\n")
        _, _, after = rest.partition("\n```\n")
        text = f"{before}{mark}\n{drawing(part)}\n{after}"
    return text


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else None)
    parser.add_argument("--write", action="store_true", help="draw the rooms into docs/architecture.md")
    if parser.parse_args().write:
        DRAWING.write_text(drawn(DRAWING.read_text("utf-8")), "utf-8")
        return
    for part in PARTS:
        rooms = rooms_of(part)
        files = files_of(part)
        print(f"{part}: {len(files)} files in {len(rooms)} rooms, {sum(map(len, rooms.values()))} arrows between them")
        for name, read in rooms.items():
            print(f"    {name:<16} {' '.join(sorted(read))}")
        for what, arrows in (("rooms", rooms), ("files", files)):
            for circle in circles(arrows):
                print(f"  a circle of {len(circle)} {what}: {' '.join(sorted(circle)[:12])}")
        print()


if __name__ == "__main__":
    main()
