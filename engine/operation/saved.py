"""What a backward pass needs of what an operation met: the values that it saves, and that must not be changed before.

The table holds PyTorch 2.13's answers, so that a program is refused where PyTorch refuses it. It says for each input
what the gradient of that input needs: the places of inputs, counted from 0, and y, the result; * for numbers of its own
that nobody can change; - for nothing. An operation with one entry for several inputs has that one for each.
"""

from __future__ import annotations

_BY_NEED: dict[str, str] = {
    "*": "hinge_embedding_loss kthvalue matrix_norm matrix_power max_along median_along min_along mode_along "
    "nanmedian_along nanquantile nanquantile_at ndtr quantile quantile_at sort tanhshrink topk",
    "-": "add cat ceil clone cumsum deg2rad diag diag_embed diagonal diff expand flatten flip floor fold frac "
    "interpolate_cubic interpolate_linear interpolate_nearest mean movedim narrow neg pad pad_constant "
    "permute pixel_shuffle pixel_unshuffle rad2deg repeat repeat_interleave reshape roll round select "
    "sign squeeze stack sub sum t tile to trace transpose trapezoid tril triu trunc unflatten unfold "
    "unfold_windows unsqueeze",
    "0": "abs acos acosh adaptive_avg_pool1d adaptive_avg_pool2d adaptive_avg_pool3d adaptive_max_pool1d "
    "adaptive_max_pool2d adaptive_max_pool3d asin asinh atan atanh avg_pool1d avg_pool2d avg_pool3d celu "
    "clamp cos cosh cummax cummin digamma elu entr erf erfc erfinv gelu gelu_tanh glu hardshrink "
    "hardsigmoid hardswish hardtanh i0 index_adjoint leaky_relu lgamma local_response_norm log log10 "
    "log1p log2 logabsdet logit logsigmoid lp_pool1d lp_pool2d lp_pool3d matrix_exp max_pool1d max_pool2d "
    "max_pool3d mish nan_to_num nansum normalize polygamma pow relu6 renorm selu silu sin sinc sinh "
    "softplus softshrink softsign square threshold var",
    "01": "gather masked_select multilabel_margin_loss soft_margin_loss take take_along_dim",
    "012": "multi_margin_loss nll_loss",
    "01y": "ctc_loss",
    "0y": "amax amin cumprod det erfcx i0e i1 i1e log_ndtr logcumsumexp logsumexp max median min norm pdist "
    "pinv prod std",
    "1": "dropout index_select max_unpool",
    "12": "index",
    "others": "einsum",
    "y": "cholesky eigvalsh exp exp2 expm1 inv log_softmax lu_packed ndtri qr_q qr_r reciprocal relu rsqrt "
    "sigmoid softmax softmin sqrt svdvals tan tanh",
    "* *": "index_put kron",
    "- 0": "embedding",
    "- 01": "fmod remainder",
    "0 1": "cosine_similarity",
    "01 *": "rms_norm",
    "01 01": "atan2 clamp_max clamp_min conv_input conv_transpose3d conv_weight cosine_embedding_loss fmax fmin "
    "grid_sample logaddexp logaddexp2 maximum minimum prelu smooth_l1_loss xlog1py "
    "xlogy",
    "012 012": "binary_cross_entropy",
    "0123 0123": "binary_cross_entropy_with_logits",
    "01y 01y": "cdist pow_tensor",
    "0y 0y": "solve solve_triangular",
    "0y 1y": "hypot",
    "0y y": "copysign",
    "1 0": "cross dot inner matmul mul outer tensordot",
    "1 01": "div kl_div poisson_nll_loss",
    "12 2 01": "cross_entropy",
    "1y y": "ldexp",
    "y y": "pairwise_distance",
    "* * *": "gaussian_nll_loss margin_ranking_loss triplet_margin_loss",
    "- - 1": "scatter_add",
    "- - 12": "index_add",
    "- 0 0": "where",
    "- 2 1": "addcmul addmm addmv addr baddbmm",
    "0 0 0": "instance_norm",
    "01 01 01": "batch_norm conv1d conv2d conv3d conv_transpose1d conv_transpose2d group_norm",
    "012 012 012": "clamp_between layer_norm",
    "012 012 *": "huber_loss mse_loss",
    "*2 *2 *": "l1_loss",
    "012 2 *": "multilabel_soft_margin_loss",
    "012y - 012y": "scatter_reduce",
    "1 - 1": "index_fill masked_fill scatter",
    "1 - 12": "index_copy",
    "1 0 -": "linear",
    "2 2 012": "lerp",
    "2 2 12": "addcdiv",
    "12 02 01 -": "bilinear",
    "2 2 * 2": "scaled_dot_product_attention",
}
_NEEDS = {name: need for need, names in _BY_NEED.items() for name in names.split()}
_WORDS = {"nothing": "-", "sizes": "-", "input": "0", "output": "y"}
# Of an operation with any number of inputs the places of the first ones are told.
PLACES = 10


def needs_of(name: str, saves: str) -> tuple[str, ...]:
    """For each input the places of what its gradient needs, "" for nothing; the last entry holds for all further ones.

    An operation that the table does not have needs what it says it `saves`; all of its inputs, if in doubt.
    """
    everything = "".join(map(str, range(PLACES))) + ("y" if "output" in saves else "")
    text = _NEEDS.get(name) or _WORDS.get(saves, everything)
    if text == "others":
        return tuple(everything.replace(str(slot), "") for slot in range(PLACES))
    return tuple(text.replace("-", "").split(" "))
