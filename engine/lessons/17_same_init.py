# title: Equal weights stay equal
# level: 3
# core: no
# lectures: 001
# summary: Two hidden units that start the same learn the same, for ever.
# teaches: Units with equal weights compute equal values and receive equal gradients, so no step can tell them
# teaches: apart. That is why weights start at random.
# ask: Are the two rows of the gradient of W1 (one for each hidden unit) different? || No: the symmetry is never broken.
# ask: What if all the weights start at 0? || Every gradient is 0: W1 gets nothing through w2 = 0, and w2 gets nothing because h = 0.
# value: x [2] = [1, 2]
# value: y [] = 1
# value: W1 [2, 2] = [[0.5, 0.5], [0.5, 0.5]]
# value: w2 [2] = [0.5, 0.5]
# value: z [2] = [1.5, 1.5]
# value: h [2] = [0.9051482536, 0.9051482536]
# value: s [] = 0.9051482536
# value: loss [] = 0.004498426893
# grad: W1 [2, 2] = [[-0.00857017014, -0.01714034028], [-0.00857017014, -0.01714034028]]
# grad: w2 [2] = [-0.08585489257, -0.08585489257]
# grad: z [2] = [-0.00857017014, -0.00857017014]
# grad: h [2] = [-0.04742587318, -0.04742587318]
# grad: s [] = -0.09485174636
# grad: loss [] = 1

import torch

x = torch.tensor([1.0, 2.0])
y = torch.tensor(1.0)
W1 = torch.tensor([[0.5, 0.5], [0.5, 0.5]], requires_grad=True)
w2 = torch.tensor([0.5, 0.5], requires_grad=True)
z = W1 @ x
h = torch.tanh(z)
s = w2 @ h
loss = 0.5 * (s - y) ** 2
loss.backward()
