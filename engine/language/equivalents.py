"""What does the same here as a name of PyTorch, numpy or Python that is not offered.

`OTHER_NAMES` take the same arguments and give the same; `OTHER_WAYS` say in words what to write, or why there is none.
"""

from __future__ import annotations

from collections.abc import Mapping

OTHER_NAMES: Mapping[str, str] = {
    "torch.asarray": "as_tensor",
    "torch.cholesky": "linalg.cholesky",
    "torch.inference_mode": "no_grad",
    "torch.scalar_tensor": "tensor",
    "torch.unsafe_chunk": "chunk",
    "torch.unsafe_split": "split",
    "numpy.alltrue": "all",
    "numpy.around": "round",
    "numpy.asanyarray": "asarray",
    "numpy.ascontiguousarray": "asarray",
    "numpy.concat": "concatenate",
    "numpy.cumproduct": "cumprod",
    "numpy.fabs": "abs",
    "numpy.pow": "power",
    "numpy.product": "prod",
    "numpy.row_stack": "vstack",
    "numpy.sometrue": "any",
}

REAL = "Numbers are real here: write out the real and the imaginary part as two tensors."
SYMMETRIC = "Numbers are real here: eigenvalues are those of symmetric matrices, by linalg.eigh."
KEPT = "A run keeps nothing for another one: state_dict() holds what would be saved."
PLAIN_SPEED = "Leave the line out: it changes how fast a program runs, and not what it computes."
EXACT = (
    "Its draws are not repeated here number by number, so they are not offered: write the counts out, or draw them by "
)
NARROW = (
    "Numbers of 16 bits are not computed with here: float32 is PyTorch's default, and its gradients say the same with "
    "more digits."
)
LAYOUT = (
    "Where its numbers lie in memory changes no number, and is not told here: .contiguous() may stand before a view, "
    "and .reshape(…) copies them where they lie in another order."
)
LENGTH = "How many entries there are is len(x)."

OTHER_WAYS: Mapping[str, str] = {
    **dict.fromkeys(
        ("torch.complex", "torch.polar", "torch.view_as_complex", "torch.view_as_real", "torch.stft"), REAL
    ),
    **dict.fromkeys(("torch.angle", "torch.real", "torch.imag", "numpy.angle", "numpy.imag", "numpy.real"), REAL),
    **dict.fromkeys(
        ("torch.linalg.eig", "torch.linalg.eigvals", "numpy.linalg.eig", "numpy.linalg.eigvals"), SYMMETRIC
    ),
    **dict.fromkeys(("numpy.save", "numpy.load", "numpy.savez", "numpy.savetxt"), KEPT),
    **dict.fromkeys(("torch.autocast",), PLAIN_SPEED),
    **dict.fromkeys(("tensor.stride", "tensor.is_contiguous", "tensor.storage_offset", "tensor.data_ptr"), LAYOUT),
    **dict.fromkeys(("tensor.half", "tensor.bfloat16", "layer.half", "layer.bfloat16"), NARROW),
    **dict.fromkeys(("torch.float16", "torch.half", "torch.bfloat16", "numpy.float16"), NARROW),
    **dict.fromkeys(("torch.HalfTensor", "torch.BFloat16Tensor"), NARROW),
    **dict.fromkeys(
        ("jax.random.PRNGKey", "jax.random.key", "jax.random.normal", "jax.random.split", "jax.random.uniform"),
        "JAX's draws are not repeated here: draw with np.random.RandomState(0).",
    ),
    **dict.fromkeys((f"{kind}.{name}" for kind in ("tensor", "list", "str") for name in ("len", "length")), LENGTH),
    "list.push": "An entry is put behind the others by .append(…).",
    "torch.poisson": f"{EXACT}torch.randint.",
    "torch.binomial": f"{EXACT}torch.bernoulli(p.expand(n)).sum().",
    "torch.gradient": "Differences of neighbours are torch.diff(x); half the sum of two of them is the inner slope.",
    **dict.fromkeys(
        ("torch.nextafter", "tensor.nextafter", "numpy.nextafter"),
        "math.nextafter(a, b) is the number next to a plain number; at 1 the step is torch.finfo(x.dtype).eps.",
    ),
    "torch.is_tensor": "Write isinstance(x, torch.Tensor).",
    "builtins.globals": "Keep the values in a dict of the program's own.",
    "builtins.locals": "Keep the values in a dict of the program's own.",
    "builtins.complex": REAL,
}
