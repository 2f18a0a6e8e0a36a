"""What Python, PyTorch or numpy says of a mistake, for programs that catch it and print what they caught.

Our own words, which name the way out, are for a mistake that ends the program. Rows are tried in order; `{0}` and so on
are what the brackets of the pattern found. Source: what Python 3.11, PyTorch 2.13 and numpy 2.4 answer.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence

from engine.errors import SavedError
from engine.language.errors import Failed, ProgramError
from engine.mode import get_default_dtype
from engine.operation import Shape

SECOND_PASS = (
    "Trying to backward through the graph a second time (or directly access saved tensors after they have already been "
    "freed). Saved intermediate values of the graph are freed when you call .backward() or autograd.grad(). Specify "
    "retain_graph=True if you need to backward through the graph a second time or if you need to access saved tensors "
    "after calling backward."
)
CHANGED = (
    "one of the variables needed for gradient computation has been modified by an inplace operation. Hint: enable "
    "anomaly detection to find the operation that failed to compute its gradient, with "
    "torch.autograd.set_detect_anomaly(True)."
)
LEAF = "a leaf Variable that requires grad is being used in an in-place operation."
UNUSED = (
    "The differentiated Tensor at index 0 appears to not have been used in the graph. Set allow_unused=True if this is "
    "the desired behavior."
)

# Pattern of our message, the exception, and its words.
ROWS: tuple[tuple[str, str, str], ...] = (
    (
        r"backward\(\) starts from a single number",
        "RuntimeError",
        "grad can be implicitly created only for scalar outputs",
    ),
    (
        r"does not depend on a tensor that requires",
        "RuntimeError",
        "element 0 of tensors does not require grad and does not have a grad_fn",
    ),
    (r"the result does not depend on one of the tensors", "RuntimeError", UNUSED),
    (r"cannot be walked back through again", "RuntimeError", SECOND_PASS),
    (r"requires a gradient and cannot be changed in place", "RuntimeError", LEAF),
    (
        r"numpy\(\) leaves the graph",
        "RuntimeError",
        "Can't call numpy() on Tensor that requires grad. Use tensor.detach().numpy() instead.",
    ),
    (
        r"only floating point tensors can require gradients",
        "RuntimeError",
        "Only Tensors of floating point and complex dtype can require gradients",
    ),
    (
        r"the truth of a tensor of shape",
        "RuntimeError",
        "Boolean value of Tensor with more than one value is ambiguous",
    ),
    (
        r"^index (-?\d+) is out of bounds for axis (\d+) with size (\d+)",
        "IndexError",
        "index {0} is out of bounds for dimension {1} with size {2}",
    ),
    (
        r"^dim (-?\d+) is out of range: a tensor of \d+ dimensions has (-?\d+) to (-?\d+)",
        "IndexError",
        "Dimension out of range (expected to be in range of [{1}, {2}], but got {0})",
    ),
    (
        r"^the scores know the classes .*, a target of (-?\d+) lies outside",
        "IndexError",
        "Target {0} is out of bounds.",
    ),
    (r"^targets are classes, whole numbers", "RuntimeError", "expected target dtype to be Long or Byte, but got Float"),
    (r"^an embedding with \d+ rows has words", "IndexError", "index out of range in self"),
    (
        r"cannot hold (parameters|layers) before nn.Module's own",
        "AttributeError",
        "cannot assign module before Module.__init__() call",
    ),
    (r"^(\w+) has no forward", "NotImplementedError", 'Module [{0}] is missing the required "forward" function'),
    (r"^lr of an optimizer is 0 or more, not (.+?):", "ValueError", "Invalid learning rate: {0}"),
    (r"^index (-?\d+) is outside a (list|tuple)", "IndexError", "{1} index out of range"),
    (r"^index (-?\d+) is outside a str", "IndexError", "string index out of range"),
    (r"^the dict has no key (.+)$", "KeyError", "{0}"),
    (r"^(.+) is not in the set$", "KeyError", "{0}"),
    (r"^'(.*)' is not a number$", "ValueError", "invalid literal for int() with base 10: '{0}'"),
    (r"^division by zero", "ZeroDivisionError", "division by zero"),
    (r"^(\w+) has no value here$", "NameError", "name '{0}' is not defined"),
    (r"^None has no (\w+)$", "AttributeError", "'NoneType' object has no attribute '{0}'"),
    (r"^a tensor of shape .* has no (?:method )?(\w+)$", "AttributeError", "'Tensor' object has no attribute '{0}'"),
    (r"^an? (list|tuple|dict|set) of \d+ has no (\w+)$", "AttributeError", "'{0}' object has no attribute '{1}'"),
    (r"^an? (\w+) has no (?!length$)(\w+)$", "AttributeError", "'{0}' object has no attribute '{1}'"),
    (r"^\+ does not apply to a str and an? (\w+)", "TypeError", 'can only concatenate str (not "{0}") to str'),
    (
        r"^(\S+) does not apply to an? (\w+) and an? (\w+)",
        "TypeError",
        "unsupported operand type(s) for {0}: '{1}' and '{2}'",
    ),
    (r"^an? (\w+) has no length$", "TypeError", "object of type '{0}' has no len()"),
    (r"^the state does not fit (\w+): (.+)", "RuntimeError", "Error(s) in loading state_dict for {0}:\n\t{1}"),
    (
        r"^(\S+) has shape (.+), the state gives (.+)$",
        "RuntimeError",
        "Error(s) in loading state_dict:\n\tsize mismatch for {0}: copying a param with shape torch.Size({2}) from "
        "checkpoint, the shape in current model is torch.Size({1}).",
    ),
    (r"^the assertion does not hold$", "AssertionError", ""),
    (r"^an optimizer takes a list of tensors$", "ValueError", "optimizer got an empty parameter list"),
)
# The words of PyTorch's core, and of its layers, for an element type.
C_WORDS = {
    "float64": "double",
    "float32": "float",
    "int64": "long int",
    "int32": "int",
    "bool": "bool",
    "uint8": "unsigned char",
}
TYPE_WORDS = {"float64": "Double", "float32": "Float", "int64": "Long", "int32": "Int", "bool": "Bool", "uint8": "Byte"}
_PATTERNS = [(re.compile(pattern), kind, words) for pattern, kind, words in ROWS]

Said = tuple[str, str]


def raised_words(error: ProgramError, shapes: Sequence[Shape], of_arrays: bool) -> Said | None:
    """The exception and its words; `shapes` are those of what the operation that failed was given."""
    if isinstance(error.__cause__, SavedError) or "was changed in place before backward()" in error.message:
        return "RuntimeError", CHANGED
    said = None if error.failed is None else _of_shapes(error.failed, error.message, shapes)
    if said is None and "do not broadcast" in error.message:
        said = _broadcast(shapes or _shapes_in(error.message), of_arrays)
    if said is not None:
        return said if of_arrays and said[0] == "ValueError" else ("ValueError" if of_arrays else said[0], said[1])
    for pattern, kind, words in _PATTERNS:
        found = pattern.search(error.message)
        if found:
            return kind, words.format(*found.groups())
    for worked_out, say in _WORKED_OUT:
        found = worked_out.search(error.message)
        if found:
            return "RuntimeError", say(found)
    return None


def _of_item(found: re.Match[str]) -> str:
    (shape,) = _shapes_in(found[0])
    return f"a Tensor with {math.prod(shape)} elements cannot be converted to Scalar"


def _of_linear(found: re.Match[str]) -> str:
    (given, made), shape = _shapes_in(found[0])
    rows = math.prod(shape[:-1])
    return f"mat1 and mat2 shapes cannot be multiplied ({rows}x{shape[-1]} and {given}x{made})"


def _of_types(found: re.Match[str]) -> str:
    core = found[1] != "linear"
    words = C_WORDS if core else TYPE_WORDS
    # A program that names no type computes in float64 what PyTorch computes in its default, float32.
    named = {**words, get_default_dtype().name: words["float32"]}
    one, other = (named.get(name, name) for name in (found[2], found[3]))
    if core:
        return f"expected m1 and m2 to have the same dtype, but got: {one} != {other}"
    return f"mat1 and mat2 must have the same dtype, but got {one} and {other}"


_WORKED_OUT: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], str]], ...] = (
    (re.compile(r"^item\(\) needs a tensor with one element, this one has shape \(.*\)"), _of_item),
    (re.compile(r"^\w*Linear\(\d+, \d+\) needs rows of .* has shape \(.*\)"), _of_linear),
    (re.compile(r"^(@|matmul|linear) takes tensors of one element type, these are (\w+) and (\w+)"), _of_types),
)


def _listed(shape: Shape) -> str:
    return f"[{', '.join(map(str, shape))}]"


def _times(shape: Shape) -> str:
    return "x".join(map(str, shape))


def _shapes_in(message: str) -> list[Shape]:
    found = re.findall(r"\((\d[\d, ]*)\)", message)
    return [tuple(int(n) for n in one.replace(",", " ").split()) for one in found]


def _broadcast(shapes: Sequence[Shape], of_arrays: bool) -> Said | None:
    if len(shapes) < 2:
        return None
    a, b = shapes[:2]
    if of_arrays:
        told = " ".join(str(shape).replace(" ", "") for shape in (a, b))
        return "ValueError", f"operands could not be broadcast together with shapes {told} "
    for place in range(1, min(len(a), len(b)) + 1):
        if a[-place] != b[-place] and 1 not in (a[-place], b[-place]):
            dim = max(len(a), len(b)) - place
            return "RuntimeError", (
                f"The size of tensor a ({a[-place]}) must match the size of tensor b ({b[-place]}) at non-singleton "
                f"dimension {dim}"
            )
    return None


def _of_shapes(failed: Failed, message: str, shapes: Sequence[Shape]) -> Said | None:
    match failed.operation.fits:
        case "inner" if len(shapes) > 1 and "element type" not in message:
            return _product(*shapes[-2:])
        case "rows" if len(shapes) > 1 and "element type" not in message:
            a, weight = shapes[:2]
            return _product((1, *a) if len(a) == 1 and len(weight) == 2 else a, weight[::-1])
        case "along":
            return _joined(failed.attributes.get("dim", 0), shapes)
        case "all":
            return _stacked(shapes)
    if message.startswith("expand can only copy axes"):
        return _expanded(failed.attributes.get("shape", ()), shapes[0])
    return _reshaped(message)


def _product(a: Shape, b: Shape) -> Said | None:
    if not (a and b):
        return "RuntimeError", f"both arguments to matmul need to be at least 1D, but they are {len(a)}D and {len(b)}D"
    if len(a) == len(b) == 1:
        return "RuntimeError", (
            f"inconsistent tensor size, expected tensor {_listed(a)} and src {_listed(b)} to have the same number of "
            f"elements, but got {a[0]} and {b[0]} elements respectively"
        )
    if len(a) == 2 and len(b) == 1:
        return "RuntimeError", f"size mismatch, got input ({a[0]}), mat ({_times(a)}), vec ({b[0]})"
    if len(b) == 2:
        rows = math.prod(a[:-1])
        return "RuntimeError", f"mat1 and mat2 shapes cannot be multiplied ({rows}x{a[-1]} and {_times(b)})"
    if len(a) == len(b) == 3:
        return "RuntimeError", (
            f"Expected size for first two dimensions of batch2 tensor to be: {_listed((a[0], a[2]))} but got: "
            f"{_listed(b[:2])}."
        )
    return None


def _reshaped(message: str) -> Said | None:
    found = re.match(r"(\d+) entries cannot be arranged as (\([^)]*\))", message)
    if found is None:
        return None
    wanted = re.findall(r"-?\d+", found[2])
    return "RuntimeError", f"shape '[{', '.join(wanted)}]' is invalid for input of size {found[1]}"


def _joined(dim: int, shapes: Sequence[Shape]) -> Said | None:
    first = shapes[0] if shapes else ()
    for place, shape in enumerate(shapes):
        if len(shape) != len(first):
            return "RuntimeError", f"Tensors must have same number of dimensions: got {len(first)} and {len(shape)}"
        for axis, (n, m) in enumerate(zip(first, shape, strict=True)):
            if axis != dim % max(len(first), 1) and n != m:
                return "RuntimeError", (
                    f"Sizes of tensors must match except in dimension {dim}. Expected size {n} but got size {m} for "
                    f"tensor number {place} in the list."
                )
    return None


def _stacked(shapes: Sequence[Shape]) -> Said | None:
    for place, shape in enumerate(shapes):
        if shape != shapes[0]:
            told = f"{_listed(shapes[0])} at entry 0 and {_listed(shape)} at entry {place}"
            return "RuntimeError", f"stack expects each tensor to be equal size, but got {told}"
    return None


def _expanded(wanted: Shape, shape: Shape) -> Said | None:
    for place in range(1, min(len(shape), len(wanted)) + 1):
        if shape[-place] not in (1, wanted[-place]) and wanted[-place] != -1:
            return "RuntimeError", (
                f"The expanded size of the tensor ({wanted[-place]}) must match the existing size ({shape[-place]}) at "
                f"non-singleton dimension {len(wanted) - place}.  Target sizes: {_listed(tuple(wanted))}.  Tensor "
                f"sizes: {_listed(shape)}"
            )
    return None
