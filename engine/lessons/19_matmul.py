# title: Through a matrix product
# level: 4
# core: yes
# lectures: 002, 004
# summary: Let the shapes find the rule: G Wᵀ for X, and Xᵀ G for W.
# teaches: A matrix product switches its inputs as a product of numbers does, with transposes so that the shapes
# teaches: fit. With G the upstream gradient of X W, the gradients are G Wᵀ and Xᵀ G.
# ask: Which shape has the gradient of W? || The shape of W: 3 × 2.
# ask: Which product of X (2 × 3) and G (2 × 2) is 3 × 2? || Xᵀ G, and no other.
# value: X [2, 3] = [[1, 2, 3], [4, 5, 6]]
# value: W [3, 2] = [[1, 0], [0, -1], [2, 1]]
# value: V [2, 2] = [[1, -1], [0.5, 2]]
# value: D [2, 2] = [[7, 1], [16, 1]]
# value: L [] = 16
# grad: X [2, 3] = [[1, 1, 1], [0.5, -2, 3]]
# grad: W [3, 2] = [[3, 7], [4.5, 8], [6, 9]]
# grad: D [2, 2] = [[1, -1], [0.5, 2]]
# grad: L [] = 1

import torch

X = torch.tensor([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]], requires_grad=True)
W = torch.tensor([[1.0, 0.0], [0.0, -1.0], [2.0, 1.0]], requires_grad=True)
V = torch.tensor([[1.0, -1.0], [0.5, 2.0]])  # becomes the upstream gradient
D = X @ W
L = (V * D).sum()
L.backward()
