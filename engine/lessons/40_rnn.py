# title: Backpropagation through time
# level: 7
# core: yes
# lectures: 000
# summary: A recurrent network unrolled: w and u collect a gradient at every time step.
# teaches: h ← tanh(w h + u x) with the same w and u at every time step, so their gradients are sums over time. An
# teaches: early step reaches the loss only through the product of all the later slopes w (1 - h²).
# ask: How many contributions add up in w? || Four, one for each step. The first one carries h = 0 and adds nothing.
# value: w [] = 0.9
# value: u [] = 0.5
# value: h [] = 0.7705347533
# value: loss [] = 0.02632714973
# grad: w [] = -0.07412017105
# grad: u [] = -0.1628445995
# grad: h [] = -0.2294652467
# grad: loss [] = 1

import torch

xs = [1.0, 0.5, -1.0, 2.0]  # the inputs, in time
w = torch.tensor(0.9, requires_grad=True)
u = torch.tensor(0.5, requires_grad=True)
h = torch.tensor(0.0)
for x in xs:
    h = torch.tanh(w * h + u * x)
loss = 0.5 * (h - 1) ** 2
loss.backward()
