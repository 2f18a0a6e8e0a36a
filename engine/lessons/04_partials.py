# title: Partial derivatives: 2x + 5y + 8
# level: 2
# core: no
# lectures: 001
# summary: The gradient has one number for every input; a constant gets none.
# teaches: A partial derivative moves one input and holds the others still. Together they are the gradient,
# teaches: here (2, 5). The constant 8 is not an input: it has no gradient at all, which is not the same as 0.
# ask: Does df/dx depend on y? || No, it is 2 everywhere.
# ask: Change the 8 to 100. Which gradients change? || None: a constant shifts f and leaves its slopes alone.
# value: x [] = 1
# value: y [] = -2
# value: f [] = 0
# grad: x [] = 2
# grad: y [] = 5
# grad: f [] = 1

import torch

x = torch.tensor(1.0, requires_grad=True)
y = torch.tensor(-2.0, requires_grad=True)
f = 2 * x + 5 * y + 8
f.backward()
