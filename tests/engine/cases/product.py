"""Products of vectors, matrices and tensors."""

from tests.engine.cases.case import case, real

for _left, _right in (
    *(((2, 3), (3, 4)), ((3,), (3,)), ((2, 3), (3,)), ((3,), (3, 2)), ((2, 2, 3), (2, 3, 2)), ((2, 3), (4, 3, 2))),
    *(((2, 1, 2, 3), (3, 3, 2)), ((3,), (2, 3, 2)), ((2, 2, 3), (3,))),
):
    case("matmul", real(*_left), real(*_right))
case("outer", real(2), real(3))
case("linear", real(4, 3), real(2, 3), real(2))
case("linear", real(3), real(2, 3))
case("linear", real(2, 2, 3), real(2, 3), real(2))
case("inner", real(3), real(3))
case("inner", real(2, 3), real(4, 3))
case("dot", real(2, 3), real(3, 2))
case("dot", real(2, 3), real(2, 3, 2))
case("dot", real(3), real(3))
case("addmm", real(2, 2), real(2, 3), real(3, 2))
case("addmm", real(2), real(2, 3), real(3, 2), beta=0.5, alpha=2)
case("baddbmm", real(2, 2, 2), real(2, 2, 3), real(2, 3, 2), beta=2, alpha=0.5)
case("addmv", real(2), real(2, 3), real(3), alpha=3)
case("addr", real(2, 3), real(2), real(3), beta=0.5)
case("bilinear", real(4, 2), real(4, 3), real(2, 2, 3), real(2))
case("bilinear", real(2), real(3), real(2, 2, 3))
case("cross", real(2, 3), real(2, 3))
case("cross", real(3, 2), real(3, 1), dim=0)
case("kron", real(2, 2), real(2, 3))
case("kron", real(3), real(2, 2))
for _equation, _shapes in (
    ("ij,jk->ik", ((2, 3), (3, 2))),
    ("ij->ji", ((2, 3),)),
    ("ij->", ((2, 3),)),
    ("ii->i", ((3, 3),)),
    ("ii", ((3, 3),)),
    ("iij->j", ((2, 2, 3),)),
    ("i,j,k->ijk", ((2,), (3,), (2,))),
    ("ij,ij", ((2, 3), (2, 3))),
    ("bij,bjk->bik", ((2, 2, 3), (2, 3, 2))),
    ("...ij,...jk->...ik", ((2, 2, 3), (3, 2))),
    ("ij,k->i", ((2, 3), (2,))),
):
    case("einsum", *(real(*_shape) for _shape in _shapes), equation=_equation)
case("tensordot", real(2, 3, 2), real(3, 2, 4))
case("tensordot", real(2, 3), real(4, 3), dims=((1,), (1,)))
case("tensordot", real(2), real(3), dims=0)
case("addmv", real(2), real(2, 3), real(3), beta=0.5)
case("addr", real(2, 3), real(2), real(3), alpha=2)
