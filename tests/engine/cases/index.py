"""Operations that read or write single entries."""

import numpy as np

from engine.tensors import split_index
from tests.engine.cases.case import below, case, distinct, fixed, indexed, real, truth

for _index in (1, slice(0, 2), (slice(None), 1), (Ellipsis, None, -1), (slice(None, None, 2), slice(1, None))):
    indexed("index", _index, real(3, 4))
indexed("index", [0, 2, 0], real(3, 4))
indexed("index", (slice(None), np.array([[0, 1], [1, 3]])), real(3, 4))
indexed("index", (np.array([0, 1]), np.array([2, 2])), real(3, 4))
indexed("index", np.array([True, False, True]), real(3, 4))
for _index in (1, (slice(None), 1)):
    template, _ = split_index(_index)
    case("index_adjoint", real(4) if _index == 1 else real(3), index=template, shape=(3, 4))
case("index_adjoint", real(3, 4), below(3, 3), index=split_index(np.array([0, 1, 0]))[0], shape=(3, 4))
case("index_put", real(3, 4), real(4), index=split_index(1)[0])
case("index_put", real(3, 4), real(), index=split_index((slice(0, 2), 1))[0])
case("index_put", real(3, 4), real(2, 4), fixed([0, 2]), index=split_index(np.array([0, 2]))[0])
case("narrow", real(3, 4), dim=1, start=1, length=2)
case("narrow", real(3, 4), dim=0, start=-2, length=2)
case("select", real(3, 4), dim=1, index=-1)
case("unfold_windows", real(5), dimension=0, size=3, step=2)
case("unfold_windows", real(2, 5, 2), dimension=1, size=2, step=1)
case("gather", real(3, 4), below(3, 2, 4), dim=0)
case("gather", real(3, 4), below(4, 3, 2), dim=1)
case("take_along_dim", real(3, 4), below(4, 3, 2), dim=1)
case("take_along_dim", real(3, 4), below(12, 5))
case("take", real(3, 4), below(12, 2, 2))
case("index_select", real(3, 4), below(4, 5), dim=1)
case("scatter", real(3, 4), distinct(4, 3, 2), real(3, 2), dim=1)
case("scatter", real(3, 4), distinct(4, 2, 3), real(), dim=1)
case("scatter_add", real(3, 4), below(4, 3, 2), real(3, 2), dim=1)
case("index_add", real(3, 4), below(3, 4), real(4, 4), dim=0, alpha=0.5)
case("index_copy", real(3, 4), distinct(4, 2), real(3, 2), dim=1)
case("index_fill", real(3, 4), below(4, 2), real(), dim=1)
for _reduce in ("sum", "prod", "mean", "amax", "amin"):
    case("scatter_reduce", real(3, 4), below(4, 3, 6), real(3, 6), dim=1, reduce=_reduce)
    case("scatter_reduce", real(3, 4), below(3, 5, 2), real(5, 2), dim=0, reduce=_reduce, include_self=False)
case("take_along_dim", real(1, 4), below(4, 3, 2), dim=1)
case("masked_select", real(3, 4), truth(3, 4))
case("masked_select", real(3, 4), truth(4))
case("embedding", below(3, 4), real(3, 2))
case("embedding", below(3, 2, 2), real(3, 2), padding_idx=1)
case("one_hot", below(4, 3), num_classes=4)
case("unique", fixed([[2.5, -1.0, 2.5], [0.5, -1.0, 2.5]]))
case("unique", fixed([[2.5, -1.0], [0.5, -1.0], [2.5, -1.0]]), dim=0)
case("bincount", fixed([2, 0, 2, 3]), minlength=4)
case("bincount", fixed([2, 0, 2, 3]), real(4), minlength=6)
