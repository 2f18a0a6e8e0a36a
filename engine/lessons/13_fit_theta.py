# title: Fit θ in θx² to samples of 3x²
# level: 3
# core: yes
# lectures: 001
# summary: Three samples, one parameter: which way should θ move, and how far?
# teaches: The error ½(θx² - y)² has the gradient (θx² - y) x²: the ½ cancels the 2. The mean over the samples
# teaches: is -2, and gradient descent steps against it: θ moves up, towards 3.
# ask: What is the gradient of each sample at θ = 0? || -3, 0, -3. The -6, 0, -6 of lecture 001 is the gradient without the ½.
# ask: Where is θ after one step with learning rate 1? || At 0 - 1 × (-2) = 2. Without the ½ it would be 4.
# ask: And after more of them? || θ = 0, 2, 2.666667, 2.888889, 2.962963, 2.987654: each step leaves a third of the error.
# ask: Which learning rate gets there in one step? || 1.5 = 1 / mean(x⁴). At 3 it swings 0, 6, 0, 6; above 3 it diverges.
# ask: What if the loss is the sum of E, with learning rate 1? || 0, 6, 0, 6, … for ever: three times the step.
# value: x [3] = [-1, 0, 1]
# value: y [3] = [3, 0, 3]
# value: theta [] = 0
# value: feature [3] = [1, 0, 1]
# value: pred [3] = [0, 0, 0]
# value: err [3] = [-3, 0, -3]
# value: E [3] = [4.5, 0, 4.5]
# value: loss [] = 3
# grad: theta [] = -2
# grad: pred [3] = [-1, 0, -1]
# grad: err [3] = [-1, 0, -1]
# grad: E [3] = [0.3333333333, 0.3333333333, 0.3333333333]
# grad: loss [] = 1

import torch

x = torch.tensor([-1.0, 0.0, 1.0])
y = 3 * x ** 2  # what the samples say
theta = torch.tensor(0.0, requires_grad=True)
feature = x ** 2
pred = theta * feature
err = pred - y
E = 0.5 * err ** 2  # the error of each sample
loss = E.mean()
loss.backward()
