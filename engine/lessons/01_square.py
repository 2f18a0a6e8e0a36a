# title: The slope of x²
# level: 1
# core: yes
# lectures: 001
# summary: One node, one derivative: at x = 3 the slope of x² is 6.
# teaches: A gradient is a slope. Its size says how fast f changes when x moves, and its sign says which
# teaches: way is uphill. For f = x² the slope is 2x.
# ask: Nudge x from 3 to 3.01. By about how much does f change? || By about 6 × 0.01 = 0.06 (exactly 0.0601).
# ask: At which x is the gradient zero? || At x = 0, the minimum.
# ask: What are f and its gradient at x = -5, -2, 0, 2, 5? || f = 25, 4, 0, 4, 25; gradient = -10, -4, 0, 4, 10.
# value: x [] = 3
# value: f [] = 9
# grad: x [] = 6
# grad: f [] = 1

import torch

x = torch.tensor(3.0, requires_grad=True)  # the value to nudge
f = x ** 2
f.backward()  # how does f change when x does?
