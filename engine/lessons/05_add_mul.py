# title: Add, then multiply: (x + y) z
# level: 2
# core: yes
# lectures: 002
# summary: An add hands its gradient to both inputs; a multiply switches its inputs.
# teaches: Every gate works locally: downstream = upstream × local. The multiply gives q the value of z, and z
# teaches: the value of q. The add has local derivative 1, so it hands -4 to x and to y alike.
# ask: What is the gradient on z? || q = 3: a multiply gives each input the value of the other.
# ask: And on x and y? || -4 on both: an add distributes its upstream gradient.
# value: x [] = -2
# value: y [] = 5
# value: z [] = -4
# value: q [] = 3
# value: f [] = -12
# grad: x [] = -4
# grad: y [] = -4
# grad: z [] = 3
# grad: q [] = -4
# grad: f [] = 1

import torch

x = torch.tensor(-2.0, requires_grad=True)
y = torch.tensor(5.0, requires_grad=True)
z = torch.tensor(-4.0, requires_grad=True)
q = x + y
f = q * z
f.backward()
