# title: The gradient of a learning rate
# level: 8
# core: no
# lectures: 001
# summary: Training is a program too: differentiate through three steps of descent.
# teaches: Three steps of gradient descent on (θ - 3)² / 3, and then the question: would another learning rate have
# teaches: been better? Backpropagation answers it, for the steps are a graph like any other. By hand, the final
# teaches: loss is 3 (1 - 2 lr / 3)⁶.
# ask: What does the sign of dloss/dlr at lr = 1 say? || It is negative: a larger rate would have been better (the best is 1.5).
# value: lr [] = 1
# value: theta [] = 2.888888889
# value: grad [] = -0.2222222222
# value: loss [] = 0.004115226337
# grad: lr [] = -0.04938271605
# grad: theta [] = -0.07407407407
# grad: grad [] = 0.07407407407
# grad: loss [] = 1

import torch

lr = torch.tensor(1.0, requires_grad=True)
theta = torch.tensor(0.0)
for step in range(3):
    grad = (theta - 3) * 2 / 3  # the slope, by hand
    theta = theta - lr * grad
loss = (theta - 3) ** 2 / 3
loss.backward()
