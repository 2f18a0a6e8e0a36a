# title: A neuron with a sigmoid
# level: 2
# core: yes
# lectures: 001, 002
# summary: A weighted sum, then a sigmoid written out as four small gates.
# teaches: The sigmoid may be one node or four: negate, exp, add 1, reciprocal. Either way the gradient is
# teaches: a (1 - a), here 0.1966. What arrives at the weighted sum is then shared out by the inputs.
# ask: What is the local derivative of the sigmoid here? || a (1 - a) = 0.7311 × 0.2689 = 0.1966.
# ask: Which weight has the largest gradient? || w[1], because |x[1]| = 2 is the largest input (|x[0]| = 1, and the bias sees 1).
# value: w [3] = [2, -3, -3]
# value: x [2] = [-1, -2]
# value: dot [] = 1
# value: a [] = 0.7310585786
# grad: w [3] = [-0.1966119332, -0.3932238665, 0.1966119332]
# grad: x [2] = [0.3932238665, -0.5898357997]
# grad: dot [] = 0.1966119332
# grad: a [] = 1

import torch

w = torch.tensor([2.0, -3.0, -3.0], requires_grad=True)  # w[2]: bias
x = torch.tensor([-1.0, -2.0], requires_grad=True)
dot = w[0] * x[0] + w[1] * x[1] + w[2]
a = 1 / (1 + torch.exp(-dot))  # the sigmoid, gate by gate
a.backward()
