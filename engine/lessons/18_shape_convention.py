# title: The shape convention: s = uᵀ relu(W x + b)
# level: 4
# core: yes
# lectures: 002
# summary: A gradient has the shape of its parameter, not that of the Jacobian.
# teaches: δ = ds/dz = [3, 0] is the error signal at z. ds/dW is its outer product with x and has the shape of
# teaches: W, 2 × 3, where the Jacobian would be a row of 6. Row i of it is δ_i times x.
# ask: Which shape has ds/dW by the shape convention? And as a Jacobian? || 2 × 3; 1 × 6.
# ask: Which entries of W affect z_2? || Only those of row 2.
# ask: Why is the second row of the gradient of W zero? || z_2 = -2 is negative, so the relu is shut.
# ask: What is ds/db? || δ itself: [3, 0].
# value: x [3] = [1, -1, 2]
# value: W [2, 3] = [[1, 2, -1], [0, 1, 1]]
# value: b [2] = [4, -3]
# value: u [2] = [3, 5]
# value: z [2] = [1, -2]
# value: h [2] = [1, 0]
# value: s [] = 3
# grad: x [3] = [3, 6, -3]
# grad: W [2, 3] = [[3, -3, 6], [0, 0, 0]]
# grad: b [2] = [3, 0]
# grad: u [2] = [1, 0]
# grad: z [2] = [3, 0]
# grad: h [2] = [3, 5]
# grad: s [] = 1

import torch

x = torch.tensor([1.0, -1.0, 2.0], requires_grad=True)
W = torch.tensor([[1.0, 2.0, -1.0], [0.0, 1.0, 1.0]], requires_grad=True)
b = torch.tensor([4.0, -3.0], requires_grad=True)
u = torch.tensor([3.0, 5.0], requires_grad=True)
z = W @ x + b
h = torch.relu(z)
s = u @ h
s.backward()
