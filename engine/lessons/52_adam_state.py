# title: What Adam remembers
# level: 9
# core: no
# lectures: 001
# summary: Two running means a parameter, and steps that forget how steep it is.
# teaches: Adam keeps two running means of each parameter: m of its gradients, v of their squares. A step is lr · m /
# teaches: √v, both corrected for having started at 0, so that the gradient's scale falls out. One curvature here is
# teaches: 100 times the other, and both entries of w move alike. In the tab Training, choose w and step to its
# teaches: update: the panel has m and v before and after it.
# ask: How large is the first step? || lr = 0.2 in both entries: corrected, m is g and √v is |g|.
# ask: What do m and v hold after the first pass? || m is a tenth of the gradient [0.2, 20], so [0.02, 2]; v is a thousandth of its square, [0.00004, 0.4].
# ask: What would plain descent do with lr = 0.2? || w[1] would jump between 2 and -2 for ever, and w[0] would shrink by only 2 % in a pass.
# reading: training
# value: w [2] = [0.1524984014, 0.1524983022]
# value: loss [] = 0.4764819621
# grad: w [2] = [0.03071692041, 3.071691117]
# grad: loss [] = 1
# series: w [10, 2] = [[2, 2], [1.80000001, 1.8], [1.600824476, 1.600824456], [1.403172574, 1.403172543], [1.207878159, 1.207878117], [1.015927366, 1.015927314], [0.8284729698, 0.8284729062], [0.6468414772, 0.6468414031], [0.4725275252, 0.4725274414], [0.3071692041, 0.3071691117]]
# series: loss [10] = [20.2, 16.362, 12.94132664, 9.942910592, 7.367796214, 5.212146955, 3.466155155, 2.112939199, 1.127575028, 0.4764819621]

import torch

steep = torch.tensor([0.1, 10.0])
w = torch.tensor([2.0, 2.0], requires_grad=True)
optimizer = torch.optim.Adam([w], lr=0.2, betas=(0.9, 0.999))
for step in range(10):
    optimizer.zero_grad()
    loss = 0.5 * (steep * w ** 2).sum()
    loss.backward()
    optimizer.step()
