# title: One value, two uses: (a + b)(b + 1)
# level: 2
# core: yes
# lectures: 001, 002
# summary: Where a value is used twice, the gradients of its uses add up.
# teaches: b reaches e along two paths, through c and through d. The chain rule for several variables sums
# teaches: over the paths: gradients add where a value forks. To overwrite instead of adding is the classic bug.
# ask: How many paths lead from b to e? || Two: through c and through d.
# ask: What is the gradient on b? || d + c = 2 + 3 = 5.
# ask: What would a backward pass that overwrites instead of adds give? || 2 or 3, whichever path comes last.
# value: a [] = 2
# value: b [] = 1
# value: c [] = 3
# value: d [] = 2
# value: e [] = 6
# grad: a [] = 2
# grad: b [] = 5
# grad: c [] = 2
# grad: d [] = 3
# grad: e [] = 1

import torch

a = torch.tensor(2.0, requires_grad=True)
b = torch.tensor(1.0, requires_grad=True)
c = a + b
d = b + 1  # the second use of b
e = c * d
e.backward()
