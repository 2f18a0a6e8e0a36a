# title: A dead ReLU layer
# level: 6
# core: yes
# lectures: 000, 002
# summary: Every unit of the layer is shut: below it every gradient is exactly 0.
# teaches: For this example both units of layer 2 are negative before the relu, so it outputs 0 and passes nothing
# teaches: back; only b3 still learns. A single dead unit would not cut the others off.
# ask: Which parameters still get a gradient other than 0? || Only b3. Even w3 gets 0, because its input h2 is 0.
# ask: Raise b2[0] from -5 to 4. What comes alive? || Row 0 of W2, b2[0] and w3[0]; and through row 0 all of h1, so W1 and b1 (loss 2, dL/ds = 2).
# value: x [2] = [1, 2]
# value: W1 [2, 2] = [[1, 0], [0, 1]]
# value: b1 [2] = [0, 0]
# value: W2 [2, 2] = [[1, -1], [-1, 0.25]]
# value: b2 [2] = [-5, -1]
# value: w3 [2] = [1, 2]
# value: b3 [] = 0
# value: h1 [2] = [1, 2]
# value: z2 [2] = [-6, -1.5]
# value: h2 [2] = [0, 0]
# value: s [] = 0
# value: loss [] = 0.5
# grad: W1 [2, 2] = [[0, 0], [0, 0]]
# grad: b1 [2] = [0, 0]
# grad: W2 [2, 2] = [[0, 0], [0, 0]]
# grad: b2 [2] = [0, 0]
# grad: w3 [2] = [0, 0]
# grad: b3 [] = -1
# grad: h1 [2] = [0, 0]
# grad: z2 [2] = [0, 0]
# grad: h2 [2] = [-1, -2]
# grad: s [] = -1
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
h2 = torch.relu(z2)  # both units are shut
s = w3 @ h2 + b3
loss = 0.5 * (s - 1) ** 2
loss.backward()
