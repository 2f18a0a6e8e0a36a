# title: Two moons
# level: 9
# core: yes
# lectures: 004
# summary: 40 points in two crescents, and a boundary that learns to bend between them.
# teaches: Two inputs, eight hidden units, one output, trained with Adam. The boundary is where Z is 0. At the start
# teaches: it is straight and puts 25 of the 40 points on their right side; it has to bend, and in the eighth pass 35
# teaches: are right. The tab Training shows it pass by pass.
# ask: Why are there two inputs and one output? || A point of the plane has two coordinates, and one number says how much it looks like the second moon.
# ask: What do more passes bring? || With range(24) all 40 points are on their right side from pass 17 on.
# ask: Does the loss fall in every pass? || No: the third pass has a higher loss than the second. Adam's steps are long at this rate.
# reading: training
# value: Z [40, 1] = [[0.6885805496], [-0.9034733538], [1.560502187], [-1.133750476], [-3.012462286], [-2.484034304], [2.681518834], [-3.258780947], [-0.3955615666], [2.221974877], [2.1073433], [2.435503536], [1.250808278], [0.5286925573], [0.05179399562], [2.292763599], [2.501238182], [-2.399453897], [2.065033308], [-3.069321336], [-2.36442035], [-2.337636737], [-1.536236567], [-2.879033534], [2.530707451], [-3.262033474], [2.902086844], [0.6510086184], [2.204620503], [-3.547095209], [2.806228193], [1.353390699], [-2.94463465], [0.6369948481], [-0.7077258289], [-0.6934335689], [-3.494806647], [0.7854985339], [-0.06612419979], [1.39191598]]
# value: loss [] = 0.3066955845
# grad: Z [40, 1] = [[-0.008358722785], [-0.01779156886], [-0.004339364958], [0.006086740702], [0.001171650838], [0.001924626038], [-0.001601818388], [0.0009253158784], [0.01005947967], [-0.002444860528], [-0.002709628435], [-0.002012628287], [-0.005564006336], [0.015729453], [-0.01217635987], [-0.002293101313], [-0.001894285612], [0.002080358727], [-0.002813553502], [0.001109765192], [0.002148159269], [0.00220133751], [0.004427075834], [0.001329994897], [-0.001843332887], [0.0009224220173], [-0.001301262482], [0.01643094291], [-0.002483408326], [0.0007000381614], [-0.001424713564], [-0.005132914673], [0.001249767661], [-0.008648154341], [-0.01674746141], [0.008331742363], [0.0007365089773], [-0.007828400944], [0.01208687427], [0.02002244856]]
# grad: loss [] = 1
# series: loss [8] = [0.6342384279, 0.4588190624, 0.5760116517, 0.4828308937, 0.3651388147, 0.4414354716, 0.3704861385, 0.3066955845]

import torch
from torch import nn
from sklearn.datasets import make_moons

torch.set_default_dtype(torch.float64)
points, kinds = make_moons(n_samples=40, noise=0.1, random_state=0)
X = torch.tensor(points)
Y = torch.tensor(kinds).reshape(-1, 1) * 1.0
torch.manual_seed(6)
model = nn.Sequential(nn.Linear(2, 8), nn.Tanh(), nn.Linear(8, 1))
optimizer = torch.optim.Adam(model.parameters(), lr=0.5)
for step in range(8):
    optimizer.zero_grad()
    Z = model(X)
    loss = nn.functional.binary_cross_entropy_with_logits(Z, Y)
    loss.backward()
    optimizer.step()
