# title: XOR, learned
# level: 9
# core: yes
# lectures: 000, 004
# summary: Four points that no straight line parts, and four hidden units that do.
# teaches: A single neuron cuts the plane along a straight line, and no line has both ones of XOR on one side. Four
# teaches: tanh units bend it. The tab Training shows the loss fall from 1.05 to 0.09 in 20 passes, and P move
# teaches: towards 0, 1, 1, 0.
# ask: What is P after 20 passes? || 0.044, 0.907, 0.894, 0.112 for the inputs 00, 01, 10, 11: all four on the right side of 0.5.
# ask: What if all weights start at 0? || Nothing moves: every gradient is 0, P stays 0.5, and the loss stays at ln 2 = 0.6931.
# ask: What is another seed for? || It starts with other weights: some learn faster, and a few get stuck. Turn its slider in Training.
# reading: training
# value: W1 [4, 2] = [[-1.737689386, 2.416675462], [0.4954902705, -0.2892917475], [-2.838363274, 2.212316787], [1.605246057, 1.498237274]]
# value: b1 [4] = [0.7208982547, -0.007952323865, -1.02247733, -0.1218174789]
# value: W2 [1, 4] = [[-2.831765969, 0.1353446649, 2.886253589, 2.005752174]]
# value: b2 [1] = [1.040242029]
# value: P [4, 1] = [[0.04356431934], [0.9074846315], [0.8944038174], [0.112362888]]
# value: loss [] = 0.09310264262
# grad: W1 [4, 2] = [[0.01340281863, -0.01683624868], [0.0008145365147, 0.0007854788621], [0.01097485456, -0.009671708168], [-0.009369041315, -0.009985814467]]
# grad: b1 [4] = [-0.00500163748, -0.0005850966797, 0.002811799137, 0.001199663365]
# grad: W2 [1, 4] = [[0.02849373278, 0.0001744924337, -0.02716048693, -0.01735569781]]
# grad: b2 [1] = [-0.01054608594]
# grad: P [4, 1] = [[0.2613871534], [-0.275486759], [-0.2795158016], [0.2816466286]]
# grad: loss [] = 1
# series: loss [20] = [1.049132891, 0.6365924585, 0.5257028601, 0.4523264799, 0.3956824343, 0.3481018445, 0.3072125307, 0.2720150131, 0.2418561884, 0.2161292437, 0.1942038999, 0.1754883111, 0.159457796, 0.145667688, 0.1337461855, 0.1233850466, 0.1143304023, 0.1063739226, 0.09934477026, 0.09310264262]
# series: b2 [20, 1] = [[0], [0.5345931253], [0.401120023], [0.5292686188], [0.5177518584], [0.6057854065], [0.6143241972], [0.6781968567], [0.6991388821], [0.7457295807], [0.7743216316], [0.809731509], [0.8398099392], [0.8696629492], [0.8976800662], [0.9243895172], [0.9497983347], [0.9740056003], [0.9970959884], [1.019149857]]

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
for step in range(20):
    for p in parameters:
        p.grad = None
    A1 = torch.tanh(X @ W1.T + b1)
    P = torch.sigmoid(A1 @ W2.T + b2)
    loss = torch.nn.functional.binary_cross_entropy(P, Y)
    loss.backward()
    with torch.no_grad():
        for p in parameters:
            p -= lr * p.grad
