"""Losses."""

from engine import Tensor
from engine.operation.record import OPS
from engine.tensors.tensor import apply
from tests.engine.cases.case import below, between, case, fixed, positive, real, share, sign

for _reduction in ("mean", "sum", "none"):
    for _op in ("mse_loss", "l1_loss", "smooth_l1_loss", "huber_loss"):
        case(_op, real(2, 3), real(2, 3), reduction=_reduction)
        case(_op, real(3, 1), real(1, 4), reduction=_reduction)
    case("binary_cross_entropy", share(2, 3), share(2, 3), reduction=_reduction)
    case("binary_cross_entropy_with_logits", real(2, 3), share(2, 3), reduction=_reduction)
    case("soft_margin_loss", real(2, 3), sign(2, 3), reduction=_reduction)
    case("poisson_nll_loss", real(2, 3), positive(2, 3), reduction=_reduction)
    case("poisson_nll_loss", real(3, 1), positive(1, 4), reduction=_reduction)
    case("cross_entropy", real(4, 3), below(3, 4), reduction=_reduction)
    case("nll_loss", real(4, 3), below(3, 4), reduction=_reduction)
    case("kl_div", real(2, 3), share(2, 3), reduction=_reduction)
    case("multi_margin_loss", real(4, 3), below(3, 4), reduction=_reduction)
    case("hinge_embedding_loss", real(2, 3), sign(2, 3), margin=1.5, reduction=_reduction)
    case("margin_ranking_loss", real(4), real(4), sign(4), margin=0.5, reduction=_reduction)
    case("cosine_embedding_loss", real(4, 3), real(4, 3), sign(4), margin=-0.9, reduction=_reduction)
    case("triplet_margin_loss", real(3, 4), real(3, 4), real(3, 4), margin=2.0, reduction=_reduction)
    case("gaussian_nll_loss", real(2, 3), real(2, 3), positive(2, 3), reduction=_reduction)
    case("multilabel_soft_margin_loss", real(2, 3), fixed([[1.0, 0, 1], [0, 0, 1]]), reduction=_reduction)
case("smooth_l1_loss", real(4), real(4), beta=0.3)
case("huber_loss", real(4), real(4), delta=0.7)
case("binary_cross_entropy", share(2, 3), share(2, 3), positive(3))
case("binary_cross_entropy_with_logits", real(2, 3), share(2, 3), positive(2, 3), positive(3))
case("poisson_nll_loss", positive(4), between(0.5, 5, 4), log_input=False, full=True)
case("cross_entropy", real(3), fixed(1))
case("cross_entropy", real(2, 3, 4), below(3, 2, 4))
case("cross_entropy", real(4, 3), fixed([0, 2, 1, 2]), positive(3), ignore_index=1, label_smoothing=0.2)
case("cross_entropy", real(4, 3), share(4, 3), label_smoothing=0.1)
case("cross_entropy", real(4, 3), share(4, 3), positive(3), reduction="none")
case("nll_loss", real(4, 3), fixed([0, 2, 1, 2]), positive(3), ignore_index=1)
case("kl_div", real(2, 3), real(2, 3), log_target=True, reduction="batchmean")
case("multi_margin_loss", real(4, 3), below(3, 4), positive(3), p=2, margin=0.5)
case("multilabel_soft_margin_loss", real(2, 3), fixed([[1.0, 0, 1], [0, 0, 1]]), positive(3))
case("triplet_margin_loss", real(3, 4), real(3, 4), real(3, 4), margin=2.0, p=1.0, swap=True)
case("gaussian_nll_loss", real(2, 3), real(2, 3), positive(2, 1), full=True)


def _certain(scores: Tensor, targets: Tensor) -> tuple[Tensor, ...]:
    """Log-probabilities: the gradient of ctc_loss is that behind a log_softmax."""
    return apply(OPS["log_softmax"], scores, dim=-1), targets


for _reduction in ("mean", "sum", "none"):
    case(
        "ctc_loss",
        *(real(5, 2, 4), fixed([[1, 2, 2], [3, 1, 0]])),
        prepare=_certain,
        **{"input_lengths": (5, 4), "target_lengths": (3, 2), "reduction": _reduction},
    )
    case("multilabel_margin_loss", real(2, 4), fixed([[3, 0, -1, 1], [1, -1, 2, 0]]), reduction=_reduction)
case("ctc_loss", real(4, 3), fixed([1, 1]), prepare=_certain, input_lengths=(4,), target_lengths=(2,), blank=2)
case("binary_cross_entropy_with_logits", real(2, 3), share(2, 3), positive(3))
case("poisson_nll_loss", positive(4), between(0.5, 5, 4), log_input=False, eps=0.1)
case("gaussian_nll_loss", real(2, 3), real(2, 3), fixed([[0.2, 0.5, 1.0], [0.3, 0.4, 2.0]]), eps=0.1)
case("triplet_margin_loss", real(3, 4), real(3, 4), real(3, 4), margin=2.0, p=3.0, eps=0.1, reduction="sum")
case("cross_entropy", real(4, 3), fixed([0, 2, 1, 2]), ignore_index=1)
case("cross_entropy", real(4, 3), fixed([0, 2, 1, 2]), positive(3), ignore_index=1, reduction="none")
case("cross_entropy", real(4, 3), fixed([0, 2, 1, 2]), ignore_index=2, label_smoothing=0.3, reduction="sum")
case("cross_entropy", real(2, 3, 4), below(3, 2, 4), positive(3), label_smoothing=0.1)
case("cross_entropy", real(3), fixed(1), positive(3))
case("cross_entropy", real(4, 3), share(4, 3), positive(3), label_smoothing=0.2)
case("nll_loss", real(2, 3, 4), below(3, 2, 4), positive(3), reduction="none")
case("nll_loss", real(4, 3), fixed([0, 2, 1, 2]), ignore_index=2, reduction="sum")
case("multi_margin_loss", real(4, 3), below(3, 4), positive(3), p=2, reduction="none")
case("multilabel_soft_margin_loss", real(2, 3), fixed([[1.0, 0, 1], [0, 0, 1]]), positive(3), reduction="sum")
case("kl_div", real(2, 3), real(2, 3), log_target=True, reduction="none")
case("kl_div", real(2, 3), share(2, 3), reduction="batchmean")
case("kl_div", real(), share(), reduction="batchmean")
case("hinge_embedding_loss", real(2, 3), sign(2, 3))
case("margin_ranking_loss", real(4), real(4), sign(4))
case("cosine_embedding_loss", real(4, 3), real(4, 3), sign(4))
for _reduction in ("mean", "sum", "none"):
    for _op in ("mse_loss", "l1_loss", "huber_loss"):
        case(_op, real(2, 3), real(2, 3), positive(2, 3), reduction=_reduction)
        case(_op, real(3, 4), real(1, 4), positive(3, 4), reduction=_reduction)
    case("cross_entropy", real(4, 3), share(4, 3), positive(3), reduction=_reduction, label_smoothing=0.1)
    case("cross_entropy", real(2, 3, 4), share(2, 3, 4), positive(3), reduction=_reduction)
case("mse_loss", real(), real(), positive())
case("huber_loss", real(4), real(4), positive(4), delta=0.7)
case("cross_entropy", real(3), share(3), positive(3))
