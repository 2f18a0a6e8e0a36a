# title: Layer normalisation, step by step
# level: 7
# core: yes
# lectures: 000
# summary: The same along the rows: no example touches another.
# teaches: Layer normalisation takes mean and variance over the features of one example. Each row of the gradient
# teaches: of X sums to 0, and no example has a say in the gradient of another.
# ask: What does each row of the gradient of X sum to? || 0: adding a constant to a row changes nothing.
# ask: What does keepdim=True do here? || It keeps mu at shape 2 × 1, so that it is taken off row by row.
# value: X [2, 3] = [[1, 2, 6], [0, 4, -1]]
# value: gamma [3] = [1, 2, 0.5]
# value: beta [3] = [0, 1, -1]
# value: V [2, 3] = [[1, 0, 2], [-1, 2, 1]]
# value: mu [2, 1] = [[3], [1]]
# value: xc [2, 3] = [[-2, -1, 3], [-1, 3, -2]]
# value: var [2, 1] = [[4.666666667], [4.666666667]]
# value: xhat [2, 3] = [[-0.9258191078, -0.4629095539, 1.388728662], [-0.4629095539, 1.388728662, -0.9258191078]]
# value: out [2, 3] = [[-0.9258191078, 0.07418089218, -0.3056356691], [-0.4629095539, 3.777457323, -1.462909554]]
# value: L [] = 5.017824201
# grad: X [2, 3] = [[0.2204329792, -0.275541472, 0.05510849279], [-0.6061919327, 0.1212407672, 0.4849511655]]
# grad: gamma [3] = [-0.4629095539, 2.777457323, 1.851638216]
# grad: beta [3] = [0, 2, 3]
# grad: mu [2, 1] = [[-0.9258191078], [-1.620183439]]
# grad: xc [2, 3] = [[0.5290393485, 0.03306489728, 0.3637148621], [-0.06613078651, 0.6613019135, 1.025012312]]
# grad: var [2, 1] = [[-0.04959734592], [-0.5951681511]]
# grad: xhat [2, 3] = [[1, 0, 1], [-1, 4, 0.5]]
# grad: out [2, 3] = [[1, 0, 2], [-1, 2, 1]]
# grad: L [] = 1

import torch

X = torch.tensor([[1.0, 2.0, 6.0], [0.0, 4.0, -1.0]], requires_grad=True)
gamma = torch.tensor([1.0, 2.0, 0.5], requires_grad=True)
beta = torch.tensor([0.0, 1.0, -1.0], requires_grad=True)
V = torch.tensor([[1.0, 0.0, 2.0], [-1.0, 2.0, 1.0]])
# Mean and variance of each row
mu = X.mean(1, keepdim=True)
xc = X - mu
var = (xc ** 2).mean(1, keepdim=True)
# Normalise, then scale and shift
xhat = xc / torch.sqrt(var + 1e-5)
out = gamma * xhat + beta
L = (V * out).sum()
L.backward()
