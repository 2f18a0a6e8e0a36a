# title: The forgotten zero_grad
# level: 9
# core: yes
# lectures: 001
# summary: Nobody clears .grad: each step follows the sum of all slopes so far.
# teaches: backward() adds to .grad, and this loop never clears it. What x goes by is the sum of all its slopes so
# teaches: far, so it shoots past 0 and comes back, again and again: the loss falls to 0.5 and rises to more than 4.
# teaches: No error says so. The tab Training shows the swing.
# ask: What does x.grad hold after the second pass? || 4 + 1.6 = 5.6: the slope of the first pass and that of the second.
# ask: Which line mends it? || x.grad = None in front of the loss; with an optimizer, optimizer.zero_grad().
# ask: When is adding wanted? || When the gradients of several small batches are to count as those of one large batch.
# reading: training
# value: x [] = -1.88503031
# value: loss [] = 4.352232117
# grad: x [] = -0.6705669734
# grad: loss [] = 1
# series: x [12] = [2, 0.8, -0.88, -2.032, -1.9648, -0.71872, 0.958592, 2.0607488, 1.92645632, 0.636290048, -1.035650253, -2.086200402]
# series: loss [12] = [4, 0.64, 0.7744, 4.129024, 3.86043904, 0.5165584384, 0.9188986225, 4.246685617, 3.711233953, 0.4048650252, 1.072571446, 4.352232117]

import torch

lr = 0.3
x = torch.tensor(2.0, requires_grad=True)
for step in range(12):
    # x.grad = None is missing here
    loss = x ** 2
    loss.backward()
    with torch.no_grad():
        x -= lr * x.grad
