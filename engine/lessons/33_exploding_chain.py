# title: Six times the same weight
# level: 6
# core: yes
# lectures: 000
# summary: h ← w h, six times: with w = 3 the gradient explodes to 729.
# teaches: Going back, each layer multiplies by w: dh/dx = w⁶ = 729. w itself is used six times, and each use
# teaches: brings w⁵ = 243: dh/dw = 6 w⁵ = 1458. With w = 0.5 the gradient vanishes, with w = 1 it keeps its size.
# ask: What is dh/dx for w = 0.5? || 0.5⁶ = 0.015625.
# ask: How many paths lead from w to h? || Six, one for each layer.
# value: x [] = 1
# value: w [] = 3
# value: h [] = 729
# grad: x [] = 729
# grad: w [] = 1458
# grad: h [] = 1

import torch

x = torch.tensor(1.0, requires_grad=True)
w = torch.tensor(3.0, requires_grad=True)
h = x
for layer in range(6):
    h = w * h
h.backward()
