"""How PyTorch's functions, methods and layers are called, and a call of one of them handed on to ours.

`SIGNATURES` has the signatures of each path, such as "torch.nn.functional.pad" or "Tensor.sum": one that begins with
"def" is that of a function written in Python, any other is read as PyTorch's own parser of arguments reads it.
"""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, wraps
from inspect import Parameter, Signature, signature
from pathlib import Path
from typing import Any

import numpy as np

from engine.errors import ArgumentError
from engine.tensors import Tensor

SIGNATURES: Mapping[str, Sequence[str]] = json.loads(Path(__file__).with_name("torch_signatures.json").read_bytes())
PLAIN_NUMBERS = (bool, int, float)
DATA = (Tensor, *PLAIN_NUMBERS, str, list, tuple, dict)
# The names that PyTorch's parser of arguments takes beside its own.
ALIASES = {"dim": ("axis",), "keepdim": ("keepdims",), "input": ("x", "a", "x1"), "other": ("x2",)}
# How PyTorch computes, and not what: of these every value is taken.
WITHOUT_EFFECT = frozenset(
    ("_stacklevel", "foreach", "fused", "capturable", "cudnn_enable", "cudnn_enabled", "sparse_grad")
)
# What can only be as it is here, where the function has no such argument; the device is the processor.
ONLY: Mapping[str, tuple[object, ...]] = {"device": ("cpu",), "pin_memory": (False,), "non_blocking": (True, False)}
# The options of losses that `reduction` has replaced.
LEGACY = ("size_average", "reduce")
NO_DEFAULT = Parameter.empty


@dataclass(frozen=True)
class NativeParameter:
    name: str
    kind: str
    default: object
    named_only: bool

    @property
    def required(self) -> bool:
        return self.default is NO_DEFAULT


@dataclass(frozen=True)
class Bound:
    """The arguments of a call by PyTorch's names, in the order of its parameters, each with PyTorch's default.

    `places` are the places of those that PyTorch takes without their names. `rest` are those that its function takes in
    any number, and `named` those of whatever name.
    """

    values: Mapping[str, Any]
    defaults: Mapping[str, object]
    places: Mapping[str, int]
    rest: Sequence[Any] = ()
    named: Mapping[str, Any] = field(default_factory=dict)


def bound(path: str, arguments: Sequence[Any], named: Mapping[str, Any]) -> Bound | None:
    """How PyTorch's function of this path takes these arguments, by their number, names and kinds; None if it does not.

    The arguments of a method stand without the value before the dot.
    """
    known = SIGNATURES.get(path, ())
    found = (_in_signature(each, arguments, named, exact) for exact in (True, False) for each in known)
    return next((each for each in found if each is not None), None)


@cache
def takes(path: str, name: str) -> bool:
    """Whether PyTorch's function of this path takes an argument of this name."""
    return any(name in _form(each).defaults for each in SIGNATURES.get(path, ()))


@cache
def keeps_beside_dim(path: str) -> bool:
    """Whether PyTorch's function of this path takes `keepdim` beside a `dim` only."""
    keeping = [form for form in map(_form, SIGNATURES.get(path, ())) if "keepdim" in form.defaults]
    return bool(keeping) and all(form.defaults.get("dim") is NO_DEFAULT for form in keeping)


@cache
def called_as_in_pytorch(path: str, function: Callable[..., Any]) -> Callable[..., Any]:
    """Our function, called by PyTorch's signatures of this path where one of them takes the arguments."""
    if path not in SIGNATURES:
        return function
    ours = signature(function)

    @wraps(function)
    def called(*args: Any, **kwargs: Any) -> Any:
        # Tensors alone stand in the same places in both.
        plain = not kwargs and all(type(value) is Tensor for value in args)
        given = None if plain else bound(path, args, kwargs)
        if given is not None:
            positional, named = handed_on(path, given, ours)
            return function(*positional, **named)
        return function(*args, **kwargs)

    return called


def handed_on(path: str, given: Bound, ours: Signature) -> tuple[list[Any], dict[str, Any]]:
    """The arguments for a function of ours that stands for PyTorch's: what is at its default is left out.

    Raises ArgumentError for what PyTorch takes and our function does not.
    """
    values = {name: value for name, value in given.values.items() if not _is(value, given.defaults[name])}
    if "reduction" in given.defaults and any(name in values for name in LEGACY):
        values["reduction"] = _reduction(path, *(values.pop(name, True) for name in LEGACY))
    parameters = [each for each in ours.parameters.values() if each.kind is not each.VAR_KEYWORD]
    takes_any_name = len(parameters) < len(ours.parameters)
    slots = [each for each in parameters if each.kind is not each.KEYWORD_ONLY]
    known = {each.name: each for each in parameters}
    positional: list[Any] = []
    named: dict[str, Any] = {}
    for name, value in values.items():
        own = _own(name, given, known, slots)
        if own is not None and own.kind is own.VAR_POSITIONAL and takes_any_name:
            own = None
        if own is None and (name in WITHOUT_EFFECT or any(_is(value, only) for only in ONLY.get(name, ()))):
            continue
        if own is None and not takes_any_name:
            raise _refused(path, name, given.defaults[name])
        if own is None:
            named[name] = value
        elif own.kind is own.VAR_POSITIONAL:
            positional.extend(value if isinstance(value, (tuple, list)) else (value,))
        elif own in slots and slots.index(own) == len(positional):
            positional.append(value)
        else:
            named[own.name] = value
    return [*positional, *given.rest], {**named, **given.named}


def _own(name: str, given: Bound, known: Mapping[str, Parameter], slots: Sequence[Parameter]) -> Parameter | None:
    """Our parameter for one of PyTorch's: of the same name, of another word for it, or what stands in its place."""
    for word in (name, *ALIASES.get(name, ())):
        if word in known:
            return known[word]
    place = given.places.get(name)
    if place is None or place >= len(slots) or name in WITHOUT_EFFECT:
        return None
    return slots[place] if slots[place].name not in given.defaults else None


def _reduction(path: str, size_average: Any, reduce: Any) -> str:
    """What PyTorch makes of the options of losses that `reduction` has replaced. Raises ArgumentError for tensors."""
    for name, value in zip(LEGACY, (size_average, reduce), strict=True):
        if isinstance(value, Tensor) and value._data.size != 1:
            short = path.rpartition(".")[2]
            way_out = (
                f"write nn.{short}()(input, target), which makes the loss and calls it"
                if short[:1].isupper()
                else ("write reduction='sum', 'mean' or 'none'")
            )
            raise ArgumentError(f"a tensor stands where {short} takes {name}, which is True or False: {way_out}")
    return ("mean" if size_average else "sum") if reduce else "none"


def _refused(path: str, name: str, default: object) -> ArgumentError:
    short = path.rpartition(".")[2]
    way_out = "" if default is NO_DEFAULT else f"; left out it is {default!r}"
    return ArgumentError(f"{short} does not offer the argument {name} of PyTorch's here{way_out}")


def _is(value: Any, wanted: object) -> bool:
    """Whether a value that a program gives is plainly this one; a truth is no number."""
    if isinstance(wanted, (list, tuple)) and isinstance(value, (list, tuple)):
        return len(value) == len(wanted) and all(map(_is, value, wanted))
    if isinstance(wanted, (bool, str, type(None))):
        return type(value) is type(wanted) and bool(value == wanted)
    return (
        isinstance(wanted, PLAIN_NUMBERS)
        and isinstance(value, (int, float))
        and type(value) is not bool
        and value == wanted
    )


def _in_signature(written: str, arguments: Sequence[Any], named: Mapping[str, Any], exact: bool) -> Bound | None:
    if written.startswith("def "):
        return _in_python(written, arguments, named) if exact else None
    return _natively(written, arguments, named, exact)


def _in_python(written: str, arguments: Sequence[Any], named: Mapping[str, Any]) -> Bound | None:
    taken, form = in_python(written), _form(written)
    try:
        given = taken.bind(*arguments, **named).arguments
    except TypeError:
        return None
    parameters = taken.parameters
    if not all(_is_annotated(parameters[name], value) for name, value in given.items()):
        return None
    loose = {parameters[name].kind: given.pop(name) for name in form.loose if name in given}
    return Bound(
        given, form.defaults, form.places, loose.get(Parameter.VAR_POSITIONAL, ()), loose.get(Parameter.VAR_KEYWORD, {})
    )


def _natively(written: str, arguments: Sequence[Any], named: Mapping[str, Any], exact: bool) -> Bound | None:
    """With `exact` no plain number stands for a tensor."""
    parameters, form = native(written), _form(written)
    if form.takes_sizes and arguments and all(map(_is_size, arguments)):
        # Sizes without brackets, where there is nothing else to give.
        arguments = [tuple(arguments)]
    if len(arguments) > len(form.places):
        return None
    values = dict(zip(form.places, arguments, strict=False))
    for name, value in named.items():
        own = form.known.get(name)
        if own is None or own in values:
            return None
        values[own] = value
    for parameter in parameters:
        if parameter.name in values:
            if not _is_of(parameter, values[parameter.name], exact):
                return None
        elif parameter.required:
            return None
    return Bound({name: values[name] for name in form.defaults if name in values}, form.defaults, form.places)


@dataclass(frozen=True)
class _Form:
    """What is known of a signature before any call. `known` are the parameters by each of their names, `loose` those
    that take any number of arguments; `takes_sizes`: its only parameter is several sizes.
    """

    defaults: Mapping[str, object]
    places: Mapping[str, int]
    known: Mapping[str, str]
    loose: Sequence[str]
    takes_sizes: bool


@cache
def _form(written: str) -> _Form:
    parameters: Sequence[Parameter | NativeParameter]
    if written.startswith("def "):
        listed = list(in_python(written).parameters.values())
        parameters = listed
        loose = [each.name for each in listed if each.kind in (each.VAR_POSITIONAL, each.VAR_KEYWORD)]
        plain = [each.name for each in listed if each.kind is not each.KEYWORD_ONLY]
        takes_sizes = False
    else:
        natives = native(written)
        parameters = natives
        loose = []
        plain = [each.name for each in natives if not each.named_only]
        takes_sizes = [each.kind[:5] for each in natives if not each.named_only] == ["int[]"] and plain != ["input"]
    return _Form(
        defaults={each.name: each.default for each in parameters},
        places={name: place for place, name in enumerate(plain)},
        known={name: each.name for each in parameters for name in (each.name, *ALIASES.get(each.name, ()))},
        loose=loose,
        takes_sizes=takes_sizes,
    )


def _annotation(argument: ast.arg) -> object:
    return Parameter.empty if argument.annotation is None else ast.unparse(argument.annotation)


def _is_annotated(parameter: Parameter, value: Any) -> bool:
    match parameter.annotation:
        case "Tensor":
            return type(value) is Tensor
        case "Module":
            # Instead of several layers PyTorch takes one OrderedDict, which names them.
            one: Any = value[0] if len(value) == 1 else None
            layers = one.values() if type(one).__name__ == "OrderedDict" else value
            return all(hasattr(layer, "forward") for layer in layers)
    return True


@cache
def in_python(written: str) -> Signature:
    """A signature of the form "def (input, dim=None)"."""
    (function,) = ast.parse(f"def called{written.removeprefix('def ')}: pass").body
    assert isinstance(function, ast.FunctionDef)
    given = function.args
    listed = [*given.posonlyargs, *given.args]
    defaults = [NO_DEFAULT] * (len(listed) - len(given.defaults)) + [*map(ast.literal_eval, given.defaults)]
    parameters = [
        Parameter(
            argument.arg,
            Parameter.POSITIONAL_ONLY if argument in given.posonlyargs else Parameter.POSITIONAL_OR_KEYWORD,
            default=default,
            annotation=_annotation(argument),
        )
        for argument, default in zip(listed, defaults, strict=True)
    ]
    if given.vararg:
        parameters.append(Parameter(given.vararg.arg, Parameter.VAR_POSITIONAL, annotation=_annotation(given.vararg)))
    for argument, default in zip(given.kwonlyargs, given.kw_defaults, strict=True):
        fallback = NO_DEFAULT if default is None else ast.literal_eval(default)
        parameters.append(Parameter(argument.arg, Parameter.KEYWORD_ONLY, default=fallback))
    if given.kwarg:
        parameters.append(Parameter(given.kwarg.arg, Parameter.VAR_KEYWORD))
    return Signature(parameters)


@cache
def native(written: str) -> tuple[NativeParameter, ...]:
    """The parameters of a signature of PyTorch's own form: "(Tensor input, int[1]? dim, *, dtype? dtype=None)"."""
    inside = written[1:-1]
    parts = re.findall(r"(?:[^,\[\"]|\[[^\]]*\]|\"[^\"]*\")+", inside)
    found: list[NativeParameter] = []
    named_only = False
    for part in map(str.strip, parts):
        if part == "*":
            named_only = True
            continue
        declared, _, default = part.partition("=")
        typed, _, name = declared.rpartition(" ")
        found.append(NativeParameter(name, typed, _value(default), named_only))
    return tuple(found)


def _value(written: str) -> object:
    """A default of PyTorch's own; one that only its own source names, such as contiguous_format, as its name."""
    if not written:
        return NO_DEFAULT
    try:
        return ast.literal_eval(written)
    except (ValueError, SyntaxError):
        return written


def _is_size(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _is_of(parameter: NativeParameter, value: Any, exact: bool) -> bool:
    wanted = parameter.kind
    if value is None:
        return wanted.endswith("?")
    plain = wanted.removesuffix("?")
    if plain.startswith("int["):
        return isinstance(value, (list, tuple)) or (plain != "int[]" and _is_size(value))
    if "[" in plain:
        return isinstance(value, (list, tuple))
    match plain:
        case "Tensor":
            # A plain number may stand for one of the two of arithmetic; where it may not, the engine refuses it.
            loose = not exact and parameter.name in ("input", "other")
            return type(value) is Tensor or (loose and isinstance(value, PLAIN_NUMBERS))
        case "int":
            return _is_size(value) or type(value) is Tensor
        case "number" | "float":
            return isinstance(value, PLAIN_NUMBERS) or type(value) is Tensor
        case "bool":
            return isinstance(value, bool)
        case "str":
            return isinstance(value, str)
        case "Device":
            return isinstance(value, str) and value == "cpu"
        case "any":
            return True
        case "dtype":
            return isinstance(value, (np.dtype, type)) or not isinstance(value, DATA)
        case "Generator":
            return not isinstance(value, DATA)
    return False
