# title: A 1 or a 7?
# level: 5
# core: yes
# lectures: 004
# summary: Four bitmaps of 5 × 3 pixels, and a gradient you can look at as a picture.
# teaches: A small stand-in for the digit classifier of lecture 004. Each row of W1 has a weight for every pixel,
# teaches: so each row of its gradient is a 5 × 3 picture of what that hidden unit should look for.
# ask: Which pixels have gradient exactly 0 in W1? || Those that are 0 in all four bitmaps, pixels 6, 9 and 11 counted from 0: the input is 0, and a multiply switches.
# picture: X 5×3
# picture: W1 5×3
# value: X [4, 15] = [[0, 1, 0, 1, 1, 0, 0, 1, 0, 0, 1, 0, 1, 1, 1], [0, 1, 0, 0, 1, 0, 0, 1, 0, 0, 1, 0, 0, 1, 0], [1, 1, 1, 0, 0, 1, 0, 1, 0, 0, 1, 0, 0, 1, 0], [1, 1, 1, 0, 0, 1, 0, 0, 1, 0, 1, 0, 0, 1, 0]]
# value: y [4, 1] = [[0], [0], [1], [1]]
# value: W1 [2, 15] = [[-0.3, -0.2, -0.1, 0, 0.1, 0.2, 0.3, -0.3, -0.2, -0.1, 0, 0.1, 0.2, 0.3, -0.3], [-0.2, -0.1, 0, 0.1, 0.2, 0.3, -0.3, -0.2, -0.1, 0, 0.1, 0.2, 0.3, -0.3, -0.2]]
# value: b1 [2] = [0, 0]
# value: W2 [1, 2] = [[1, -1]]
# value: b2 [1] = [0]
# value: Z1 [4, 2] = [[-0.2, -0.1], [-0.1, -0.3], [-0.4, -0.4], [-0.3, -0.3]]
# value: A1 [4, 2] = [[0.4501660027, 0.4750208125], [0.4750208125, 0.4255574832], [0.4013123399, 0.4013123399], [0.4255574832, 0.4255574832]]
# value: Z2 [4, 1] = [[-0.02485480983], [0.04946332933], [0], [0]]
# value: A2 [4, 1] = [[0.4937866174], [0.5123633117], [0.5], [0.5]]
# value: loss [] = 0.6963189992
# grad: W1 [2, 15] = [[-0.06058988218, 0.001907994074, -0.06058988218, 0.0305550928, 0.06249787625, -0.06058988218, 0, 0.03246528304, -0.03055728896, 0, 0.001907994074, 0, 0.0305550928, 0.001907994074, 0.0305550928], [0.06058988218, -0.001507623198, 0.06058988218, -0.03078463784, -0.06209750538, 0.06058988218, 0, -0.03206491216, 0.03055728896, 0, -0.001507623198, 0, -0.03078463784, -0.001507623198, -0.03078463784]]
# grad: b1 [2] = [0.001907994074, -0.001507623198]
# grad: W2 [1, 2] = [[0.01305856821, 0.009791012524]]
# grad: b2 [1] = [0.001537482286]
# grad: Z1 [4, 2] = [[0.0305550928, -0.03078463784], [0.03194278346, -0.03131286754], [-0.03003259322, 0.03003259322], [-0.03055728896, 0.03055728896]]
# grad: A1 [4, 2] = [[0.1234466544, -0.1234466544], [0.1280908279, -0.1280908279], [-0.125, 0.125], [-0.125, 0.125]]
# grad: Z2 [4, 1] = [[0.1234466544], [0.1280908279], [-0.125], [-0.125]]
# grad: A2 [4, 1] = [[0.4938628819], [0.5126767653], [-0.5], [-0.5]]
# grad: loss [] = 1

import torch

# Each bitmap: five rows of three pixels
one_a = [0, 1, 0,  1, 1, 0,  0, 1, 0,  0, 1, 0,  1, 1, 1]
one_b = [0, 1, 0,  0, 1, 0,  0, 1, 0,  0, 1, 0,  0, 1, 0]
seven_a = [1, 1, 1,  0, 0, 1,  0, 1, 0,  0, 1, 0,  0, 1, 0]
seven_b = [1, 1, 1,  0, 0, 1,  0, 0, 1,  0, 1, 0,  0, 1, 0]
X = torch.tensor([one_a, one_b, seven_a, seven_b]) * 1.0
y = torch.tensor([[0.0], [0.0], [1.0], [1.0]])  # 1 means "a seven"
W1 = (torch.arange(30).reshape(2, 15) % 7 - 3.0) / 10
W1.requires_grad_(True)
b1 = torch.tensor([0.0, 0.0], requires_grad=True)
W2 = torch.tensor([[1.0, -1.0]], requires_grad=True)
b2 = torch.tensor([0.0], requires_grad=True)
Z1 = X @ W1.T + b1
A1 = torch.sigmoid(Z1)
Z2 = A1 @ W2.T + b2
A2 = torch.sigmoid(Z2)
loss = -(y * torch.log(A2) + (1 - y) * torch.log(1 - A2)).mean()
loss.backward()
