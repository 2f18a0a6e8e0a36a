# title: Softmax and cross-entropy: p - y
# level: 5
# core: yes
# lectures: 004
# summary: Prediction minus truth, and the three gradients sum to zero.
# teaches: Softmax couples its outputs: to raise one is to lower the others. Going back, it subtracts the weighted
# teaches: mean of its upstream gradient, p ⊙ (g - Σ g p); with cross-entropy that collapses to p - y.
# ask: What is the gradient on the right class? || p - 1 = -0.3410.
# ask: What do the three gradients sum to? || 0: adding the same number to every score changes nothing.
# value: z [3] = [2, 1, 0.1]
# value: y [3] = [1, 0, 0]
# value: e [3] = [7.389056099, 2.718281828, 1.105170918]
# value: p [3] = [0.6590011389, 0.2424329707, 0.09856589041]
# value: loss [] = 0.4170300163
# grad: z [3] = [-0.3409988611, 0.2424329707, 0.09856589041]
# grad: e [3] = [-0.04614917745, 0.08918610578, 0.08918610578]
# grad: p [3] = [-1.51744806, 0, 0]
# grad: loss [] = 1

import torch

z = torch.tensor([2.0, 1.0, 0.1], requires_grad=True)  # scores
y = torch.tensor([1.0, 0.0, 0.0])                      # the truth
e = torch.exp(z)
p = e / e.sum()  # softmax
loss = -(y * torch.log(p)).sum()
loss.backward()
