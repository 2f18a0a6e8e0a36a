import torch

ONE = torch.tensor([0.0, 0.2, 1.0, 0.1, 0.0, 0.9, 0.0, 0.0, 1.0])
SEVEN = torch.tensor([1.0, 0.9, 1.0, 0.0, 0.3, 0.8, 0.1, 0.9, 0.0])
X = torch.stack([ONE, SEVEN, ONE + 0.1, SEVEN - 0.1])
y = torch.tensor([0.0, 1.0, 0.0, 1.0])
w1 = torch.linspace(-0.5, 0.5, 36).reshape(4, 9).requires_grad_()
b1 = torch.zeros(4, requires_grad=True)
w2 = torch.linspace(0.3, -0.3, 4).requires_grad_()
b2 = torch.zeros(1, requires_grad=True)
optimizer = torch.optim.Adam([w1, b1, w2, b2], lr=0.05)
for _ in range(12):
    for start in (0, 2):
        optimizer.zero_grad()
        h = torch.sigmoid(X[start : start + 2] @ w1.T + b1)
        loss = torch.nn.functional.binary_cross_entropy_with_logits(h @ w2 + b2, y[start : start + 2])
        loss.backward()
        optimizer.step()
