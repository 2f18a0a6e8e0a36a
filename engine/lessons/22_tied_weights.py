# title: An autoencoder with tied weights
# level: 4
# core: no
# lectures: 002
# summary: One matrix encodes and decodes, so its gradient is the sum of two parts.
# teaches: W is used twice, to encode and, transposed, to decode. Each use brings an outer product, and the two
# teaches: are added. In the second entry they happen to cancel: a zero that is a sum, not a shut gate.
# ask: How many paths lead from W to L? || Two: through the encoder and through the decoder.
# ask: Which part comes from the decoder? || h errᵀ = [2.625, -0.75].
# ask: Why is the second entry exactly 0? Is the path dead? || No: the two paths cancel, -0.75 + 0.75.
# value: x [2] = [1, -2]
# value: W [1, 2] = [[0.5, 1]]
# value: h [1] = [-1.5]
# value: xhat [2] = [-0.75, -1.5]
# value: err [2] = [-1.75, 0.5]
# value: L [] = 1.65625
# grad: W [1, 2] = [[2.25, 0]]
# grad: h [1] = [-0.375]
# grad: xhat [2] = [-1.75, 0.5]
# grad: err [2] = [-1.75, 0.5]
# grad: L [] = 1

import torch

x = torch.tensor([1.0, -2.0])
W = torch.tensor([[0.5, 1.0]], requires_grad=True)
h = W @ x       # encode
xhat = W.T @ h  # decode with the same weights
err = xhat - x
L = 0.5 * (err ** 2).sum()
L.backward()
