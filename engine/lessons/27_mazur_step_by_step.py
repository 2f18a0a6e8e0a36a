# title: A well-known 2-2-2 network, every number
# level: 5
# core: yes
# lectures: 001, 004
# summary: Matt Mazur's step-by-step example: compare with the numbers you know.
# teaches: Many students meet backpropagation in Matt Mazur's "A Step by Step Backpropagation Example". These are
# teaches: its numbers: total error 0.298371109 and, with learning rate 0.5, new w5 = 0.35891648 and new
# teaches: w1 = 0.149780716. Here w1 is W1[0, 0] and w5 is W2[0, 0].
# ask: What is dE/dw5? || (out_o[0] - 0.01) × out_o[0] (1 - out_o[0]) × out_h[0] = 0.082167041.
# ask: How many paths lead from w1 to the total error? || Two: through each of the two outputs.
# ask: What is dE/dw1? || 0.000438568.
# value: i [2] = [0.05, 0.1]
# value: target [2] = [0.01, 0.99]
# value: W1 [2, 2] = [[0.15, 0.2], [0.25, 0.3]]
# value: W2 [2, 2] = [[0.4, 0.45], [0.5, 0.55]]
# value: b1 [] = 0.35
# value: b2 [] = 0.6
# value: net_h [2] = [0.3775, 0.3925]
# value: out_h [2] = [0.5932699921, 0.5968843783]
# value: net_o [2] = [1.105905967, 1.224921404]
# value: out_o [2] = [0.7513650696, 0.7729284653]
# value: E [2] = [0.2748110832, 0.02356002558]
# value: total [] = 0.2983711088
# grad: W1 [2, 2] = [[0.0004385677345, 0.0008771354689], [0.0004977127353, 0.0009954254705]]
# grad: W2 [2, 2] = [[0.08216704056, 0.08266762785], [-0.02260254048, -0.02274024222]]
# grad: b1 [] = 0.01872560939
# grad: b2 [] = 0.1004003251
# grad: net_h [2] = [0.008771354689, 0.009954254705]
# grad: out_h [2] = [0.03635030639, 0.04137032265]
# grad: net_o [2] = [0.1384985616, -0.03809823652]
# grad: out_o [2] = [0.7413650696, -0.2170715347]
# grad: E [2] = [1, 1]
# grad: total [] = 1

import torch

i = torch.tensor([0.05, 0.10])
target = torch.tensor([0.01, 0.99])
W1 = torch.tensor([[0.15, 0.20], [0.25, 0.30]], requires_grad=True)
W2 = torch.tensor([[0.40, 0.45], [0.50, 0.55]], requires_grad=True)
b1 = torch.tensor(0.35, requires_grad=True)  # one bias for a whole layer
b2 = torch.tensor(0.60, requires_grad=True)
net_h = W1 @ i + b1
out_h = torch.sigmoid(net_h)
net_o = W2 @ out_h + b2
out_o = torch.sigmoid(net_o)
E = 0.5 * (target - out_o) ** 2
total = E.sum()
total.backward()
