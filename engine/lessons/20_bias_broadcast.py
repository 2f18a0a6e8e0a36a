# title: A bias for every row
# level: 4
# core: yes
# lectures: 004
# summary: Broadcasting copies b down the rows; going back, the copies are summed.
# teaches: Z = A Wᵀ + b adds the same b to each of the three rows: three uses of one value. As at every fork,
# teaches: the gradients of the uses are added, so b gets the column sums.
# ask: What is the gradient on b? || The column sums of the gradient of Z: [9, 12].
# ask: Why the sum and not the mean? || Because the loss here is a sum. A mean loss has its 1/N in the upstream gradient already.
# value: A [3, 2] = [[1, 0], [2, 1], [0, 3]]
# value: W [2, 2] = [[1, -1], [0.5, 2]]
# value: b [2] = [0.5, -0.5]
# value: V [3, 2] = [[1, 2], [3, 4], [5, 6]]
# value: Z [3, 2] = [[1.5, 0], [1.5, 2.5], [-2.5, 5.5]]
# value: L [] = 36.5
# grad: W [2, 2] = [[7, 18], [10, 22]]
# grad: b [2] = [9, 12]
# grad: Z [3, 2] = [[1, 2], [3, 4], [5, 6]]
# grad: L [] = 1

import torch

A = torch.tensor([[1.0, 0.0], [2.0, 1.0], [0.0, 3.0]])  # three examples
W = torch.tensor([[1.0, -1.0], [0.5, 2.0]], requires_grad=True)
b = torch.tensor([0.5, -0.5], requires_grad=True)
V = torch.tensor([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]])
Z = A @ W.T + b  # b is added to every row
L = (V * Z).sum()
L.backward()
