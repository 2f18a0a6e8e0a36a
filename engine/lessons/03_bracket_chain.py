# title: A bracket to a power: (x² + x)³
# level: 1
# core: yes
# lectures: 001
# summary: The chain rule: the slope of the cube times the slope of the bracket.
# teaches: Name the bracket g. The outside gives 3g², the inside gives 2x + 1, and the chain rule
# teaches: multiplies them. Backward, the outside comes first.
# ask: What is df/dg at x = 1? || 3g² = 3 × 2² = 12.
# ask: And df/dx? || 12 × (2 × 1 + 1) = 36.
# value: x [] = 1
# value: sq [] = 1
# value: g [] = 2
# value: f [] = 8
# grad: x [] = 36
# grad: sq [] = 12
# grad: g [] = 12
# grad: f [] = 1

import torch

x = torch.tensor(1.0, requires_grad=True)
sq = x ** 2
g = sq + x  # the bracket
f = g ** 3
f.backward()
