# title: All samples at once, or one at a time
# level: 9
# core: yes
# lectures: 001
# summary: Single samples pull θ in different directions; their mean does not.
# teaches: With batch = 1 each pass sees one sample. The first wants θ = 3.5, the last 2.5, the middle one does not
# teaches: care, and θ ends up swinging between 2.83 and 3.17. With batch = 3 each pass sees all of them, their pulls
# teaches: are averaged, and θ comes to rest at 3. A pass over one sample costs a third of a pass over three. The tab
# teaches: Training has a slider for the rate; the batch is changed in the program.
# ask: Why is the loss 0 in every third pass? || The sample at x = 0: θx² is 0 there, whatever θ is, and so is its gradient.
# ask: What does batch = 3 give? || θ = 0, 1, 1.667, 2.111: each pass leaves two thirds of the way to 3.
# ask: What does a smaller learning rate do to the swing? || It makes it narrower: at 0.1 θ ends up between 2.97 and 3.03, but needs many more passes.
# reading: training
# value: theta [] = 2.822265625
# value: pred [1] = [3.14453125]
# value: loss [] = 0.2077102661
# grad: theta [] = 0.64453125
# grad: pred [1] = [0.64453125]
# grad: loss [] = 1
# series: theta [12] = [0, 1.75, 1.75, 2.125, 2.8125, 2.8125, 2.65625, 3.078125, 3.078125, 2.7890625, 3.14453125, 3.14453125]
# series: loss [12] = [6.125, 0, 0.28125, 0.9453125, 0, 0.048828125, 0.3559570312, 0, 0.1671142578, 0.2527160645, 0, 0.2077102661]

import torch

lr = 0.5
batch = 1  # 3 takes all samples in every pass
x = torch.tensor([-1.0, 0.0, 1.0])
y = torch.tensor([3.5, 0.0, 2.5])  # about 3x²
theta = torch.tensor(0.0, requires_grad=True)
for step in range(12):
    first = step * batch % 3
    xs, ys = x[first:first + batch], y[first:first + batch]
    theta.grad = None
    pred = theta * xs ** 2
    loss = 0.5 * ((pred - ys) ** 2).mean()
    loss.backward()
    with torch.no_grad():
        theta -= lr * theta.grad
