# title: A neuron with tanh
# level: 2
# core: yes
# lectures: 002
# summary: The bias is chosen so that tanh passes on exactly half its upstream gradient.
# teaches: The slope of tanh is 1 - o². With this bias it is exactly ½, so the backward pass can be done in
# teaches: the head: halve at the tanh, copy at the adds, switch at the multiplies.
# ask: What is 1 - o²? || 0.5.
# ask: Why is the gradient of w2 zero? || Its input x2 is 0, and a multiply switches.
# value: x1 [] = 2
# value: x2 [] = 0
# value: w1 [] = -3
# value: w2 [] = 1
# value: b [] = 6.881373587
# value: x1w1 [] = -6
# value: x2w2 [] = 0
# value: s [] = -6
# value: n [] = 0.881373587
# value: o [] = 0.7071067812
# grad: x1 [] = -1.5
# grad: x2 [] = 0.5
# grad: w1 [] = 1
# grad: w2 [] = 0
# grad: b [] = 0.5
# grad: x1w1 [] = 0.5
# grad: x2w2 [] = 0.5
# grad: s [] = 0.5
# grad: n [] = 0.5
# grad: o [] = 1

import torch

x1 = torch.tensor(2.0, requires_grad=True)
x2 = torch.tensor(0.0, requires_grad=True)
w1 = torch.tensor(-3.0, requires_grad=True)
w2 = torch.tensor(1.0, requires_grad=True)
b = torch.tensor(6.8813735870195432, requires_grad=True)
x1w1 = x1 * w1
x2w2 = x2 * w2
s = x1w1 + x2w2
n = s + b
o = torch.tanh(n)
o.backward()
