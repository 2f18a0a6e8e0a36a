# title: A long formula, one stage at a time
# level: 2
# core: no
# lectures: 002
# summary: (x + σ(y)) / (σ(x) + (x + y)²) is easy once every stage has a name.
# teaches: Nobody has to differentiate the whole fraction. Give each stage a name, and each needs only its own
# teaches: small rule; the backward pass puts them together and sums over the paths of x and of y.
# ask: How many paths lead from x to f? || Three: the numerator, σ(x), and (x + y)².
# ask: What does each path of x bring? || 0.5121 - 0.0358 + 1.5832 = 2.0596.
# value: x [] = 3
# value: y [] = -4
# value: sigy [] = 0.01798620996
# value: num [] = 3.01798621
# value: sigx [] = 0.9525741268
# value: xpy [] = -1
# value: xpysqr [] = 1
# value: den [] = 1.952574127
# value: invden [] = 0.5121444488
# value: f [] = 1.545644884
# grad: x [] = 2.059569796
# grad: y [] = 1.592232751
# grad: sigy [] = 0.5121444488
# grad: num [] = 0.5121444488
# grad: sigx [] = -0.7915934473
# grad: xpy [] = 1.583186895
# grad: xpysqr [] = -0.7915934473
# grad: den [] = -0.7915934473
# grad: invden [] = 3.01798621
# grad: f [] = 1

import torch

x = torch.tensor(3.0, requires_grad=True)
y = torch.tensor(-4.0, requires_grad=True)
# The numerator
sigy = torch.sigmoid(y)
num = x + sigy
# The denominator
sigx = torch.sigmoid(x)
xpy = x + y
xpysqr = xpy ** 2
den = sigx + xpysqr
# The fraction
invden = 1 / den
f = num * invden
f.backward()
