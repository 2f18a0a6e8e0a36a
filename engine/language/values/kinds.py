"""The closed set of things a program can hold. Nothing else ever comes into its reach, above all no numpy array and no
object of Python's own machinery.

    None  bool  int (64 bits)  float  str  bytes  list  tuple  dict  range  slice  Ellipsis  dtype
    Iterated   what zip, map, generators and the like give
    named tuple   what a function of the engine returns that gives several tensors
    Tensor     a node of the graph
    Function   defined by the program
    Builtin    brought along by the language
    Operation  a function of the engine, most of them entries of the op table
    Method     one of them, bound to the value before the dot
    Module     a name such as torch or math that an import binds
    Block      what `with` takes: torch.no_grad()
    Generator, PythonRandom, NumpyRandom    give random numbers, each as its library
    Layer      an nn.Module, of the engine or of a class of the program
    Optimizer, Scheduler    objects of engine.optim
"""

from __future__ import annotations

import numpy as np

from engine.functions.streams import Stream
from engine.language.values.brought import (
    BackwardNode,
    Block,
    Generator,
    Layer,
    Module,
    NotImplementedKind,
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
    View,
)
from engine.language.values.functions import Bracketed, Builtin, Function, Method, Operation
from engine.language.values.objects import Class, ClassMethod, Field, Instance, Property, StaticMethod, Super
from engine.language.values.plain import NUMBERS, Value
from engine.operation import shape_text
from engine.tensors import Handle, Tensor

KINDS: dict[type, str] = {
    type(None): "None",
    bool: "bool",
    int: "int",
    float: "float",
    str: "str",
    bytes: "bytes",
    list: "list",
    tuple: "tuple",
    dict: "dict",
    DefaultDict: "defaultdict",
    Counter: "Counter",
    OrderedDict: "OrderedDict",
    Deque: "deque",
    View: "view of a dict",
    SetValue: "set",
    range: "range",
    slice: "slice",
    type(Ellipsis): "...",
    Tensor: "tensor",
    Function: "function",
    Builtin: "function",
    Bracketed: "function",
    Operation: "function",
    Method: "method",
    Module: "module",
    Block: "block",
    BackwardNode: "backward node",
    Generator: "generator",
    # What functions of the engine are given in its place.
    Stream: "generator",
    PythonRandom: "random generator",
    Handle: "handle",
    Skipped: "value of a library that is left out",
    Class: "class",
    Property: "property",
    StaticMethod: "function",
    ClassMethod: "function",
    Super: "super",
    Field: "field",
    NotImplementedKind: "NotImplemented",
}


def kind(value: Value) -> str:
    """The word for what a value is, in messages and in the table of attributes."""
    if isinstance(value, Iterated):
        return "iterator"
    if isinstance(value, Layer):
        return "layer"
    if isinstance(value, Instance):
        return "object"
    if isinstance(value, Optimizer):
        return "optimizer"
    if isinstance(value, Scheduler):
        return "scheduler"
    if isinstance(value, np.dtype):
        return "dtype"
    if isinstance(value, NumpyRandom):
        return "random state" if isinstance(value.source, np.random.RandomState) else "numpy generator"
    if isinstance(value, tuple):
        return "tuple"
    return KINDS[type(value)]


def describe(value: Value) -> str:
    """`kind`, with the shape of a tensor and the size of a container."""
    if type(value) is Tensor:
        return f"a tensor of shape {shape_text(value.shape)}"
    if isinstance(value, (list, tuple, dict, SetValue, bytes)) and not isinstance(value, Record):
        return f"a {kind(value)} of {len(value)}"
    if value is None:
        return "None"
    if isinstance(value, Skipped):
        return f"a value of {value.path.partition('.')[0]}, which is left out here"
    word = value.cls.name if isinstance(value, (Instance, Record)) else kind(value)
    return f"an {word}" if word[0] in "aeiouAEIO" else f"a {word}"


# Tensors, layers, functions and objects are known by themselves, whatever they hold.
KEYS = (*NUMBERS, str, bytes, type(None), range, Tensor, Layer, Instance, Class, Function, Builtin, Operation, np.dtype)
LARGEST_KEY = 64


def is_key(value: Value) -> bool:
    """Whether a dict or a set can know an entry by the value; a tuple has at most LARGEST_KEY parts in all."""
    parts = [value]
    for count, part in enumerate(parts):
        if count > LARGEST_KEY:
            return False
        if type(part) in (tuple, Size, Record):
            parts += part[: LARGEST_KEY + 1]
        elif isinstance(part, SetValue):
            if not part.frozen:
                return False
        elif not isinstance(part, KEYS) or (
            isinstance(part, Instance) and part.cls.meta is None and part.cls.member("__eq__") is not None
        ):
            # Objects that say when they are equal would have to be asked at every comparison.
            return False
    return True
