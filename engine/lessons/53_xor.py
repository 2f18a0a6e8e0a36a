# title: XOR, learned
# level: 9
# core: yes
# lectures: 000, 004
# summary: Four points that no straight line parts, and four hidden units that do.
# teaches: A single neuron cuts the plane along a straight line, and no line has both ones of XOR on one side. Four
# teaches: tanh units bend it. The tab Training shows the loss fall from 1.05 to 0.27 in eight passes, and P move
# teaches: towards 0, 1, 1, 0.
# ask: What is P in the eighth pass? || 0.207, 0.776, 0.728, 0.248 for the inputs 00, 01, 10, 11: all four on the right side of 0.5.
# ask: What if all weights start at 0? || Nothing moves: every gradient is 0, P stays 0.5, and the loss stays at ln 2 = 0.6931.
# ask: What is another seed for? || It starts with other weights: some learn faster, and a few get stuck. Change the seed in the program and look.
# reading: training
# value: W1 [4, 2] = [[-1.173568413, 1.83059477], [0.5124929985, -0.2684689042], [-2.491546111, 1.816074498], [1.220700736, 1.114216023]]
# value: b1 [4] = [0.4836305845, -0.02224839132, -0.8725235736, -0.08449107002]
# value: W2 [1, 4] = [[-1.878561478, 0.111380994, 1.96532704, 1.362255383]]
# value: b2 [1] = [0.6991388821]
# value: P [4, 1] = [[0.2068493913], [0.7760308063], [0.7275199949], [0.2477157566]]
# value: loss [] = 0.2720150131
# grad: W1 [4, 2] = [[0.03536034129, -0.03660823049], [0.0005226932715, 0.0007726316717], [0.01908586947, -0.02796812137], [-0.02735624491, -0.02632903007]]
# grad: b1 [4] = [-0.03727063699, 0.0005331677684, 0.02248929835, 0.008179721334]
# grad: W2 [1, 4] = [[0.05514724701, -0.002734971584, -0.06445130981, -0.04018192757]]
# grad: b2 [1] = [-0.0104710127]
# grad: P [4, 1] = [[0.3151986486], [-0.3221521594], [-0.3436331671], [0.3323211967]]
# grad: loss [] = 1
# series: loss [8] = [1.049132891, 0.6365924585, 0.5257028601, 0.4523264799, 0.3956824343, 0.3481018445, 0.3072125307, 0.2720150131]
# series: b2 [8, 1] = [[0], [0.5345931253], [0.401120023], [0.5292686188], [0.5177518584], [0.6057854065], [0.6143241972], [0.6781968567]]

import torch

torch.set_default_dtype(torch.float64)
torch.manual_seed(30)
lr = 2.0
X = torch.tensor([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
Y = torch.tensor([[0.0], [1.0], [1.0], [0.0]])
W1 = torch.randn(4, 2, requires_grad=True)
b1 = torch.zeros(4, requires_grad=True)
W2 = torch.randn(1, 4, requires_grad=True)
b2 = torch.zeros(1, requires_grad=True)
parameters = [W1, b1, W2, b2]
for step in range(8):
    for p in parameters:
        p.grad = None
    A1 = torch.tanh(X @ W1.T + b1)
    P = torch.sigmoid(A1 @ W2.T + b2)
    loss = torch.nn.functional.binary_cross_entropy(P, Y)
    loss.backward()
    with torch.no_grad():
        for p in parameters:
            p -= lr * p.grad
