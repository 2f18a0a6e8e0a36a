# title: A shortcut keeps the gradient alive
# level: 7
# core: yes
# lectures: 000
# summary: Six weak layers: 1e-6 without residual connections, 1.77 with them.
# teaches: The same weak layer, with slope 0.1, six times over. In the plain chain the slopes multiply to 1e-6. A
# teaches: residual block adds its input to its output, so its slope is 1 + 0.1, and six of them make 1.7716.
# ask: What is the gradient on x, at the start of the plain chain? || 0.1⁶ = 1e-6.
# ask: Why is the gradient of the residual chain above 1? || Each block hands down g + 0.1 g.
# value: x [] = 1
# value: u [] = 1
# value: plain [] = 1e-06
# value: res [] = 1.771561
# value: total [] = 1.771562
# grad: x [] = 1e-06
# grad: u [] = 1.771561
# grad: plain [] = 1
# grad: res [] = 1
# grad: total [] = 1

import torch

x = torch.tensor(1.0, requires_grad=True)
u = torch.tensor(1.0, requires_grad=True)
plain = x
res = u
for block in range(6):
    plain = 0.1 * plain
    res = res + 0.1 * res  # the shortcut
total = plain + res
total.backward()
