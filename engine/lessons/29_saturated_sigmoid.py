# title: A saturated sigmoid stops learning
# level: 6
# core: yes
# lectures: 000, 002, 004
# summary: As wrong as can be, and almost no gradient; cross-entropy repairs it.
# teaches: At z = 10 the sigmoid says 0.99995 where 0 is right, yet its slope is so small that the squared error
# teaches: sends back only 9e-5. The cross-entropy cancels that slope and sends back a - y = 0.99995.
# ask: What is a (1 - a)? || 4.5e-5.
# ask: How much larger is the gradient of the cross-entropy? || About 11014 times: 1 / (2 a (1 - a)).
# value: x [] = 1
# value: y [] = 0
# value: w [] = 10
# value: v [] = 10
# value: a [] = 0.9999546021
# value: mse [] = 0.9999092063
# value: c [] = 0.9999546021
# value: bce [] = 10.0000454
# value: total [] = 10.99995461
# grad: w [] = 9.078749373e-05
# grad: v [] = 0.9999546021
# grad: a [] = 1.999909204
# grad: mse [] = 1
# grad: c [] = 22027.46579
# grad: bce [] = 1
# grad: total [] = 1

import torch

x = torch.tensor(1.0)
y = torch.tensor(0.0)
w = torch.tensor(10.0, requires_grad=True)
v = torch.tensor(10.0, requires_grad=True)
# Squared error
a = torch.sigmoid(w * x)
mse = (a - y) ** 2
# The same output, with cross-entropy
c = torch.sigmoid(v * x)
bce = -(y * torch.log(c) + (1 - y) * torch.log(1 - c))
total = mse + bce
total.backward()
