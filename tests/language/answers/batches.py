"""Batches of examples in programs, of which every digit that they print is compared with what PyTorch prints."""

D = (
    "from torch.utils.data import ConcatDataset, DataLoader, Dataset, Subset, TensorDataset, random_split\n"
    "torch.set_default_dtype(torch.float64)\n"
)

BATCHES: dict[str, str] = {
    "batches of tensors": D
    + """\
torch.manual_seed(1)
x, y = torch.arange(14.0).reshape(7, 2), torch.arange(7)
data = TensorDataset(x, y)
print(len(data), data[2], data[-1])
for a, b in DataLoader(data, batch_size=3):
    print(a, b)
loader = DataLoader(data, batch_size=3, shuffle=True, drop_last=True)
for epoch in range(2):
    print(len(loader), [b.tolist() for a, b in loader])
print(torch.rand(2))
g = torch.Generator().manual_seed(5)
for _ in range(2):
    print([b.tolist() for _, b in DataLoader(data, 2, True, generator=g)])
print(torch.rand(1, generator=g), [one.shape for one in next(iter(DataLoader(data)))])
print([a.shape for a, b in DataLoader(data, batch_size=None)])
""",
    "a dataset of one's own": D
    + """\
torch.manual_seed(2)
class Squares(Dataset):
    def __init__(self, n):
        self.n = n
    def __len__(self):
        return self.n
    def __getitem__(self, i):
        return torch.tensor([float(i)]), i * i, {"half": i / 2, "name": f"n{i}"}
data = Squares(5)
print(len(data), data[3], isinstance(data, Dataset))
for x, y, more in DataLoader(data, batch_size=2, shuffle=True):
    print(x, y, more)
def put_together(examples):
    return [y for x, y, more in examples]
print(list(DataLoader(data, 3, collate_fn=put_together)))
both = data + Squares(2)
print(len(both), both[6][1], [b[1].tolist() for b in DataLoader(both, 4)])
print([t for t in DataLoader([1, 2, 3], batch_size=2)], list(DataLoader(torch.ones(3, 2), 2)))
print(list(DataLoader(data, sampler=[4, 0]))[0][1])
print([b[1].tolist() for b in DataLoader(data, batch_sampler=[[0], [3, 4]])])
""",
    "parts of a dataset": D
    + """\
torch.manual_seed(3)
data = TensorDataset(torch.arange(10))
train, test = random_split(data, [7, 3])
print(train.indices, test.indices, len(train), test[0])
print([part.indices for part in random_split(data, [0.5, 0.3, 0.2], generator=torch.Generator().manual_seed(42))])
print([part.indices for part in random_split(range(5), [0.5, 0.5])])
print(list(DataLoader(Subset(data, [4, 2, 0]), batch_size=2)), isinstance(train, Subset))
print(torch.randperm(4))
""",
    "training in batches": D
    + """\
torch.manual_seed(4)
x = torch.linspace(-1, 1, 24).reshape(12, 2)
y = x[:, :1] * 2 - x[:, 1:] + 0.5
net = nn.Linear(2, 1)
opt = torch.optim.Adam(net.parameters(), lr=0.1)
loader = DataLoader(TensorDataset(x, y), batch_size=5, shuffle=True)
for epoch in range(3):
    total = 0.0
    for a, b in loader:
        opt.zero_grad()
        loss = F.mse_loss(net(a), b)
        loss.backward()
        opt.step()
        total += loss.item() * len(a)
    print(f"{total / len(loader.dataset):.10f}")
""",
}
