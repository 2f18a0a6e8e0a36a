# title: Clip the gradient, not the error
# level: 6
# core: no
# lectures: 000
# summary: An outlier behind a clamp teaches nothing; the Huber loss lets it teach.
# teaches: A clamp is flat outside its limits: its local derivative there is 0, so a clipped error of 3 sends
# teaches: nothing back. The Huber loss keeps the error and limits the gradient to 1. Code for deep Q-learning is
# teaches: the well-known place to meet this bug.
# ask: Which gradient reaches q through the clamp, at error 3? || 0.
# ask: And through the Huber loss? || 1, limited from 3.
# value: q [] = 3
# value: target [] = 0
# value: err [] = 3
# value: bad [] = 1
# value: q2 [] = 3
# value: err2 [] = 3
# value: huber [] = 2.5
# value: total [] = 3.5
# grad: q [] = 0
# grad: err [] = 0
# grad: bad [] = 1
# grad: q2 [] = 1
# grad: err2 [] = 1
# grad: huber [] = 1
# grad: total [] = 1

import torch

q = torch.tensor(3.0, requires_grad=True)
target = torch.tensor(0.0)
err = q - target
bad = torch.clamp(err, -1, 1) ** 2  # flat outside [-1, 1]
q2 = torch.tensor(3.0, requires_grad=True)
err2 = q2 - target
huber = torch.where(torch.abs(err2) < 1, 0.5 * err2 ** 2, torch.abs(err2) - 0.5)
total = bad + huber
total.backward()
