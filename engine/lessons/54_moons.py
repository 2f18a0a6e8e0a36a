# title: Two moons
# level: 9
# core: yes
# lectures: 004
# summary: 40 points in two crescents, and a boundary that learns to bend between them.
# teaches: Two inputs, eight hidden units, one output, trained with Adam. The boundary is where Z is 0. At the start
# teaches: it is straight and puts 25 of the 40 points on their right side; it has to bend before it has them all,
# teaches: from pass 17 on. The tab Training shows it pass by pass.
# ask: Why are there two inputs and one output? || A point of the plane has two coordinates, and one number says how much it looks like the second moon.
# ask: Does the loss fall in every pass? || No: the third pass has a higher loss than the second. Adam's steps are long at this rate.
# reading: training
# value: Z [40, 1] = [[4.09881533], [1.984161584], [4.497650338], [-4.489311329], [-4.655385542], [-6.650760117], [5.116493794], [-5.44638068], [-5.783473017], [2.841737454], [4.631454167], [8.214038601], [7.221862003], [-3.077675193], [2.762810423], [2.996614204], [8.270529729], [-8.199651809], [7.85234994], [-7.806975262], [-5.508490727], [-4.713332684], [-6.168841518], [-6.464234539], [7.86570184], [-7.410494248], [8.39538469], [-2.416664402], [6.011923289], [-6.944952614], [7.920202461], [4.289916882], [-5.084724384], [4.085926898], [2.801063797], [-7.244874752], [-10.04128468], [5.007078453], [-3.069975711], [-1.794624776]]
# value: loss [] = 0.02060937776
# grad: Z [40, 1] = [[-0.0004080377125], [-0.003021897731], [-0.000275312599], [0.0002775924333], [0.0002355163302], [3.228422701e-05], [-0.0001490315767], [0.0001073342515], [7.671404497e-05], [-0.00137774984], [-0.000241165516], [-6.768785757e-06], [-1.824769783e-05], [0.001100939552], [-0.001484180742], [-0.001189476669], [-6.397104448e-06], [6.866843801e-06], [-9.717150354e-06], [1.016803562e-05], [0.0001008966117], [0.0002223746643], [5.223214521e-05], [3.889398432e-05], [-9.588319674e-06], [1.511265039e-05], [-5.646413311e-06], [0.002047768687], [-6.108470071e-05], [2.406396438e-05], [-9.079919984e-06], [-0.0003380187055], [0.0001538126356], [-0.0004132432229], [-0.001431667934], [1.783285928e-05], [1.089046842e-06], [-0.0001661489227], [0.001109071432], [0.003562666198]]
# grad: loss [] = 1
# series: loss [24] = [0.6342384279, 0.4588190624, 0.5760116517, 0.4828308937, 0.3651388147, 0.4414354716, 0.3704861385, 0.3066955845, 0.2974579033, 0.2802657944, 0.2445449417, 0.216900825, 0.1887064448, 0.150332863, 0.1352987867, 0.1134736457, 0.08923688961, 0.06838634961, 0.05976538489, 0.05159804719, 0.04034059868, 0.03119203516, 0.02467219507, 0.02060937776]

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
for step in range(24):
    optimizer.zero_grad()
    Z = model(X)
    loss = nn.functional.binary_cross_entropy_with_logits(Z, Y)
    loss.backward()
    optimizer.step()
