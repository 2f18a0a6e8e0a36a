# title: On paper: fit θ in θx³ to 5x³
# level: 3
# core: yes
# lectures: 001
# summary: The paper exercise of lecture 001, with every number to check against.
# teaches: The same fit with another feature. The gradient of one sample is (θx³ - y) x³; work it out for the
# teaches: three samples, take the mean, and make one step before you look.
# ask: What is the gradient of each sample at θ = 0? || -5, 0, -5.
# ask: Where is θ after one step with learning rate 1? || At 10/3 = 3.3333. Without the ½: 20/3.
# ask: And after more of them? || θ = 0, 3.333333, 4.444444, 4.814815, 4.938272.
# ask: Add the samples x = -2 and x = 2. What happens to the mean gradient? || It becomes -130, because x⁶ = 64 dominates: learning rate 1 now jumps to θ = 130 and diverges (the limit is 2/26 = 0.0769).
# value: x [3] = [-1, 0, 1]
# value: y [3] = [-5, 0, 5]
# value: theta [] = 0
# value: pred [3] = [0, 0, 0]
# value: err [3] = [5, 0, -5]
# value: E [3] = [12.5, 0, 12.5]
# value: loss [] = 8.333333333
# grad: theta [] = -3.333333333
# grad: pred [3] = [1.666666667, 0, -1.666666667]
# grad: err [3] = [1.666666667, 0, -1.666666667]
# grad: E [3] = [0.3333333333, 0.3333333333, 0.3333333333]
# grad: loss [] = 1

import torch

x = torch.tensor([-1.0, 0.0, 1.0])
y = 5 * x ** 3
theta = torch.tensor(0.0, requires_grad=True)
pred = theta * x ** 3
err = pred - y
E = 0.5 * err ** 2
loss = E.mean()
loss.backward()
