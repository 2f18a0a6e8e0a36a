# title: When the learning rate is too large
# level: 9
# core: yes
# lectures: 001
# summary: A rate of 3.1 where the limit is 3: each step misses by more than the last.
# teaches: The gradient is right, and still the loss grows: a slope tells of one place, and the step is longer than
# teaches: the place is straight. The tab Training shows both numbers of each pass: what the slope promised of the
# teaches: loss, Σ ∂ · change, and what the step got.
# ask: What does the slope promise of the first step? || -12.4, that is -lr ‖∂‖² = -3.1 × 2². The loss cannot fall by more than 3.
# ask: What does the first step get? || θ jumps from 0 to 6.2, and the loss grows from 3 to 3.4133.
# ask: By which factor does the distance to 3 grow in each pass? || By 1.0667: each step multiplies it by 1 - 3.1 × 2/3 = -1.0667.
# reading: training
# value: theta [] = -2.02748801
# value: pred [3] = [7.713270009, 0, 7.713270009]
# value: loss [] = 7.404971394
# grad: theta [] = 3.142180006
# grad: pred [3] = [1.571090003, 0, 1.571090003]
# grad: loss [] = 1
# series: theta [8] = [0, 6.2, -0.4133333333, 6.640888889, -0.8836148148, 7.142522469, -1.418690634, 7.713270009]
# series: loss [8] = [3, 3.413333333, 3.883614815, 4.418690634, 5.02748801, 5.720164136, 6.508275639, 7.404971394]

import torch

lr = 3.1  # the limit is 3
x = torch.tensor([-1.0, 0.0, 1.0])
y = 3 * x ** 2
theta = torch.tensor(0.0, requires_grad=True)
for step in range(8):
    theta.grad = None
    pred = theta * x ** 2
    loss = 0.5 * ((pred - y) ** 2).mean()
    loss.backward()
    with torch.no_grad():
        theta -= lr * theta.grad
