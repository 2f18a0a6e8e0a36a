# title: Why inputs are normalised
# level: 6
# core: no
# lectures: 000
# summary: A salary beside an age: one weight gets 25000 times the other's gradient.
# teaches: The gradient of a weight is proportional to its input. A salary (50000) beside an age in decades (2)
# teaches: gives gradients 25000 times apart, and no single learning rate suits both weights.
# ask: What is the ratio of the two weight gradients? || 25000 : 1, the ratio of the inputs.
# ask: And after scaling both inputs to about 1? || About 1 : 1.
# value: x [2] = [50000, 2]
# value: w [2] = [1e-05, 0.1]
# value: b [] = 0
# value: y [] = 1
# value: z [] = 0.7
# value: loss [] = 0.045
# grad: w [2] = [-15000, -0.6]
# grad: b [] = -0.3
# grad: z [] = -0.3
# grad: loss [] = 1

import torch

x = torch.tensor([50000.0, 2.0])  # a salary, an age in decades
w = torch.tensor([0.00001, 0.1], requires_grad=True)
b = torch.tensor(0.0, requires_grad=True)
y = torch.tensor(1.0)
z = w @ x + b
loss = 0.5 * (z - y) ** 2
loss.backward()
