"""The closed set of things that a program can hold, and the registry of those that the language brings along.

Nothing here knows how a program runs. `kinds.py` lists the set and is the file to read first.
"""

from engine.language.values.brought import (
    NOT_IMPLEMENTED,
    BackwardNode,
    Block,
    Generator,
    Layer,
    Module,
    NumpyRandom,
    Optimizer,
    PythonRandom,
    Scheduler,
    Skipped,
)
from engine.language.values.containers import (
    Counter,
    DefaultDict,
    Deque,
    Iterated,
    OrderedDict,
    Record,
    SetValue,
    Size,
    return_type,
)
from engine.language.values.functions import Bracketed, Builtin, Function, Method, Operation, with_machine
from engine.language.values.kinds import describe, is_key, kind
from engine.language.values.objects import (
    ABC,
    MODULE,
    NAMED_TUPLE,
    OBJECT,
    Class,
    ClassMethod,
    Field,
    Instance,
    Property,
    StaticMethod,
    Super,
    found_in,
    order_of,
)
from engine.language.values.own_engine import OwnEngine, engine_of, scalar_engines
from engine.language.values.plain import INT_LIMIT, NUMBERS, Value
from engine.language.values.registry import BUILTINS, METHODS, builtin, method
from engine.language.values.scope import Scope
from engine.language.values.type_names import is_type, type_text

__all__ = [
    "ABC",
    "BUILTINS",
    "INT_LIMIT",
    "METHODS",
    "MODULE",
    "NAMED_TUPLE",
    "NOT_IMPLEMENTED",
    "NUMBERS",
    "OBJECT",
    "BackwardNode",
    "Block",
    "Bracketed",
    "Builtin",
    "Class",
    "ClassMethod",
    "Counter",
    "DefaultDict",
    "Deque",
    "Field",
    "Function",
    "Generator",
    "Instance",
    "Iterated",
    "Layer",
    "Method",
    "Module",
    "NumpyRandom",
    "Operation",
    "OwnEngine",
    "Optimizer",
    "OrderedDict",
    "Property",
    "PythonRandom",
    "Record",
    "Scheduler",
    "Scope",
    "SetValue",
    "Size",
    "Skipped",
    "StaticMethod",
    "Super",
    "Value",
    "builtin",
    "describe",
    "found_in",
    "is_key",
    "is_type",
    "kind",
    "method",
    "order_of",
    "engine_of",
    "return_type",
    "scalar_engines",
    "type_text",
    "with_machine",
]
