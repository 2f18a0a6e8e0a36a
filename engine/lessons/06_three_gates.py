# title: Three gates: 2 (x y + max(z, w))
# level: 2
# core: yes
# lectures: 002
# summary: Multiply switches, max routes, add distributes: all three in one graph.
# teaches: With three rules you can read most of a backward pass without a formula: add distributes the
# teaches: upstream gradient, max routes it to the winner, multiply switches the values of its inputs.
# ask: Which input gets gradient 0, and why? || w: it lost the max, so nothing is routed to it.
# ask: Raise w from -1 to 3. Does the gradient of z change? || Yes: w wins now, so z gets 0 and w gets 2.
# value: x [] = 3
# value: y [] = -4
# value: z [] = 2
# value: w [] = -1
# value: p [] = -12
# value: m [] = 2
# value: s [] = -10
# value: f [] = -20
# grad: x [] = -8
# grad: y [] = 6
# grad: z [] = 2
# grad: w [] = 0
# grad: p [] = 2
# grad: m [] = 2
# grad: s [] = 2
# grad: f [] = 1

import torch

x = torch.tensor(3.0, requires_grad=True)
y = torch.tensor(-4.0, requires_grad=True)
z = torch.tensor(2.0, requires_grad=True)
w = torch.tensor(-1.0, requires_grad=True)
p = x * y                # switches
m = torch.maximum(z, w)  # routes
s = p + m                # distributes
f = 2 * s
f.backward()
