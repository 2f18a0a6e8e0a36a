# title: On paper: three parameters, three points
# level: 3
# core: yes
# lectures: 001
# summary: Start at θ = [1, 1, 1], find three partial derivatives, and take a step.
# teaches: Without a feature made by hand, the model is θ₀x² + θ₁x + θ₂, and its partial derivatives are x², x
# teaches: and 1. The predictions are 3, 1, 3 against -5, 1, 4: errors of 8, 0 and -1.
# ask: What is the mean gradient? || [31/3, -17/3, 7/3] = [10.3333, -5.6667, 2.3333].
# ask: Where is θ after one step with learning rate 1? || At [-28/3, 20/3, -4/3], and the loss jumps from 10.833 to 379.74: the step is too large (the limit is 0.2784).
# ask: And with learning rate 0.1? || The loss falls: 10.8333, 1.5324, 0.6775, 0.5137, 0.4219, 0.3500.
# ask: What is the best θ? || [0, 3, 1]: the points lie on the line 3x + 1, so x² is not needed.
# value: x [3] = [-2, 0, 1]
# value: y [3] = [-5, 1, 4]
# value: theta [3] = [1, 1, 1]
# value: pred [3] = [3, 1, 3]
# value: err [3] = [8, 0, -1]
# value: E [3] = [32, 0, 0.5]
# value: loss [] = 10.83333333
# grad: theta [3] = [10.33333333, -5.666666667, 2.333333333]
# grad: pred [3] = [2.666666667, 0, -0.3333333333]
# grad: err [3] = [2.666666667, 0, -0.3333333333]
# grad: E [3] = [0.3333333333, 0.3333333333, 0.3333333333]
# grad: loss [] = 1

import torch

x = torch.tensor([-2.0, 0.0, 1.0])
y = torch.tensor([-5.0, 1.0, 4.0])
theta = torch.tensor([1.0, 1.0, 1.0], requires_grad=True)
pred = theta[0] * x ** 2 + theta[1] * x + theta[2]
err = pred - y
E = 0.5 * err ** 2
loss = E.mean()
loss.backward()
