"""Which element types PyTorch's functions take, where it is less than all of them.

A name without an owner is that of a function of torch and of a method. numpy's names take what numpy takes: the mean of
whole numbers there is a number with a fraction.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from engine.errors import ArgumentError, DtypeError
from engine.operation import OPS
from engine.tensors import Tensor, make


def _names(plain: str, linalg: str = "", functional: str = "", special: str = "") -> frozenset[str]:
    # What stands in torch.nn.functional stands in torch, too, or has no other name.
    places = {
        "torch": f"{plain} {functional}",
        "Tensor": f"{plain} {functional}",
        "torch.linalg": linalg,
        "functional": functional,
        "torch.special": special,
    }
    return frozenset(f"{owner}.{name}" for owner, names in places.items() for name in names.split())


# Refused for whole numbers and booleans.
FRACTIONS = _names(
    plain="addcdiv batch_norm bernoulli cdist cholesky_inverse cholesky_solve cosine_similarity det dist frac hypot "
    "i0e instance_norm inverse lerp log_softmax logaddexp logaddexp2 logcumsumexp logdet lu_solve matrix_exp "
    "mean nanmean nanquantile norm pdist pinverse qr quantile rand_like randn_like renorm "
    "slogdet softmax std std_mean svd var var_mean",
    linalg="cholesky cond det eigh eigvalsh inv lstsq lu lu_factor lu_solve matrix_exp matrix_norm matrix_rank norm "
    "pinv qr slogdet solve solve_triangular svd svdvals tensorinv tensorsolve vecdot vector_norm",
    functional="adaptive_avg_pool1d adaptive_avg_pool2d adaptive_avg_pool3d adaptive_max_pool1d adaptive_max_pool2d "
    "adaptive_max_pool1d_with_indices adaptive_max_pool2d_with_indices adaptive_max_pool3d_with_indices "
    "adaptive_max_pool3d alpha_dropout batch_norm binary_cross_entropy binary_cross_entropy_with_logits celu "
    "cosine_similarity cross_entropy ctc_loss dropout dropout1d dropout2d dropout3d elu feature_alpha_dropout "
    "gaussian_nll_loss gelu glu grid_sample group_norm gumbel_softmax hardshrink hardsigmoid hardswish huber_loss "
    "instance_norm interpolate kl_div layer_norm leaky_relu log_softmax logsigmoid max_pool1d max_unpool1d "
    "max_unpool2d max_unpool3d mish mse_loss multi_margin_loss multilabel_margin_loss "
    "multilabel_soft_margin_loss nll_loss normalize pdist prelu rms_norm rrelu scaled_dot_product_attention "
    "selu silu smooth_l1_loss soft_margin_loss softmax softmin softplus softshrink upsample upsample_bilinear "
    "upsample_nearest",
    special="log_softmax softmax",
)
# Refused where the first tensor holds no fractions, whatever the others hold.
FRACTIONS_FIRST = _names(
    plain="",
    functional="cross_entropy hinge_embedding_loss huber_loss kl_div multilabel_soft_margin_loss soft_margin_loss",
)
# Refused for booleans.
NUMBERS = _names(
    plain="abs absolute addbmm addcmul addmm addmv argmax argmin baddbmm bincount bitwise_left_shift bucketize "
    "bitwise_right_shift bmm ceil clamp clip corrcoef cov cross cumulative_trapezoid dot fix floor floor_divide "
    "fmod inner isin kthvalue matmul matrix_power median mm mv mvlgamma nanmedian neg negative positive pow remainder "
    "searchsorted round rsub sub subtract topk trace trapezoid trapz trunc vdot",
    linalg="cross matrix_power multi_dot vander",
    functional="avg_pool1d avg_pool2d avg_pool3d bilinear conv1d conv2d conv3d conv_transpose1d conv_transpose2d "
    "conv_transpose3d hardtanh hinge_embedding_loss l1_loss linear local_response_norm margin_ranking_loss "
    "max_pool2d max_pool3d pairwise_distance poisson_nll_loss relu relu6 softsign tanhshrink threshold "
    "triplet_margin_loss",
)
# All tensors given have one element type.
ONE_TYPE = _names(
    plain="addbmm addmm addmv allclose baddbmm bmm cdist cholesky_solve cross dot heaviside inner isclose lerp matmul "
    "mm mv tensordot vdot",
    linalg="cross lstsq multi_dot solve vecdot",
    functional="bilinear binary_cross_entropy binary_cross_entropy_with_logits conv1d conv2d conv3d conv_transpose1d "
    "conv_transpose2d conv_transpose3d grid_sample layer_norm linear prelu",
)
# No plain number may stand where a tensor does.
TENSORS = _names(
    plain="addcdiv addcmul addmm addr arctan2 atan2 baddbmm cosine_similarity cumulative_trapezoid dist fmax fmin "
    "heaviside hypot inner isclose kron ldexp lerp logaddexp logaddexp2 logical_and logical_or logical_xor maximum "
    "minimum pairwise_distance slice_scatter",
    linalg="lstsq vecdot",
    functional="cosine_similarity hinge_embedding_loss huber_loss kl_div l1_loss margin_ranking_loss mse_loss "
    "pairwise_distance smooth_l1_loss triplet_margin_loss",
)
# The first argument is a tensor, whatever stands second.
TENSOR_FIRST = _names(
    plain="clamp_max clamp_min copysign eq fmod ge greater greater_equal gt le less less_equal lt max min ne not_equal "
    "rsub"
)
# The result has the element type of the first argument, where numpy would widen it.
KEPT = _names(
    plain="addbmm addmv baddbmm heaviside index_reduce masked_fill scatter_reduce",
    functional="avg_pool1d avg_pool2d avg_pool3d hardtanh relu6",
)
# No dims at all, as in dim=(), are all of them; to numpy they are none.
ALL_DIMS = _names(
    plain="amax amin count_nonzero logsumexp mean nanmean nansum norm std std_mean sum var var_mean",
    linalg="vector_norm",
    special="logsumexp",
)


def as_pytorch_takes_them(name: str, called: Callable[..., Any]) -> Callable[..., Any]:
    """The function, refusing what PyTorch refuses of the function of this name: DtypeError or ArgumentError."""
    first = name in FRACTIONS_FIRST
    kinds = "f" if first or name in FRACTIONS else "fiu" if name in NUMBERS else "fiub"
    one_type, kept, all_dims = name in ONE_TYPE, name in KEPT, name in ALL_DIMS
    alone = 2 if name in TENSORS else 1 if name in TENSOR_FIRST else 0
    if kinds == "fiub" and not (one_type or alone or kept or all_dims):
        return called
    short = name.rpartition(".")[2]

    @wraps(called)
    def checked(*args: Any, **kwargs: Any) -> Any:
        given = [value for value in (*args, *kwargs.values()) if isinstance(value, Tensor)]
        types = {tensor._data.dtype for tensor in given}
        asked = [tensor._data.dtype for tensor in given[:1]] if first else types
        if given and kwargs.get("dtype") is None and not any(dtype.kind in kinds for dtype in asked):
            raise _refused(short, kinds, given[0])
        if one_type and len(types) > 1:
            listed = " and ".join(dict.fromkeys(str(tensor.dtype) for tensor in given))
            raise DtypeError(f"{short} takes tensors of one element type, these are {listed}: turn one with .to(…)")
        if (alone or not given) and any(
            isinstance(value, (bool, int, float)) for value in args[: alone if given else 1]
        ):
            raise ArgumentError(f"{short} takes tensors: write torch.tensor(…) around the plain number")
        if all_dims:
            args = tuple(None if isinstance(value, (tuple, list)) and not value else value for value in args)
            kwargs = {
                key: None if isinstance(value, (tuple, list)) and not value else value for key, value in kwargs.items()
            }
        result = called(*args, **kwargs)
        if kept and result.dtype != given[0].dtype:
            return make(OPS["to"], (result,), {"dtype": given[0].dtype})
        return result

    return checked


def _all_for_none(value: Any) -> Any:
    return None if isinstance(value, (tuple, list)) and not value else value


def _refused(short: str, kinds: str, tensor: Tensor) -> DtypeError:
    wanted = "floating point numbers" if kinds == "f" else "numbers"
    return DtypeError(f"{short} takes {wanted}, not {tensor.dtype}: call .double() first, as in x.double().{short}(…)")
