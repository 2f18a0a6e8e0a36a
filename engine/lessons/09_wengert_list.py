# title: A Wengert list: log(x1) + x1 x2 - sin(x2)
# level: 2
# core: yes
# lectures: 004
# summary: One operation a line: the list that automatic differentiation walks.
# teaches: Written with one operation a line, a program is already its graph. One reverse sweep over the list
# teaches: gives both partial derivatives; forward mode needs a sweep for each input.
# ask: What is dy/dx1 by hand? || 1/x1 + x2 = 0.5 + 5 = 5.5.
# ask: How many forward-mode sweeps give the whole gradient? || Two, one for each input: 5.5, then 1.7163.
# ask: How many reverse sweeps? || One, because there is one output.
# value: x1 [] = 2
# value: x2 [] = 5
# value: v1 [] = 0.6931471806
# value: v2 [] = 10
# value: v3 [] = -0.9589242747
# value: v4 [] = 10.69314718
# value: y [] = 11.65207146
# grad: x1 [] = 5.5
# grad: x2 [] = 1.716337815
# grad: v1 [] = 1
# grad: v2 [] = 1
# grad: v3 [] = -1
# grad: v4 [] = 1
# grad: y [] = 1

import torch

x1 = torch.tensor(2.0, requires_grad=True)
x2 = torch.tensor(5.0, requires_grad=True)
v1 = torch.log(x1)
v2 = x1 * x2
v3 = torch.sin(x2)
v4 = v1 + v2
y = v4 - v3
y.backward()
