# title: One causal attention head
# level: 7
# core: yes
# lectures: 002
# summary: Queries, keys and values from one X; the mask shuts off the future.
# teaches: X is used three times, so its gradient is the sum of three paths. The mask adds -∞ to every score of a
# teaches: later position: the softmax gives it weight 0, and its gradient is exactly 0 too.
# ask: What is the gradient of the scores at a masked place? || Exactly 0.
# ask: What does each row of the gradient of the scores sum to? || 0: the softmax subtracts the weighted mean.
# ask: Why does the first row of Q get no gradient? || The first position can only attend to itself: its weight is 1 whatever the score.
# value: X [3, 2] = [[1, 0], [0, 1], [1, 1]]
# value: Wq [2, 2] = [[1, 0.5], [0, 1]]
# value: Wk [2, 2] = [[1, 0], [-0.5, 1]]
# value: Wv [2, 2] = [[2, 0], [0, -1]]
# value: T [3, 2] = [[0, 0], [1, 0], [0, 1]]
# value: mask [3, 3] = [[0, -inf, -inf], [0, 0, -inf], [0, 0, 0]]
# value: Q [3, 2] = [[1, 0.5], [0, 1], [1, 1.5]]
# value: K [3, 2] = [[1, 0], [-0.5, 1], [0.5, 1]]
# value: V [3, 2] = [[2, 0], [0, -1], [2, -1]]
# value: S [3, 3] = [[0.7071067812, 0, 0.7071067812], [0, 0.7071067812, 0.7071067812], [0.7071067812, 0.7071067812, 1.414213562]]
# value: M [3, 3] = [[0.7071067812, -inf, -inf], [0, 0.7071067812, -inf], [0.7071067812, 0.7071067812, 1.414213562]]
# value: P [3, 3] = [[1, 0, 0], [0.3302384507, 0.6697615493, 0], [0.2482550783, 0.2482550783, 0.5034898435]]
# value: O [3, 2] = [[2, 0], [0.6604769013, -0.6697615493], [1.503489843, -0.7517449217]]
# value: loss [] = 4.946474224
# grad: X [3, 2] = [[4.4221269, 0.3449850369], [-0.239724095, 0.984891982], [2.255050447, 1.402705004]]
# grad: Wq [2, 2] = [[0.270409444, 0.1001239136], [-0.04601801387, 0.3110755521]]
# grad: Wk [2, 2] = [[0.3204714008, 0.2697554626], [0.1001239136, 0.3611375089]]
# grad: Wv [2, 2] = [[3.018117273, -1.538046365], [0.9028413381, -1.765445882]]
# grad: Q [3, 2] = [[0, 0], [-0.3164274579, 0.2109516386], [0.270409444, 0.1001239136]]
# grad: K [3, 2] = [[-0.1001239136, -0.3611375089], [-0.3204714008, -0.2697554626], [0.4205953143, 0.6308929715]]
# grad: V [3, 2] = [[2.261125407, -0.656060589], [0.1458494722, -0.8834601056], [0.756991866, -0.8819857765]]
# grad: S [3, 3] = [[0, 0, 0], [-0.2983306683, 0.2983306683, 0], [-0.1415965965, -0.4532150013, 0.5948115978]]
# grad: M [3, 3] = [[0, 0, 0], [-0.2983306683, 0.2983306683, 0], [-0.1415965965, -0.4532150013, 0.5948115978]]
# grad: P [3, 3] = [[4, 0, 4], [-0.6790461973, 0.6697615493, -0.00928464798], [3.006979687, 1.751744922, 4.758724609]]
# grad: O [3, 2] = [[2, 0], [-0.3395230987, -0.6697615493], [1.503489843, -1.751744922]]
# grad: loss [] = 1

import torch

X = torch.tensor([[1.0, 0.0], [0.0, 1.0], [1.0, 1.0]], requires_grad=True)
Wq = torch.tensor([[1.0, 0.5], [0.0, 1.0]], requires_grad=True)
Wk = torch.tensor([[1.0, 0.0], [-0.5, 1.0]], requires_grad=True)
Wv = torch.tensor([[2.0, 0.0], [0.0, -1.0]], requires_grad=True)
T = torch.tensor([[0.0, 0.0], [1.0, 0.0], [0.0, 1.0]])
# No position may look at a later one
inf = float("inf")
mask = torch.tensor([[0.0, -inf, -inf], [0.0, 0.0, -inf], [0.0, 0.0, 0.0]])
# Queries, keys, values
Q = X @ Wq
K = X @ Wk
V = X @ Wv
# Who attends to whom, and how much
S = Q @ K.T / 2 ** 0.5
M = S + mask
P = torch.softmax(M, 1)
O = P @ V
loss = 0.5 * ((O - T) ** 2).sum()
loss.backward()
