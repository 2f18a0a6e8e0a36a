# title: Two linear layers are one
# level: 4
# core: yes
# lectures: 002
# summary: Without a non-linearity, depth buys nothing: W2 (W1 x) = (W2 W1) x.
# teaches: y and y_one are the same numbers. Only a non-linearity between the layers makes the second one worth
# teaches: having. Here y_one does not lead to L, so its branch gets no gradient: none, which is not 0.
# ask: Are y and y_one equal? || Yes, for every x.
# ask: Why have W and y_one no gradient? || They do not lead to L.
# ask: Put a relu between the layers. What breaks? || No single W gives the same y for all x any more.
# value: x [2] = [1, 2]
# value: W1 [2, 2] = [[1, -1], [2, 0]]
# value: W2 [2, 2] = [[0, 1], [3, -1]]
# value: h [2] = [-1, 2]
# value: y [2] = [2, -5]
# value: W [2, 2] = [[2, 0], [1, -3]]
# value: y_one [2] = [2, -5]
# value: L [] = -3
# grad: x [2] = [3, -3]
# grad: W1 [2, 2] = [[3, 6], [0, 0]]
# grad: W2 [2, 2] = [[-1, 2], [-1, 2]]
# grad: h [2] = [3, 0]
# grad: y [2] = [1, 1]
# grad: W = none
# grad: y_one = none
# grad: L [] = 1

import torch

x = torch.tensor([1.0, 2.0], requires_grad=True)
W1 = torch.tensor([[1.0, -1.0], [2.0, 0.0]], requires_grad=True)
W2 = torch.tensor([[0.0, 1.0], [3.0, -1.0]], requires_grad=True)
h = W1 @ x
y = W2 @ h
W = W2 @ W1  # both layers in one matrix
y_one = W @ x
L = y.sum()
L.backward()
