# title: Convolution, ReLU, max-pool
# level: 7
# core: yes
# lectures: 002
# summary: One kernel at four places; the max-pool lets only one of them speak.
# teaches: A convolution uses its kernel at every place, so the gradient of the kernel is a sum over the places.
# teaches: The max-pool routes everything to one place, and that sum has a single term.
# ask: How many entries of the gradient of r are not 0? || One: the largest, 8.
# ask: So what is the gradient of K? || The 2 × 2 patch of X under that place: [[2, 0], [1, 3]].
# value: X [3, 3] = [[1, 2, 0], [0, 1, 3], [2, 1, 0]]
# value: K [2, 2] = [[1, -1], [0, 2]]
# value: x4 [1, 1, 3, 3] = [[[[1, 2, 0], [0, 1, 3], [2, 1, 0]]]]
# value: k4 [1, 1, 2, 2] = [[[[1, -1], [0, 2]]]]
# value: c [1, 1, 2, 2] = [[[[1, 8], [1, -2]]]]
# value: r [1, 1, 2, 2] = [[[[1, 8], [1, 0]]]]
# value: m [1, 1, 1, 1] = [[[[8]]]]
# value: L [] = 8
# grad: X [3, 3] = [[0, 1, -1], [0, 0, 2], [0, 0, 0]]
# grad: K [2, 2] = [[2, 0], [1, 3]]
# grad: x4 [1, 1, 3, 3] = [[[[0, 1, -1], [0, 0, 2], [0, 0, 0]]]]
# grad: k4 [1, 1, 2, 2] = [[[[2, 0], [1, 3]]]]
# grad: c [1, 1, 2, 2] = [[[[0, 1], [0, 0]]]]
# grad: r [1, 1, 2, 2] = [[[[0, 1], [0, 0]]]]
# grad: m [1, 1, 1, 1] = [[[[1]]]]
# grad: L [] = 1

import torch
import torch.nn.functional as F

X = torch.tensor([[1.0, 2.0, 0.0],
                  [0.0, 1.0, 3.0],
                  [2.0, 1.0, 0.0]], requires_grad=True)
K = torch.tensor([[1.0, -1.0], [0.0, 2.0]], requires_grad=True)
x4 = X.reshape(1, 1, 3, 3)  # one image, one channel
k4 = K.reshape(1, 1, 2, 2)
c = F.conv2d(x4, k4)
r = torch.relu(c)
m = F.max_pool2d(r, 2)
L = m.sum()
L.backward()
