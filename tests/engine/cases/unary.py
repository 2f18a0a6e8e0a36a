"""Operations of one input, on each entry alone."""

import numpy as np

from tests.engine.cases.case import between, case, fixed, positive, real, share

for _op in (
    *("neg", "square", "exp", "exp2", "expm1", "sin", "cos", "tan", "atan", "sinh", "cosh", "tanh", "asinh", "sinc"),
    *("deg2rad", "rad2deg", "erf", "erfc", "erfcx", "ndtr", "log_ndtr", "i0", "i1", "abs", "sign", "floor", "ceil"),
    *("trunc", "round", "frac", "sigmoid", "logsigmoid", "relu", "relu6", "leaky_relu", "elu", "selu", "celu", "gelu"),
    *("gelu_tanh", "silu", "mish", "softplus", "softsign", "tanhshrink", "hardshrink", "softshrink", "hardtanh"),
    *(
        "hardsigmoid",
        "hardswish",
        "nan_to_num",
        "isnan",
        "isinf",
        "isposinf",
        "isneginf",
        "isfinite",
        "signbit",
        "logical_not",
    ),
    *("detach", "clone", "reciprocal", "i0e", "i1e"),
):
    for _shape in ((), (4,), (2, 3)):
        case(_op, real(*_shape))
for _op in ("log", "log2", "log10", "log1p", "sqrt", "cbrt", "rsqrt", "lgamma", "digamma", "entr"):
    for _shape in ((), (4,), (2, 3)):
        case(_op, positive(*_shape))
for _op in ("asin", "acos", "atanh", "erfinv"):
    for _shape in ((), (4,)):
        case(_op, between(-0.9, 0.9, *_shape))
for _op in ("logit", "ndtri"):
    for _shape in ((), (4,)):
        case(_op, share(*_shape))
case("acosh", between(1.2, 3, 4))
case("leaky_relu", real(3), negative_slope=0.2)
case("elu", real(3), alpha=0.5)
case("celu", real(3), alpha=0.5)
case("softplus", between(-2, 7, 4), beta=2.0, threshold=15.0)
case("threshold", real(4), threshold=0.4, value=7.0)
case("hardshrink", real(5), lambd=1.0)
case("softshrink", real(5), lambd=1.0)
case("hardtanh", real(5), min_val=-0.5, max_val=1.5)
case("relu6", between(-3, 9, 6))
case("hardsigmoid", between(-5, 5, 6))
case("hardswish", between(-5, 5, 6))
case("selu", between(-4, 4, 6))
case("logit", fixed([0.02, 0.3, 0.99]), eps=0.1)
case("clamp", real(6), min=-0.5, max=1.0)
case("clamp", real(6), max=0.5)
case("clamp", real(6), min=0.3)
for _op in ("clamp_min", "clamp_max"):
    case(_op, real(2, 3), between(-0.5, 0.5, 2, 3))
    case(_op, real(2, 3), between(-0.5, 0.5, 3))
    case(_op, real(2, 1), between(-0.5, 0.5))
case("clamp_between", real(3, 4), between(-1, -0.4, 4), between(0.4, 1, 3, 1))
case("clamp_between", real(2, 4), between(0.5, 1, 4), between(-1, 0.2, 4))
case("round", between(-20, 20, 4), decimals=1)
case("nan_to_num", fixed([1.5, np.nan, np.inf, -np.inf]), nan=2.0, posinf=3.0, neginf=-3.0)
case("polygamma", positive(3), n=1)
case("polygamma", positive(2, 2), n=2)
for _exponent in (2, 3, 0.5, -1, 1, 0, 2.5):
    case("pow", positive(2, 2), exponent=_exponent)
case("pow", real(3), exponent=3)
case("to", real(3), dtype=np.dtype(np.float64))
case("prelu", real(2, 3), fixed([0.25]))
case("prelu", real(), fixed([0.25]))
case("prelu", real(2, 3, 2), positive(3))
