# title: Word vectors: look up, scatter back
# level: 7
# core: yes
# lectures: 002
# summary: A row used twice gets two gradients added; a row never used gets 0.
# teaches: E[idx] copies rows out of a table. Going back, each copy adds its gradient to the row it came from:
# teaches: word 1 is used twice and learns twice, words 0 and 2 are not used and learn nothing.
# ask: What is the gradient of row 1? || The sum of two rows of V, [1, 2] + [5, 6] = [6, 8].
# ask: And of rows 0 and 2? || 0.
# value: E [4, 2] = [[0.1, 0.2], [0.3, 0.4], [0.5, 0.6], [0.7, 0.8]]
# value: idx [3] = [1, 3, 1]
# value: V [3, 2] = [[1, 2], [3, 4], [5, 6]]
# value: e [3, 2] = [[0.3, 0.4], [0.7, 0.8], [0.3, 0.4]]
# value: L [] = 10.3
# grad: E [4, 2] = [[0, 0], [6, 8], [0, 0], [3, 4]]
# grad: e [3, 2] = [[1, 2], [3, 4], [5, 6]]
# grad: L [] = 1

import torch

E = torch.tensor([[0.1, 0.2], [0.3, 0.4], [0.5, 0.6], [0.7, 0.8]], requires_grad=True)
idx = torch.tensor([1, 3, 1])  # three words of a text
V = torch.tensor([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]])
e = E[idx]
L = (V * e).sum()
L.backward()
