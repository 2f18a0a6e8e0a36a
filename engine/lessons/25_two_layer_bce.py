# title: A two-layer network
# level: 5
# core: yes
# lectures: 004
# summary: Three inputs, two hidden neurons, three outputs: the derivation of lecture 004.
# teaches: Backward, one term does most of the work: δ2 = A2 - Y. It gives layer 2 its gradients, δ2ᵀ A1 / N and
# teaches: mean(δ2); carried on as δ1 = δ2 W2 ⊙ A1 (1 - A1), it gives layer 1 its own, δ1ᵀ A0 / N and mean(δ1).
# ask: Which shapes have Z1, A1, Z2 and A2? || Examples × neurons: 2×2, 2×2, 2×3, 2×3.
# ask: Which term do all four parameter gradients share? || δ2 = A2 - Y.
# ask: Why go backward? || δ2 is computed once and reused by every layer below it.
# ask: How many forward passes would finite differences need for these gradients? || 18: one for each of the 17 parameters and one to compare with. Backward needs one sweep.
# value: A0 [2, 3] = [[1, 0, -1], [0.5, 2, 1]]
# value: Y [2, 3] = [[1, 0, 1], [0, 1, 1]]
# value: W1 [2, 3] = [[0.5, -0.5, 0.25], [1, 0, -1]]
# value: b1 [2] = [0, 0.5]
# value: W2 [3, 2] = [[1, -1], [0.5, 0.5], [-0.5, 2]]
# value: b2 [3] = [0, -0.5, 0.25]
# value: Z1 [2, 2] = [[0.25, 2.5], [-0.5, 0]]
# value: A1 [2, 2] = [[0.5621765009, 0.92414182], [0.3775406688, 0.5]]
# value: Z2 [2, 3] = [[-0.3619653191, 0.2431591604, 1.81719539], [-0.1224593312, -0.0612296656, 1.061229666]]
# value: A2 [2, 3] = [[0.410483901, 0.5604920272, 0.8602292556], [0.469423369, 0.4846973642, 0.7429254659]]
# value: loss [] = 1.759127674
# grad: W1 [2, 3] = [[-0.009466880136, 0.07997395306, 0.06944734493], [-0.05688815504, -0.3103059388, -0.1758412991]]
# grad: b1 [2] = [0.01052660813, -0.1344646397]
# grad: W2 [3, 2] = [[-0.07709284254, -0.1550423981], [0.06027387244, 0.1301614021], [-0.08781595979, -0.1288526286]]
# grad: b2 [3] = [-0.06004636501, 0.0225946957, -0.1984226393]
# grad: Z1 [2, 2] = [[-0.0294603684, 0.02068832965], [0.03998697653, -0.1551529694]]
# grad: A1 [2, 2] = [[-0.1196923566, 0.2951103119], [0.1701546591, -0.6206118776]]
# grad: Z2 [2, 3] = [[-0.2947580495, 0.2802460136, -0.06988537221], [0.2347116845, -0.2576513179, -0.1285372671]]
# grad: A2 [2, 3] = [[-1.218074567, 1.13763579, -0.5812404039], [0.9423709428, -1.031571527, -0.6730150237]]
# grad: loss [] = 1

import torch

# The data: two examples, one in each row
A0 = torch.tensor([[1.0, 0.0, -1.0], [0.5, 2.0, 1.0]])
Y = torch.tensor([[1.0, 0.0, 1.0], [0.0, 1.0, 1.0]])

# The parameters: what the network can learn
W1 = torch.tensor([[0.5, -0.5, 0.25], [1.0, 0.0, -1.0]], requires_grad=True)
b1 = torch.tensor([0.0, 0.5], requires_grad=True)
W2 = torch.tensor([[1.0, -1.0], [0.5, 0.5], [-0.5, 2.0]], requires_grad=True)
b2 = torch.tensor([0.0, -0.5, 0.25], requires_grad=True)

# Forward: two layers, each a weighted sum and a sigmoid
Z1 = A0 @ W1.T + b1
A1 = torch.sigmoid(Z1)
Z2 = A1 @ W2.T + b2
A2 = torch.sigmoid(Z2)

# Binary cross-entropy: sum over outputs, mean over examples
loss = -(Y * torch.log(A2) + (1 - Y) * torch.log(1 - A2)).sum(1).mean()

# Backward: how does the loss change with each parameter?
loss.backward()
