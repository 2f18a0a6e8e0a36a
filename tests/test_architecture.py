"""Which file may know which, and what none may do."""

import ast
import importlib
import re
import subprocess
import sys
import tomllib
from graphlib import TopologicalSorter
from pathlib import Path
from types import ModuleType

import pytest

from tests.plan import DRAWING, MODULES, PARTS, ROOT, circles, drawn, files_of, imports, room, rooms_of, syntax

# The way through the project, from the mathematics to the page's door. A file reads only what stands before it; files
# on one line may read each other, but not in circles. A package's own file stands with its last line.
STAGES = (
    "engine.errors",
    "engine.operation",
    "engine.mode engine.ops",
    "engine.tensors",
    "engine.notation engine.differentiate",
    "engine.jacobians",
    "engine.functions",
    "engine.nn engine.distributions engine.linalg engine.special",
    "engine.optim",
    "engine.utils engine.datasets",
    "engine.recording",
    "engine.derivatives engine.comparison",
    "engine.networks",
    "engine.grading",
    "engine.lessons engine.language",
    "engine.explain",
    "engine.diagnosis",
    "engine.experiments",
    "engine",
    "server.one_thread server.profile server.version server.payload",
    "server.documents",
    "server.exports",
    "server.fairness",
    "server.worker",
    "server.pool",
    "server.storage",
    "server.http",
    "server.service server.metrics",
    "server.routes",
    "server.app",
    "server.commands server.__main__",
    "server",
)


# Folders whose files are their own doors: each enters what it defines into a table.
WITHOUT_A_DOOR = ("engine.ops", "engine.functions", "engine.nn")

PLACES = {name: place for place, names in enumerate(STAGES) for name in names.split()}


def stage(module: str) -> int:
    """The place of the module, or of the folder that it is in."""
    name = module
    while name not in PLACES:
        name = name.rpartition(".")[0]
    return PLACES[name]


def test_every_file_has_its_stage():
    """And every name of a stage is a file or folder; a file directly in engine or server is named itself."""
    folders = {name for name in MODULES if MODULES[name].stem == "__init__"} - {"engine", "server"}
    staged = {name for name in MODULES if not any(name.startswith(f"{folder}.") for folder in folders)}
    assert staged == set(PLACES)


def test_a_file_imports_only_from_stages_before_it():
    """Imports inside functions and those for the type checker count, too."""
    forward = [
        f"{module} imports {imported}"
        for module in MODULES
        for imported in imports(module, deferred=True)
        if imported in MODULES and stage(imported) > stage(module)
    ]
    assert forward == []


def around(folder: str) -> list[str]:
    """The folder and those that it stands in: what lies loose in them is open to all inside."""
    parts = folder.split(".")
    return [".".join(parts[:length]) for length in range(1, len(parts) + 1)] + ["engine"]


def test_rooms_are_entered_by_their_doors():
    """What stands outside of a folder imports from the folder, whose own file says what it offers."""
    past_the_door = [
        f"{module} imports {imported.module}"
        for module in MODULES
        for imported in ast.walk(syntax(module))
        if isinstance(imported, ast.ImportFrom) and str(imported.module) in MODULES
        if room(str(imported.module)) not in (imported.module, *around(room(module)), *WITHOUT_A_DOOR)
    ]
    assert past_the_door == []


def test_no_file_is_hidden_by_what_its_door_offers():
    """`import engine.language.running` is the file, and no function of that name."""
    hidden = [
        f"{door}.{alias.asname or alias.name} of {statement.module}"
        for door, path in MODULES.items()
        if path.stem == "__init__"
        for statement in ast.walk(syntax(door))
        if isinstance(statement, ast.ImportFrom) and statement.module != door
        for alias in statement.names
        if f"{door}.{alias.asname or alias.name}" in MODULES
    ]
    assert hidden == []


def test_the_drawn_plan_is_what_the_files_import():
    """`python -m tests.plan --write` draws it."""
    assert drawn(DRAWING.read_text("utf-8")) == DRAWING.read_text("utf-8")


def test_no_rooms_read_each_other():
    assert {part: circles(rooms_of(part)) for part in PARTS} == {part: [] for part in PARTS}


def test_no_two_files_read_each_other():
    assert {part: circles(files_of(part)) for part in PARTS} == {part: [] for part in PARTS}


def test_no_file_imports_itself_through_others():
    TopologicalSorter({module: imports(module, deferred=False) & MODULES.keys() for module in MODULES}).prepare()


def names_an_operation(node: ast.expr) -> bool:
    """`op.name`, `node.op.name`, `operation.name` and, of a node of a run, `node.op`."""
    match node:
        case ast.Attribute(value=ast.Name(id="op" | "operation") | ast.Attribute(attr="op" | "operation"), attr="name"):
            return True
        case ast.Attribute(attr="op"):
            return True
    return False


def test_nothing_is_decided_by_the_name_of_an_operation():
    """What decides about an operation is a field of its record, which one of a user's own has, too."""
    found = [
        f"{module}: {ast.unparse(compared)}"
        for module in MODULES
        if module.startswith("engine.")
        for compared in ast.walk(syntax(module))
        if isinstance(compared, ast.Compare) and any(map(names_an_operation, [compared.left, *compared.comparators]))
        if any(isinstance(part, ast.Constant) and isinstance(part.value, str) for part in ast.walk(compared))
    ]
    assert found == []


def test_the_engine_knows_nothing_of_the_service():
    engine = [module for module in MODULES if module.startswith("engine")]
    assert [module for module in engine for name in imports(module, deferred=True) if name.startswith("server")] == []


def test_the_engine_runs_without_the_service():
    """In a fresh process, all of the engine brings in numpy and scipy, and nothing of HTTP or JSON models."""
    names = [name for name in MODULES if name.startswith("engine")]
    program = (
        "import importlib, sys\n"
        f"for name in {names!r}: importlib.import_module(name)\n"
        "print(*{name.partition('.')[0] for name in sys.modules})"
    )
    loaded = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    assert not {"server", "fastapi", "starlette", "pydantic", "orjson", "jinja2", "uvicorn"} & set(loaded.split())


def test_every_imported_package_is_a_declared_dependency():
    project = tomllib.loads(ROOT.joinpath("pyproject.toml").read_text("utf-8"))["project"]
    declared = {re.split(r"[^\w-]", dependency)[0].replace("-", "_") for dependency in project["dependencies"]}
    imported = {name.partition(".")[0] for module in MODULES for name in imports(module, deferred=True)}
    assert imported - sys.stdlib_module_names - {"engine", "server"} == declared


@pytest.mark.parametrize("module", MODULES)
def test_nothing_a_user_wrote_can_be_executed(module: str):
    """No file calls a function that runs text; the files that read programs do not even look attributes up by name."""
    forbidden = {"eval", "exec", "compile", "__import__"}
    if module.startswith("engine.language"):
        forbidden |= {"getattr", "setattr", "delattr"}
    called = {
        node.func.id
        for node in ast.walk(syntax(module))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    }
    assert not called & forbidden


def page_files(*suffixes: str) -> list[Path]:
    files = [path for folder in ("frontend", "server/templates") for path in sorted(ROOT.joinpath(folder).rglob("*"))]
    # A bundle holds libraries too.
    third_party = {ROOT / "frontend" / folder for folder in ("bundle", "node_modules", "vendor")}
    return [path for path in files if path.suffix in suffixes and not third_party & set(path.parents)]


def test_the_page_makes_no_markup_or_program_out_of_text():
    """Text reaches the page as text: nothing a program is named can become an element or run."""
    forbidden = re.compile(
        r"\b(innerHTML|outerHTML|insertAdjacentHTML|dangerouslySetInnerHTML|document\.write|eval)\b|new Function"
    )
    assert [path.name for path in page_files(".js", ".html") if forbidden.search(path.read_text("utf-8"))] == []


def test_the_layout_imports_nothing_from_outside_its_folder():
    """It runs in a worker too, where the browser knows no import map."""
    source = re.compile(r"""^(?:import|export)\b[^;]*?from\s+"([^"]+)";""", re.MULTILINE)
    for path in page_files(".js"):
        if path.parent.name == "layout":
            outside = [
                name for name in source.findall(path.read_text("utf-8")) if not re.fullmatch(r"\./[\w-]+\.js", name)
            ]
            assert outside == [], path.name


def test_no_file_names_an_outside_host():
    """A page or server that works with the network cut. XML namespaces are names, not addresses."""
    url = re.compile(
        r"https?://(?!(?:127\.0\.0\.1|localhost|\[|www\.w3\.org/(?:2000/svg|1999/xhtml|1998/Math/MathML)\b)|\{)[\w.-]+"
    )
    files = [*MODULES.values(), *page_files(".js", ".css", ".html", ".svg", ".ts")]
    named = {path.name: url.findall(path.read_text("utf-8")) for path in files}
    assert {name: hosts for name, hosts in named.items() if hosts} == {}


def test_no_third_party_code_is_committed():
    if not ROOT.joinpath(".git").exists():
        pytest.skip("not a git work tree")
    tracked = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split(
        "\n"
    )
    assert [name for name in tracked if re.search(r"(^|/)(vendor|node_modules)/", name)] == []


# What two doors name alike though it differs: Python's modules beside PyTorch's, a call in a formula, in a table of
# functions and in a program; the numbers an operation takes and those of Python; a method of a tensor and of a value; a
# program that is parsed and one that a request brings.
TWO_THINGS = {"Module", "NUMBERS", "Program", "call", "method"}


def test_a_name_that_two_doors_offer_is_one_thing():
    """A document of server.payload is named after what it describes."""
    offered: dict[str, list[object]] = {}
    for name, file in MODULES.items():
        if file.stem != "__init__" or name in ("server.payload", "engine.lessons"):
            continue
        door = importlib.import_module(name)
        for each in getattr(door, "__all__", ()):
            thing = getattr(door, each)
            if not isinstance(thing, ModuleType):
                offered.setdefault(each, []).append(thing)
    several = {name for name, things in offered.items() if any(thing is not things[0] for thing in things)}
    assert several == TWO_THINGS
