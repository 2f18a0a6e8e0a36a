"""Networks of layers in programs, of which every digit that they print is compared with what PyTorch prints."""

D = "torch.set_default_dtype(torch.float64)\ntorch.manual_seed(7)\n"
TRAIN = """\
opt = torch.optim.SGD(net.parameters(), lr=0.1, momentum=0.9)
for step in range(3):
    opt.zero_grad()
    loss = F.cross_entropy(net(x), y)
    loss.backward()
    opt.step()
    print(f"{loss.item():.10f}")
net.eval()
print(net(x))
"""
DIGITS = "x = torch.linspace(-1, 1, 128).reshape(2, 1, 8, 8).sin()\ny = torch.tensor([0, 2])\n"

NETWORKS: dict[str, str] = {
    "a network of convolutions": D
    + DIGITS
    + """\
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.features = nn.Sequential(nn.Conv2d(1, 3, 3, padding=1), nn.BatchNorm2d(3), nn.ReLU(), nn.MaxPool2d(2))
        self.head = nn.Linear(48, 3)

    def forward(self, x):
        return self.head(self.features(x).flatten(1))

net = Net()
print(net)
"""
    + TRAIN
    + "print(net.features[1].running_mean, net.features[1].num_batches_tracked)\n",
    "a network that learns its sizes": D
    + DIGITS
    + "net = nn.Sequential(nn.LazyConv2d(2, 3), nn.Tanh(), nn.Flatten(), nn.LazyLinear(3))\nprint(net)\nnet(x)\n"
    + "print(net, [tuple(p.shape) for p in net.parameters()])\n"
    + TRAIN,
    "a recurrent network": D
    + """\
class Tagger(nn.Module):
    def __init__(self):
        super().__init__()
        self.table = nn.Embedding(5, 3)
        self.walk = nn.LSTM(3, 4, batch_first=True)
        self.out = nn.Linear(4, 3)

    def forward(self, words):
        walked, (h, c) = self.walk(self.table(words))
        return self.out(h[-1])

net = Tagger()
x, y = torch.tensor([[0, 4, 2], [1, 1, 3]]), torch.tensor([0, 2])
"""
    + TRAIN,
    "attention": D
    + """\
layer = nn.TransformerEncoderLayer(4, 2, 8, dropout=0.0, batch_first=True)
net = nn.TransformerEncoder(layer, 2)
x = torch.linspace(-1, 1, 24).reshape(2, 3, 4).cos().requires_grad_()
mask = torch.triu(torch.ones(3, 3), diagonal=1).bool()
padding = torch.tensor([[False, False, True], [False, False, False]])
out = net(x, mask=mask, src_key_padding_mask=padding)
print(out)
out.pow(2).sum().backward()
print(x.grad)
mha = nn.MultiheadAttention(4, 2)
mixed, shares = mha(x, x, x, attn_mask=torch.zeros(6 // 3, 2))
print(mixed, shares)
print(mha(x, x, x, need_weights=False)[1], mha(x, x, x, average_attn_weights=False)[1].shape)
""",
    "beginnings": D
    + "w, k = torch.empty(3, 5), torch.empty(2, 3, 2, 2)\n"
    + "".join(
        f"print(nn.init.{call})\n"
        for call in (
            *("uniform_(w, -1, 1)", "normal_(w, 1.0, 0.5)", "constant_(w, 3)", "ones_(w)", "zeros_(w)", "eye_(w)"),
            *("xavier_uniform_(w, gain=2)", "xavier_normal_(w)", "kaiming_uniform_(w, nonlinearity='relu')"),
            *("kaiming_normal_(k, 0.2, 'fan_out')", "kaiming_uniform_(k, a=5 ** 0.5)", "dirac_(k)", "dirac_(k, 2)"),
            *("orthogonal_(w)", "orthogonal_(k, 2)", "sparse_(w, 0.5)", "trunc_normal_(w, 0.5, 1.0, -1.0, 1.0)"),
            *("trunc_normal_(w, 0.0, 1.0, 1.5, 2.0)",),
            *("calculate_gain('tanh')", "calculate_gain('leaky_relu', 0.3)"),
        )
    ),
    "gradients cut": D
    + """\
net = nn.Sequential(nn.Linear(3, 2), nn.Linear(2, 1))
(100 * net(torch.ones(4, 3))).sum().backward()
print(nn.utils.clip_grad_norm_(net.parameters(), 1.0))
print(net[0].weight.grad, net[1].bias.grad)
print(nn.utils.clip_grad_norm_(net.parameters(), max_norm=0.1, norm_type=1))
print(nn.utils.clip_grad_norm_([net[0].weight], 5.0, float('inf')))
nn.utils.clip_grad_value_(net.parameters(), 0.01)
print(net[0].weight.grad)
row = nn.utils.parameters_to_vector(net.parameters())
print(row)
nn.utils.vector_to_parameters(row.detach() * 2, net.parameters())
print(net[1].weight, torch.nn.utils.rnn.pad_sequence([torch.ones(2), torch.ones(3)], batch_first=True))
""",
    "lists of layers and parameters": D
    + """\
class Deep(nn.Module):
    def __init__(self):
        super().__init__()
        self.steps = nn.ModuleList([nn.Linear(2, 2) for _ in range(3)])
        self.scales = nn.ParameterList([nn.Parameter(torch.ones(2) * n) for n in range(3)])
        self.named = nn.ModuleDict({"act": nn.ReLU(), "last": nn.Linear(2, 1)})
        self.extra = nn.ParameterDict({"shift": nn.Parameter(torch.zeros(2))})

    def forward(self, x):
        for step, scale in zip(self.steps, self.scales):
            x = self.named["act"](step(x) * scale)
        return self.named["last"](x + self.extra["shift"])

net = Deep()
print(net, nn.ParameterList([torch.ones(1, 2)]), nn.ParameterDict({"a": torch.ones(2), "b": torch.ones(1)}))
print([(name, tuple(p.shape)) for name, p in net.named_parameters()])
print(net(torch.ones(1, 2)), len(net.steps), net.steps[1], list(net.named.keys()))
net.steps.append(nn.Identity())
net.steps[0] = nn.Bilinear(1, 1, 1)
del net.steps[1]
net.named["more"] = nn.PReLU()
print(net.steps, net.named, 'more' in net.named)
seq = nn.Sequential(nn.Linear(2, 2), nn.ReLU(), nn.Linear(2, 1))
print(seq[:2], seq[-1], len(seq), [type(layer).__name__ for layer in seq])
""",
    "a copy of a network": D
    + """\
import copy
net = nn.Sequential(nn.Linear(2, 2), nn.BatchNorm1d(2))
other = copy.deepcopy(net)
with torch.no_grad():
    net[0].weight.zero_()
print(net[0].weight, other[0].weight, other(torch.ones(2, 2)).shape)
other.load_state_dict(net.state_dict())
print(other[0].weight, [name for name in net.state_dict()])
""",
    "layers asked": D
    + """\
conv, bn = nn.Conv2d(2, 4, (3, 1), padding='same'), nn.BatchNorm1d(3)
print(conv.kernel_size, conv.padding, conv.in_channels, conv.bias.shape, type(conv), isinstance(conv, nn.Conv2d))
print(bn.momentum, bn.eps, bn.running_var, bn.training, bn.eval().training)
bn.momentum = 0.5
print(bn, nn.Dropout(0.2).p, nn.LSTM(2, 3).hidden_size, nn.Linear(2, 3).in_features, type(nn.MaxUnpool1d(2)))
for kind in (nn.Embedding(2, 3), nn.GRUCell(1, 1), nn.LayerNorm(2), nn.Upsample(2), nn.ReLU6(), nn.CTCLoss()):
    print(type(kind))
""",
    "hooks of layers": D
    + """\
net = nn.Sequential(nn.Linear(2, 2), nn.Tanh())
seen = []
before = net[1].register_forward_pre_hook(lambda layer, inputs: (inputs[0] * 0 + 1,))
after = net[0].register_forward_hook(lambda layer, inputs, out: seen.append(tuple(out.shape)))
print(net(torch.ones(3, 2)), seen)
before.remove()
after.remove()
print(net(torch.ones(1, 2)).shape, seen)
""",
    "gradients switched on and off": D
    + """\
x = torch.ones(2, requires_grad=True)
print(torch.is_grad_enabled())
with torch.set_grad_enabled(False):
    print(torch.is_grad_enabled(), (x * 2).requires_grad)
    with torch.enable_grad():
        print((x * 2).requires_grad)
print((x * 2).requires_grad)
torch.set_grad_enabled(False)
print(torch.is_grad_enabled(), (x * 2).requires_grad)
torch.set_grad_enabled(True)
with torch.inference_mode():
    print((x * 2).requires_grad, torch.is_grad_enabled())
with torch.inference_mode(False):
    print((x * 2).requires_grad)

@torch.inference_mode()
def predict(x):
    return x * 2

@torch.set_grad_enabled(True)
def train(x):
    return x * 3

print(predict(x).requires_grad, train(x).requires_grad, torch.is_grad_enabled())
""",
    "the steps back": D
    + """\
x, y = torch.ones(2, requires_grad=True), torch.ones(2)
z = (x * y + x).sum()
print(z.grad_fn.name(), x.grad_fn is None, y.grad_fn)
add = z.grad_fn.next_functions[0][0]
print(add.name(), len(add.next_functions), [None if f is None else f.name() for f, i in add.next_functions])
mul = add.next_functions[0][0]
print([None if f is None else f.name() for f, i in mul.next_functions], mul.next_functions[0][0].variable is x)
w = torch.tensor([1.0, 2.0], requires_grad=True)
v = torch.tensor([3.0, 4.0], requires_grad=True)
(w * v).sum().backward(inputs=[w])
print(w.grad, v.grad)
torch.autograd.backward((w * v).sum(), inputs=[v])
print(w.grad, v.grad)
""",
}
