# title: θ finds 3, pass by pass
# level: 9
# core: yes
# lectures: 001
# summary: The fit of θx² to 3x² again, now with every step that it takes.
# teaches: The loss is (θ - 3)² / 3 and its slope (θ - 3) · 2/3, so at learning rate 1 each pass leaves a third of
# teaches: the way to 3. The tab Training has a slider for the rate. Below 1.5 θ comes up from one side, at 1.5 it
# teaches: arrives in one step, between 1.5 and 3 it swings around 3 and comes closer, and at 3 it swings for ever.
# ask: What are the first values of θ at learning rate 1? || 0, 2, 2.667, 2.889: what is missing is divided by 3 each time.
# ask: And at learning rate 2? || 0, 4, 2.667, 3.111: the same distances, now on both sides of 3.
# ask: What happens at learning rate 3? || θ swings 0, 6, 0, 6, and the loss stays at 3.
# reading: training
# value: theta [] = 2.999542753
# value: pred [3] = [2.998628258, 0, 2.998628258]
# value: loss [] = 6.272254744e-07
# grad: theta [] = -0.0009144947417
# grad: pred [3] = [-0.0004572473708, 0, -0.0004572473708]
# grad: loss [] = 1
# series: theta [8] = [0, 2, 2.666666667, 2.888888889, 2.962962963, 2.987654321, 2.995884774, 2.998628258]
# series: loss [8] = [3, 0.3333333333, 0.03703703704, 0.004115226337, 0.0004572473708, 5.080526343e-05, 5.645029269e-06, 6.272254744e-07]

import torch

lr = 1.0
x = torch.tensor([-1.0, 0.0, 1.0])
y = 3 * x ** 2  # what the samples say
theta = torch.tensor(0.0, requires_grad=True)
for step in range(8):
    theta.grad = None
    pred = theta * x ** 2
    loss = 0.5 * ((pred - y) ** 2).mean()
    loss.backward()
    with torch.no_grad():
        theta -= lr * theta.grad
