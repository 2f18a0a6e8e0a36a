# title: Where a NaN comes from
# level: 6
# core: yes
# lectures: 004
# summary: The textbook cross-entropy meets a confident sigmoid, and 0 × -∞ is NaN.
# teaches: sigmoid(40) rounds to exactly 1, log(1 - 1) is -∞, and (1 - y) × -∞ = 0 × -∞ = NaN. The stable form
# teaches: max(z, 0) - z y + log(1 + exp(-|z|)) is the same loss and never gets there.
# ask: Which node makes the first value that is not finite? || log(1 - a): -∞.
# ask: Which node makes the first NaN? || (1 - y) × log(1 - a).
# value: z [] = 40
# value: y [] = 1
# value: a [] = 1
# value: lp [] = 0
# value: lq [] = -inf
# value: naive [] = nan
# value: zs [] = 40
# value: stable [] = 0
# grad: z [] = nan
# grad: a [] = nan
# grad: lp [] = -1
# grad: lq [] = 0
# grad: naive [] = 1
# grad: zs [] = 0
# grad: stable [] = 1

import torch

z = torch.tensor(40.0, requires_grad=True)
y = torch.tensor(1.0)
# The formula of the textbook
a = torch.sigmoid(z)
lp = torch.log(a)
lq = torch.log(1 - a)
naive = -(y * lp + (1 - y) * lq)
# The same loss, written to stay finite
zs = torch.tensor(40.0, requires_grad=True)
stable = torch.relu(zs) - zs * y + torch.log(1 + torch.exp(-torch.abs(zs)))
naive.backward()
stable.backward()
