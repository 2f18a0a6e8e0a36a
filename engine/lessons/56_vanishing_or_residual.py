# title: Vanishing against residual, in training
# level: 9
# core: no
# lectures: 000
# summary: Four sigmoids with and without a shortcut: which first layer learns?
# teaches: Four sigmoid layers in a row, and the same with a shortcut around each. Without it each layer passes on at
# teaches: most a quarter of the gradient, so w1 at first receives 69 times less than w4 and stays as it is. With it
# teaches: r1 receives more than r4. In the tab Training the sizes of all gradients stand in one picture.
# ask: How far does w1 move in six passes, and how far does r1? || w1 by 0.0009, r1 by 0.13.
# ask: Why does r1 receive more than r4? || Each shortcut hands on 1 + r · σ' of the gradient, which is more than 1.
# reading: training
# value: h [] = 0.6676715365
# value: s [] = 4.401010045
# value: loss [] = 0.2712512639
# value: w1 [] = 1.000894446
# value: w2 [] = 1.003322112
# value: w3 [] = 1.013912125
# value: w4 [] = 1.059748128
# value: r1 [] = 0.8669704188
# value: r2 [] = 0.8617317234
# value: r3 [] = 0.8979538802
# value: r4 [] = 0.9421129527
# grad: w1 [] = -0.001508637309
# grad: w2 [] = -0.005597127683
# grad: w3 [] = -0.02331996767
# grad: w4 [] = -0.09799672703
# grad: r1 [] = 0.2081608197
# grad: r2 [] = 0.225499523
# grad: r3 [] = 0.1716715327
# grad: r4 [] = 0.09707610777
# grad: h [] = -0.664656927
# grad: s [] = 0.80202009
# grad: loss [] = 1
# series: loss [6] = [0.3472414885, 0.3315922468, 0.3161079443, 0.3008484744, 0.2858754843, 0.2712512639]
# series: w1 [6] = [1, 1.000147219, 1.000295206, 1.000443943, 1.000593408, 1.000743583]
# series: r1 [6] = [1, 0.976622912, 0.9536670396, 0.9311786634, 0.9092035796, 0.8877865008]

import torch

x = torch.tensor(1.0)
w1 = torch.tensor(1.0, requires_grad=True)
w2 = torch.tensor(1.0, requires_grad=True)
w3 = torch.tensor(1.0, requires_grad=True)
w4 = torch.tensor(1.0, requires_grad=True)
r1 = torch.tensor(1.0, requires_grad=True)
r2 = torch.tensor(1.0, requires_grad=True)
r3 = torch.tensor(1.0, requires_grad=True)
r4 = torch.tensor(1.0, requires_grad=True)
optimizer = torch.optim.SGD([w1, w2, w3, w4, r1, r2, r3, r4], lr=0.1)
for step in range(6):
    optimizer.zero_grad()
    h = s = x
    for w in [w1, w2, w3, w4]:
        h = torch.sigmoid(w * h)
    for r in [r1, r2, r3, r4]:
        s = s + torch.sigmoid(r * s)  # the shortcut
    loss = (h - 1) ** 2 + (s - 4) ** 2
    loss.backward()
    optimizer.step()
