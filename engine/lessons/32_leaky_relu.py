# title: The same network with a leaky ReLU
# level: 6
# core: yes
# lectures: 002, 004
# summary: A slope of 0.1 below zero keeps the path thin but open.
# teaches: Only one line differs from the dead network: below zero the slope is 0.1, not 0. Now every parameter
# teaches: gets a gradient, and the layer can find its way back.
# ask: What is the local derivative at z = -6? || 0.1.
# ask: h2 has gradient -3.8 in its second unit. What arrives at z2? || -3.8 × 0.1 = -0.38.
# value: x [2] = [1, 2]
# value: W1 [2, 2] = [[1, 0], [0, 1]]
# value: b1 [2] = [0, 0]
# value: W2 [2, 2] = [[1, -1], [-1, 0.25]]
# value: b2 [2] = [-5, -1]
# value: w3 [2] = [1, 2]
# value: b3 [] = 0
# value: h1 [2] = [1, 2]
# value: z2 [2] = [-6, -1.5]
# value: h2 [2] = [-0.6, -0.15]
# value: s [] = -0.9
# value: loss [] = 1.805
# grad: W1 [2, 2] = [[0.19, 0.38], [0.095, 0.19]]
# grad: b1 [2] = [0.19, 0.095]
# grad: W2 [2, 2] = [[-0.19, -0.38], [-0.38, -0.76]]
# grad: b2 [2] = [-0.19, -0.38]
# grad: w3 [2] = [1.14, 0.285]
# grad: b3 [] = -1.9
# grad: h1 [2] = [0.19, 0.095]
# grad: z2 [2] = [-0.19, -0.38]
# grad: h2 [2] = [-1.9, -3.8]
# grad: s [] = -1.9
# grad: loss [] = 1

import torch

x = torch.tensor([1.0, 2.0])
W1 = torch.tensor([[1.0, 0.0], [0.0, 1.0]], requires_grad=True)
b1 = torch.tensor([0.0, 0.0], requires_grad=True)
W2 = torch.tensor([[1.0, -1.0], [-1.0, 0.25]], requires_grad=True)
b2 = torch.tensor([-5.0, -1.0], requires_grad=True)
w3 = torch.tensor([1.0, 2.0], requires_grad=True)
b3 = torch.tensor(0.0, requires_grad=True)
h1 = torch.relu(W1 @ x + b1)
z2 = W2 @ h1 + b2
h2 = torch.where(z2 > 0, z2, 0.1 * z2)  # leaky relu
s = w3 @ h2 + b3
loss = 0.5 * (s - 1) ** 2
loss.backward()
