# title: Eight sigmoids in a row
# level: 6
# core: yes
# lectures: 000
# summary: Each sigmoid passes on at most a quarter: after eight, almost nothing is left.
# teaches: The slope of a sigmoid is never above 1/4. Eight of them multiply to less than 1.6e-5, so the first
# teaches: layers of a deep sigmoid network hardly learn: the vanishing gradient.
# ask: How large can |dh/dx| be after 8 sigmoids with w = 1? || At most 0.25⁸ = 1.53e-5.
# ask: Why is the gradient of w so much larger than that of x? || w is used in every layer, and its use in the last one is only one sigmoid away.
# value: x [] = 0.5
# value: w [] = 1
# value: h [] = 0.6590450022
# grad: x [] = 6.898342556e-06
# grad: w [] = 0.1910040478
# grad: h [] = 1

import torch

x = torch.tensor(0.5, requires_grad=True)
w = torch.tensor(1.0, requires_grad=True)
h = x
for layer in range(8):
    h = torch.sigmoid(w * h)
h.backward()
