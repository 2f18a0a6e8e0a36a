# title: The power rule: 3x⁴ + 2x²
# level: 1
# core: yes
# lectures: 001
# summary: x is used twice, so its gradient is the sum over two paths: 96 + 8.
# teaches: Each power brings its own slope: 3x⁴ brings 12x³ and 2x² brings 4x. Because x is used by both
# teaches: terms, the two gradients that reach it are added.
# ask: Which path brings the larger part of the gradient at x = 2? || The one through 3x⁴: 96 of 104.
# ask: Where do the gradients 3 and 2 of a and b come from? || From f = 3a + 2b: a factor in front is the local derivative.
# value: x [] = 2
# value: a [] = 16
# value: b [] = 4
# value: f [] = 56
# grad: x [] = 104
# grad: a [] = 3
# grad: b [] = 2
# grad: f [] = 1

import torch

x = torch.tensor(2.0, requires_grad=True)
a = x ** 4
b = x ** 2
f = 3 * a + 2 * b
f.backward()
