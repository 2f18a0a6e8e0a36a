import torch

x = torch.tensor(3.0, requires_grad=True)
optimizer = torch.optim.SGD([x], lr=0.1, momentum=0.5)
for _ in range(8):
    loss = x**2
    loss.backward()
    optimizer.step()
