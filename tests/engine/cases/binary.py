"""Operations of two inputs or more, on each entry alone."""

import numpy as np

from tests.engine.cases.case import below, between, case, fixed, positive, real, share, truth

for _op in (
    "add",
    "sub",
    "mul",
    "div",
    "maximum",
    "minimum",
    "fmax",
    "fmin",
    "hypot",
    "atan2",
    "logaddexp",
    "logaddexp2",
):
    case(_op, real(2, 3), real(2, 3))
    case(_op, real(2, 3), real(3))
    case(_op, real(2, 1), real(1, 3))
    case(_op, real(), real(2, 2))
for _op in ("lt", "le", "gt", "ge", "eq", "ne", "isclose", "copysign", "heaviside"):
    case(_op, real(2, 3), real(3))
for _op in ("logical_and", "logical_or", "logical_xor"):
    case(_op, truth(2, 3), truth(3))
for _op in ("bitwise_and", "bitwise_or", "bitwise_xor"):
    case(_op, truth(2, 3), truth(3))
    case(_op, below(99, 2, 3), below(99, 3))
case("bitwise_not", truth(3))
case("bitwise_not", below(99, 3))
for _op in ("bitwise_left_shift", "bitwise_right_shift"):
    case(_op, below(99, 2, 3), below(5, 3))
    case(_op, fixed([-5, 5, -5, 5]), fixed([70, 70, -1, 1]))
for _op in ("remainder", "fmod", "floor_divide", "div_floor"):
    case(_op, between(-9, 9, 2, 3), positive(3))
    case(_op, between(-9, 9, 4), between(-2.5, -0.3, 4))
case("pow_tensor", positive(2, 3), real(2, 3))
case("pow_tensor", positive(2, 1), real(3))
case("ldexp", real(2, 3), real(3))
case("ldexp", real(2, 1), below(9, 3))
case("xlogy", real(2, 3), positive(3))
case("xlog1py", real(2, 3), positive(3))
case("lerp", real(2, 3), real(2, 3), share(2, 3))
case("lerp", real(2, 3), real(3), share())
case("addcmul", real(2, 3), real(2, 1), real(3), value=0.5)
case("addcdiv", real(2, 3), real(2, 1), positive(3), value=2)
case("where", truth(2, 3), real(2, 3), real(3))
case("where", truth(3), real(), real(3))
case("masked_fill", real(2, 3), truth(3), real())
case("isclose", fixed([1.0, 1.001, 2.0, np.nan]), fixed([1.0, 1.0, 2.1, np.nan]), rtol=0.01, atol=0.001, equal_nan=True)
