import torch

X = torch.tensor([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
Y = torch.tensor([[0.0], [1.0], [1.0], [0.0]])
W1 = torch.tensor([[1.5, -1.2], [-0.8, 1.1], [0.9, 0.7], [-1.4, -0.6]], requires_grad=True)
b1 = torch.tensor([0.1, -0.2, 0.3, 0.0], requires_grad=True)
W2 = torch.tensor([[-1.1, 1.2, 0.9, 0.8]], requires_grad=True)
b2 = torch.tensor([0.1], requires_grad=True)
lr = 2.0
for _ in range(50):
    A1 = torch.tanh(X @ W1.T + b1)
    P = torch.sigmoid(A1 @ W2.T + b2)
    loss = ((P - Y) ** 2).mean()
    loss.backward()
    with torch.no_grad():
        for p in [W1, b1, W2, b2]:
            p -= lr * p.grad
            p.grad = None
