# title: Down the parabola, pass by pass
# level: 9
# core: yes
# lectures: 001
# summary: Gradient descent on x²: one loop, eight passes, and a learning rate to turn.
# teaches: Each pass computes the slope 2x and steps against it: x becomes x - lr · 2x = (1 - 2 lr) x. The tab
# teaches: Training goes from pass to pass with one slider and changes the learning rate with another. Below 0.5 x
# teaches: comes closer to 0 on its own side; between 0.5 and 1 it jumps over 0 and still comes closer; above 1 every
# teaches: jump is longer than the last.
# ask: Which learning rate reaches 0 in one step? || 0.5: then 1 - 2 lr is 0.
# ask: What happens at learning rate 1? || x jumps between 2 and -2 for ever, and the loss stays at 4.
# ask: By which factor does the loss shrink in each pass at 0.3? || By (1 - 0.6)² = 0.16: 4, 0.64, 0.1024.
# reading: training
# value: x [] = 0.00131072
# value: loss [] = 1.073741824e-05
# grad: x [] = 0.0065536
# grad: loss [] = 1
# series: x [8] = [2, 0.8, 0.32, 0.128, 0.0512, 0.02048, 0.008192, 0.0032768]
# series: loss [8] = [4, 0.64, 0.1024, 0.016384, 0.00262144, 0.0004194304, 6.7108864e-05, 1.073741824e-05]

import torch

lr = 0.3
x = torch.tensor(2.0, requires_grad=True)
for step in range(8):
    x.grad = None
    loss = x ** 2
    loss.backward()
    with torch.no_grad():
        x -= lr * x.grad
