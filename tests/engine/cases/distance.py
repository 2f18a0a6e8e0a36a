"""Distances and similarities."""

from tests.engine.cases.case import case, real

case("cosine_similarity", real(2, 3), real(2, 3))
case("cosine_similarity", real(2, 3), real(3), dim=-1)
case("pairwise_distance", real(2, 3), real(2, 3))
case("pairwise_distance", real(2, 3), real(2, 3), p=3.0, keepdim=True)
case("cosine_similarity", real(1, 2, 3), real(2, 1, 3), dim=-2)
case("cdist", real(2, 3), real(4, 3))
case("cdist", real(2, 2, 3), real(2, 3, 3), p=1.0)
case("pdist", real(4, 3))
case("pdist", real(3, 2), p=3.0)
case("renorm", real(3, 4), p=2.0, dim=0, maxnorm=1.0)
case("renorm", real(2, 3, 2), p=1.0, dim=-1, maxnorm=8.0)
case("cosine_similarity", real(2, 3), real(2, 3), eps=2.5)
case("pairwise_distance", real(2, 3), real(2, 3), eps=0.1)
