"""Softmax, attention, normalisations and dropout."""

from tests.engine.cases.case import case, fixed, positive, real, truth

for _op in ("softmax", "log_softmax", "softmin"):
    case(_op, real(2, 3), dim=-1)
    case(_op, real(3, 2), dim=0)
    case(_op, real(), dim=0)
case("glu", real(2, 4))
case("glu", real(4, 3), dim=0)
case("scaled_dot_product_attention", real(2, 3), real(4, 3), real(4, 2))
case("scaled_dot_product_attention", real(2, 3, 2), real(2, 3, 2), real(2, 3, 2), is_causal=True)
case("scaled_dot_product_attention", real(2, 3), real(4, 3), real(4, 2), real(2, 4), scale=0.3)
case(
    "scaled_dot_product_attention",
    *(real(2, 3), real(4, 3), real(4, 2)),
    fixed([[True, True, False, True], [False, True, True, True]]),
)
case("layer_norm", real(2, 4), real(4), real(4), normalized_shape=(4,))
case("layer_norm", real(2, 2, 3), normalized_shape=(2, 3), eps=0.1)
case("rms_norm", real(2, 4), positive(4), normalized_shape=(4,), eps=1e-3)
case("rms_norm", real(2, 4), normalized_shape=(4,))
case("batch_norm", real(5, 3), positive(3), real(3))
case("batch_norm", real(3, 2, 2, 2), eps=0.1)
case("instance_norm", real(2, 2, 5), positive(2), real(2))
case("group_norm", real(2, 4, 3), positive(4), real(4), num_groups=2)
case("local_response_norm", real(1, 5, 2), size=3, alpha=0.5)
case("local_response_norm", real(1, 4, 2, 2), size=2, alpha=0.1, beta=0.5, k=2.0)
case("normalize", real(2, 3))
case("normalize", real(2, 3), p=3.0, dim=0)
case("dropout", real(2, 3), truth(2, 3), p=0.25)
case("layer_norm", real(2, 4), real(4), normalized_shape=(4,))
case("batch_norm", real(3, 2, 4), positive(2), eps=0.2)
case("instance_norm", real(2, 2, 5), eps=0.1)
case("instance_norm", real(2, 2, 3, 2), positive(2))
case("group_norm", real(2, 4, 3), num_groups=2, eps=0.1)
case("group_norm", real(2, 4, 3), positive(4), num_groups=4)
case("normalize", real(2, 3), eps=2.5)
case("scaled_dot_product_attention", real(2, 3), real(4, 3), real(4, 2), is_causal=True, scale=0.5)
