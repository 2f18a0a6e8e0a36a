# title: Momentum in a long valley
# level: 9
# core: yes
# lectures: 001
# summary: The same slope and the same rate, once with memory and once without.
# teaches: The valley is 20 times as steep across as it is along. The steep side limits the rate to 0.2, and along
# teaches: the floor plain descent only crosses 7.5 % of the way in a pass. With momentum 0.6 each step keeps 0.6 of
# teaches: the last one: where the slopes agree, steps grow. The tab Training draws both ways side by side.
# ask: How long can steps grow where the slope stays the same? || To 1 / (1 - 0.6) = 2.5 times as long.
# ask: How far are both from 0 along the floor after 12 passes? || plain[0] is 1.18 and heavy[0] 0.07, both from 3.
# ask: What is the price of momentum? || It overshoots: heavy[1] swings around 0 for longer than plain[1].
# reading: training
# value: plain [2] = [1.177123548, 0.000244140625]
# value: heavy [2] = [0.06847791487, 0.05655941934]
# value: height [] = 0.4048572466
# value: other [] = 0.00472016441
# value: loss [] = 0.409577411
# grad: plain [2] = [0.6362829987, -0.0048828125]
# grad: heavy [2] = [0.06699969094, -0.0680008565]
# grad: loss [] = 1
# series: plain [12, 2] = [[3, 1], [2.775, -0.5], [2.566875, 0.25], [2.374359375, -0.125], [2.196282422, 0.0625], [2.03156124, -0.03125], [1.879194147, 0.015625], [1.738254586, -0.0078125], [1.607885492, 0.00390625], [1.48729408, -0.001953125], [1.375747024, 0.0009765625], [1.272565997, -0.00048828125]]
# series: heavy [12, 2] = [[3, 1], [2.775, -0.5], [2.431875, -0.65], [2.043609375, 0.235], [1.657379297, 0.4135], [1.301337803, -0.09965], [0.990112571, -0.258065], [0.7291189892, 0.0339835], [0.5178389159, 0.15823735], [0.3522329532, -0.004566365], [0.2264519041, -0.0953990465], [0.1339993819, -0.00680008565]]
# series: loss [12] = [14.5, 6.3503125, 5.55071582, 2.80773043, 2.767083153, 1.509713712, 1.462131811, 0.8943654438, 0.8386348133, 0.5841512656, 0.5314997437, 0.409577411]

import torch

steep = torch.tensor([0.5, 10.0])  # a long valley
plain = torch.tensor([3.0, 1.0], requires_grad=True)
heavy = torch.tensor([3.0, 1.0], requires_grad=True)
one = torch.optim.SGD([plain], lr=0.15)
two = torch.optim.SGD([heavy], lr=0.15, momentum=0.6)
for step in range(12):
    one.zero_grad()
    two.zero_grad()
    height = 0.5 * (steep * plain ** 2).sum()
    other = 0.5 * (steep * heavy ** 2).sum()
    loss = height + other
    loss.backward()
    one.step()
    two.step()
