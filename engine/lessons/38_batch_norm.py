# title: Batch normalisation, step by step
# level: 7
# core: yes
# lectures: 000
# summary: Mean and variance tie the examples together: each column of gradients sums to 0.
# teaches: mu and var are made from the whole batch and used by all of it, so the gradient of one example depends
# teaches: on all the others. To check: every column of the gradient of X sums to 0.
# ask: Why does each column of the gradient of X sum to 0? || Adding a constant to a column changes nothing: its mean is taken off again.
# ask: What if all of X is multiplied by 10? || out stays the same (but for the 1e-5), and the gradient of X becomes ten times smaller.
# value: X [3, 2] = [[1, 2], [2, 0], [6, 4]]
# value: gamma [2] = [1, 2]
# value: beta [2] = [0, 1]
# value: V [3, 2] = [[1, 0], [-1, 2], [0.5, 1]]
# value: mu [2] = [3, 2]
# value: xc [3, 2] = [[-2, 0], [-1, -2], [3, 2]]
# value: var [2] = [4.666666667, 2.666666667]
# value: inv [2] = [0.4629095539, 0.6123712875]
# value: xhat [3, 2] = [[-0.9258191078, 0], [-0.4629095539, -1.224742575], [1.388728662, 1.224742575]]
# value: out [3, 2] = [[-0.9258191078, 1], [-0.4629095539, -1.44948515], [1.388728662, 3.44948515]]
# value: L [] = 0.781969627
# grad: X [3, 2] = [[0.4188228589, -1.224742575], [-0.5235286976, 0.6123735839], [0.1047058387, 0.6123689911]]
# grad: gamma [2] = [0.231454777, -1.224742575]
# grad: beta [2] = [0.5, 3]
# grad: mu [2] = [-0.231454777, -3.674227725]
# grad: xc [3, 2] = [[0.4959744512, 0], [-0.4463771053, 1.837116159], [0.181857431, 1.837111566]]
# grad: var [2] = [-0.02479867296, 0.4592767433]
# grad: inv [2] = [0.5, -4]
# grad: xhat [3, 2] = [[1, 0], [-1, 4], [0.5, 2]]
# grad: out [3, 2] = [[1, 0], [-1, 2], [0.5, 1]]
# grad: L [] = 1

import torch

X = torch.tensor([[1.0, 2.0], [2.0, 0.0], [6.0, 4.0]], requires_grad=True)
gamma = torch.tensor([1.0, 2.0], requires_grad=True)
beta = torch.tensor([0.0, 1.0], requires_grad=True)
V = torch.tensor([[1.0, 0.0], [-1.0, 2.0], [0.5, 1.0]])
# Mean and variance of each column
mu = X.mean(0)
xc = X - mu
var = (xc ** 2).mean(0)
# Normalise, then scale and shift
inv = 1 / torch.sqrt(var + 1e-5)
xhat = xc * inv
out = gamma * xhat + beta
L = (V * out).sum()
L.backward()
