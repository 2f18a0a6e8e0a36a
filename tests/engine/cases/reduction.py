"""Operations along axes."""

import numpy as np

from tests.engine.cases.case import between, case, fixed, real

for _op in ("sum", "mean", "amax", "amin", "logsumexp", "prod", "norm", "nansum", "all", "any", "count_nonzero"):
    case(_op, real(2, 3))
    case(_op, real())
    case(_op, real(2, 3), dim=1)
    case(_op, real(2, 3), dim=-2, keepdim=True)
    case(_op, real(2, 3, 2), dim=(0, 2))
for _op in ("max", "min"):
    case(_op, real(2, 3))
    case(_op, real())
for _op in ("var", "std"):
    case(_op, real(2, 3))
    case(_op, real(4, 3), dim=0, correction=0)
    case(_op, real(2, 3, 2), dim=(0, 2), keepdim=True)
case("nansum", fixed([[1.0, np.nan], [2.0, 3.0]]), dim=0)
for _p in (1, 3, 0.5, np.inf, -np.inf, "fro", 0):
    case("norm", real(2, 3), p=_p)
    case("norm", real(2, 3), p=_p, dim=1, keepdim=True)
for _op in ("argmax", "argmin"):
    case(_op, real(2, 3))
    case(_op, real(2, 3), dim=1)
    case(_op, real(2, 3), dim=0, keepdim=True)
for _op in ("max_along", "min_along", "median_along", "median_positions"):
    case(_op, real(2, 3), dim=1)
    case(_op, real(4, 2), dim=-2, keepdim=True)
    case(_op, real(), dim=0)
for _op in ("mode_along", "mode_positions", "nanmedian_along", "nanmedian_positions"):
    case(_op, real(2, 3), dim=1)
    case(_op, real(4, 2), dim=-2, keepdim=True)
    case(_op, real(), dim=0)
case("nanmedian_along", fixed([[1.5, np.nan, 0.5, 3.0], [np.nan, 2.0, np.nan, np.nan]]))
for _op in ("kthvalue", "kthvalue_positions"):
    case(_op, real(5), k=2)
    case(_op, real(3, 4), k=3, dim=0, keepdim=True)
case("median", real(5))
case("median", real(2, 3))
for _op in ("sort", "argsort"):
    case(_op, real(5))
    case(_op, real(3, 2), dim=0, descending=True)
    case(_op, real())
for _op in ("topk", "topk_positions"):
    case(_op, real(5), k=2)
    case(_op, real(3, 4), k=2, dim=0, largest=False)
case("quantile", real(5), q=0.3)
case("quantile", real(3, 4), q=0.75, dim=1, keepdim=True)
case("quantile", real(3, 4), q=(0.1, 0.5, 1.0), dim=0)
case("quantile", real(2, 3), q=0.4, interpolation="midpoint")
for _interpolation in ("lower", "higher", "nearest"):
    case("quantile", real(2, 5), q=(0.3, 0.6), dim=-1, interpolation=_interpolation)
case("nanquantile", fixed([[1.5, np.nan, 0.5], [0.5, 3.0, 7.0]]), q=(0.3, 0.9), dim=1)
case("nanquantile", real(6), q=0.25, keepdim=True)
case("searchsorted", fixed([[1.0, 2.0, 4.0], [0.0, 3.0, 5.0]]), between(0, 5, 2, 4))
case("searchsorted", fixed([1.0, 2.0, 4.0]), between(0, 5, 4))
case("searchsorted", fixed([1.0, 2.0, 4.0]), fixed([2.0, 4.0]), right=True)
for _op in ("cumsum", "cumprod", "logcumsumexp", "cummax", "cummin", "cummax_positions", "cummin_positions"):
    case(_op, real(4), dim=0)
    case(_op, real(2, 3), dim=1)
    case(_op, real(3, 2, 2), dim=-3)
    case(_op, real(), dim=0)
case("diff", real(5))
case("diff", real(4, 3), n=2, dim=0)
case("trapezoid", real(5))
case("trapezoid", real(2, 4), dx=0.5)
case("trapezoid", real(4, 2), real(4), dim=0)
case("trapezoid", real(2, 3), real(2, 3))
case("nanquantile", real(2, 5), q=0.3, dim=1, interpolation="lower")
case("quantile_at", real(5), fixed(0.3))
case("quantile_at", real(3, 4), fixed([0.15, 0.6]), dim=1, keepdim=True)
case("quantile_at", real(3, 4), fixed([0.15, 0.6, 0.9]), dim=0)
case("nanquantile_at", fixed([[1.5, np.nan, 0.5], [0.5, 3.0, 7.0]]), fixed([0.3, 0.9]), dim=1)
case("nanquantile_at", real(6), fixed(0.25), keepdim=True)
