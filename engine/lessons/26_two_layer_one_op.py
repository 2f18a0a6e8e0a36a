# title: A two-layer network, one operation a line
# level: 5
# core: yes
# lectures: 004
# summary: The autograd listing of lecture 004 in small, with a squared error.
# teaches: One operation a line, so each line is one node of the graph. The loss decides where the backward pass
# teaches: starts: with the squared error δ2 is not A2 - Y but 2 (A2 - Y) A2 (1 - A2) / (N n2).
# ask: Is the gradient of Z2 equal to A2 - Y? || No; that needs the binary cross-entropy.
# ask: Swap the loss: which part of the derivation changes? || Only δ2. Everything below reuses it as before.
# value: A0 [2, 2] = [[1, -1], [0.5, 2]]
# value: Y [2, 1] = [[1], [0]]
# value: W1 [2, 2] = [[0.5, -0.5], [1, 0.25]]
# value: b1 [2] = [0.1, -0.1]
# value: temp1 [2, 2] = [[1, 0.75], [-0.75, 1]]
# value: Z1 [2, 2] = [[1.1, 0.65], [-0.65, 0.9]]
# value: A1 [2, 2] = [[0.7502601056, 0.6570104627], [0.3429895373, 0.7109495026]]
# value: W2 [1, 2] = [[1, -2]]
# value: b2 [1] = [0.5]
# value: temp2 [2, 1] = [[-0.5637608198], [-1.078909468]]
# value: Z2 [2, 1] = [[-0.06376081975], [-0.5789094679]]
# value: A2 [2, 1] = [[0.4840651932], [0.3591835637]]
# value: temp3 [2, 1] = [[-0.5159348068], [0.3591835637]]
# value: temp4 [2, 1] = [[0.2661887249], [0.1290128324]]
# value: loss [] = 0.1976007786
# grad: W1 [2, 2] = [[-0.01482796718, 0.0614037024], [0.04108388277, -0.1260310758]]
# grad: b1 [2] = [-0.005512820141, 0.02409444417]
# grad: temp1 [2, 2] = [[-0.02414311423, 0.05807332137], [0.01863029409, -0.0339788772]]
# grad: Z1 [2, 2] = [[-0.02414311423, 0.05807332137], [0.01863029409, -0.0339788772]]
# grad: A1 [2, 2] = [[-0.1288526965, 0.2577053931], [0.0826735435, -0.165347087]]
# grad: W2 [1, 2] = [[-0.06831687727, -0.02588085513]]
# grad: b2 [1] = [-0.04617915303]
# grad: temp2 [2, 1] = [[-0.1288526965], [0.0826735435]]
# grad: Z2 [2, 1] = [[-0.1288526965], [0.0826735435]]
# grad: A2 [2, 1] = [[-0.5159348068], [0.3591835637]]
# grad: temp3 [2, 1] = [[-0.5159348068], [0.3591835637]]
# grad: temp4 [2, 1] = [[0.5], [0.5]]
# grad: loss [] = 1

import torch

A0 = torch.tensor([[1.0, -1.0], [0.5, 2.0]])
Y = torch.tensor([[1.0], [0.0]])
# Layer 1
W1 = torch.tensor([[0.5, -0.5], [1.0, 0.25]], requires_grad=True)
b1 = torch.tensor([0.1, -0.1], requires_grad=True)
temp1 = A0 @ W1.T
Z1 = temp1 + b1
A1 = torch.sigmoid(Z1)
# Layer 2
W2 = torch.tensor([[1.0, -2.0]], requires_grad=True)
b2 = torch.tensor([0.5], requires_grad=True)
temp2 = A1 @ W2.T
Z2 = temp2 + b2
A2 = torch.sigmoid(Z2)
# Mean squared error
temp3 = A2 - Y
temp4 = temp3 ** 2
loss = temp4.mean()
loss.backward()
