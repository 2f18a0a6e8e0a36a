# title: Where there is no derivative
# level: 2
# core: no
# lectures: 002
# summary: At a kink or a tie the gradient is a convention; these are PyTorch's.
# teaches: relu and |x| have a corner at 0, and maximum has one wherever its inputs are equal. There any
# teaches: subgradient is a fair choice. PyTorch takes 0 for relu and for |x|, and lets a tied maximum share.
# ask: relu at exactly 0: does it pass or block? || It blocks: 0, by convention.
# ask: maximum(2, 2): who gets the gradient? || Both, half each.
# value: x [] = 0
# value: y [] = 2
# value: z [] = 2
# value: r [] = 0
# value: k [] = 0
# value: m [] = 2
# value: f [] = 2
# grad: x [] = 0
# grad: y [] = 0.5
# grad: z [] = 0.5
# grad: r [] = 3
# grad: k [] = 5
# grad: m [] = 1
# grad: f [] = 1

import torch

x = torch.tensor(0.0, requires_grad=True)  # on the corner
y = torch.tensor(2.0, requires_grad=True)
z = torch.tensor(2.0, requires_grad=True)  # a tie with y
r = torch.relu(x)
k = torch.abs(x)
m = torch.maximum(y, z)
f = 3 * r + 5 * k + m
f.backward()
