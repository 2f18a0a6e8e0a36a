# title: A network with one hidden unit
# level: 3
# core: yes
# lectures: 001
# summary: Two layers of one unit each: every number is a small fraction.
# teaches: The derivation of lecture 001 with numbers that fit on paper. δ1 = z1 - y = 0.5 is the error at the
# teaches: output; δ0 = δ1 w1 a0 (1 - a0) = 0.25 is the same error, carried back to the hidden unit.
# ask: What is dE/dw1? || δ1 a0 = 0.5 × 0.5 = 0.25.
# ask: What is dE/dw0? || δ0 x = 0.25 × 2 = 0.5.
# ask: Which factors do dE/dw0 and dE/db0 share? || All but the last one: δ0.
# ask: What goes wrong if w1 is updated before δ0 is computed (learning rate 1)? || dE/dw0 comes out as 0.4375, not 0.5. First all the gradients, then all the updates.
# value: x [] = 2
# value: y [] = 1
# value: w0 [] = 0.5
# value: b0 [] = -1
# value: w1 [] = 2
# value: b1 [] = 0.5
# value: z0 [] = 0
# value: a0 [] = 0.5
# value: z1 [] = 1.5
# value: E [] = 0.125
# grad: w0 [] = 0.5
# grad: b0 [] = 0.25
# grad: w1 [] = 0.25
# grad: b1 [] = 0.5
# grad: z0 [] = 0.25
# grad: a0 [] = 1
# grad: z1 [] = 0.5
# grad: E [] = 1

import torch

x = torch.tensor(2.0)
y = torch.tensor(1.0)
w0 = torch.tensor(0.5, requires_grad=True)
b0 = torch.tensor(-1.0, requires_grad=True)
w1 = torch.tensor(2.0, requires_grad=True)
b1 = torch.tensor(0.5, requires_grad=True)
z0 = w0 * x + b0  # hidden unit
a0 = torch.sigmoid(z0)
z1 = w1 * a0 + b1  # output
E = 0.5 * (z1 - y) ** 2
E.backward()
