# title: Sigmoid and cross-entropy: A - Y
# level: 5
# core: yes
# lectures: 004
# summary: A steep loss and a flat sigmoid cancel: what is left is A - Y.
# teaches: The loss sends back (1 - Y)/(1 - A) - Y/A, the sigmoid multiplies by A (1 - A), and everything cancels
# teaches: but A - Y. The loss is summed over the outputs and averaged over the examples, hence the 1/N.
# ask: What is the gradient on Z? || (A - Y)/N, with N = 2 examples.
# ask: Why does it not vanish when A saturates on the wrong side? || The 1/(A (1 - A)) of the loss cancels the A (1 - A) of the sigmoid.
# value: Z [2, 3] = [[0, 2, -1], [1, -3, 0.5]]
# value: Y [2, 3] = [[1, 1, 0], [0, 1, 0]]
# value: A [2, 3] = [[0.5, 0.880797078, 0.2689414214], [0.7310585786, 0.04742587318, 0.6224593312]]
# value: B [2, 3] = [[0.6931471806, 0.126928011, 0.3132616875], [1.313261688, 3.048587352, 0.9740769842]]
# value: loss [] = 3.234631451
# grad: Z [2, 3] = [[-0.25, -0.05960146101, 0.1344707107], [0.3655292893, -0.4762870634, 0.3112296656]]
# grad: A [2, 3] = [[-1, -0.5676676416, 0.6839397206], [1.859140914, -10.54276846, 1.324360635]]
# grad: B [2, 3] = [[0.5, 0.5, 0.5], [0.5, 0.5, 0.5]]
# grad: loss [] = 1

import torch

Z = torch.tensor([[0.0, 2.0, -1.0], [1.0, -3.0, 0.5]], requires_grad=True)
Y = torch.tensor([[1.0, 1.0, 0.0], [0.0, 1.0, 0.0]])
A = torch.sigmoid(Z)
B = -(Y * torch.log(A) + (1 - Y) * torch.log(1 - A))
loss = B.sum(1).mean()  # sum over outputs, mean over examples
loss.backward()
