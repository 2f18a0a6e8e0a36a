"""Programs of which every letter that they print is compared with what PyTorch prints."""

from tests.language.answers.batches import BATCHES
from tests.language.answers.networks import NETWORKS
from tests.language.answers.optimizers import OPTIMIZERS

HEAD = "import torch\nimport torch.nn.functional as F\nfrom torch import nn\n"
V = "x = torch.tensor([1.0, 2.0], requires_grad=True)\n"
M = "m = torch.tensor([[1.0, -2.5], [3.0, 4.25]], requires_grad=True)\n"
SINGLE = "import numpy as np\ntorch.set_default_dtype(torch.float32)\n" + V
MIXED = (
    "w = torch.tensor(2.5, dtype=torch.float64)\ni = torch.tensor([1, 2])\nb = torch.tensor([True, False])\n"
    "a = np.array([1.0, 2.0])\nt = torch.from_numpy(a)\n"
)
LONG = "a = torch.arange(2000.0).reshape(40, 50) / 7\n"


def shown(before: str, *expressions: str) -> str:
    return before + "".join(f"print({expression})\n" for expression in expressions)


PRINTS: dict[str, str] = {
    **BATCHES,
    **NETWORKS,
    **OPTIMIZERS,
    "a shape": shown(
        M, "m.shape", "m.size()", "m.size(0)", "m.shape[0]", "m.shape[:1]", "m.shape[-1:]", "m.shape[::-1]"
    ),
    "shapes joined": shown(M, "m.shape + (1,)", "(1,) + m.shape", "m.shape * 2", "m.shape.numel()", "[m.shape]"),
    "a shape in a text": shown(M, "f'{m.shape} {m.shape[0]}'", "str(m.shape)", "repr(m.shape)", "'%s' % (m.shape,)"),
    "shapes of nothing": shown("", "torch.tensor(1.0).shape", "torch.ones(0, 3).shape", "torch.tensor(1.0).size()"),
    "shapes compared": shown(
        M,
        "m.shape == (2, 2)",
        "m.shape == torch.Size([2, 2])",
        "isinstance(m.shape, torch.Size)",
        "isinstance((2, 2), torch.Size)",
        "tuple(m.shape)",
        "list(m.shape)",
    ),
    "a leaf": shown(V, "x", "x.detach()", "x.grad", "[x]", "{'x': x}", "x.data", "x.requires_grad"),
    "sums and differences": shown(
        V, "x + 1", "x - 1", "1 - x", "1 + x", "-x", "x + x", "x - x", "torch.tensor([2.0, 1.0]) - x"
    ),
    "products and quotients": shown(V, "x * 2", "2 * x", "x / 2", "1 / x", "x * x", "x / x", "x % 2", "x // 1 * x"),
    "powers": shown(V, "x ** 2", "x ** 0.5", "2 ** x", "x ** x", "x.pow(3)", "x.square()", "torch.sqrt(x)"),
    "sums over dims": shown(
        M, "m.sum()", "m.sum(0)", "m.sum(dim=1, keepdim=True)", "m.mean()", "m.mean(1)", "m.prod()", "m.prod(0)"
    ),
    "the largest": shown(
        M, "m.max()", "m.max(0).values", "m.amax(0)", "m.min()", "m.min(1).values", "m.argmax()", "m.max(0).indices"
    ),
    "statistics": shown(
        M, "m.std()", "m.var()", "m.norm()", "m.logsumexp(0)", "m.cumsum(0)", "m.median()", "m.abs().cumprod(1)"
    ),
    "products of matrices": shown(
        M, "m @ m", "m @ m[0]", "m[0] @ m[0]", "m.mm(m)", "m.mv(m[0])", "m[0].dot(m[1])", "m[None] @ m[None]"
    ),
    "elementary functions": shown(
        V, "x.exp()", "x.log()", "x.sin()", "x.cos()", "x.tanh()", "x.sigmoid()", "x.relu()", "x.abs()"
    ),
    "more functions": shown(
        V, "F.gelu(x)", "F.silu(x)", "F.elu(x)", "F.leaky_relu(x)", "F.softplus(x)", "x.erf()", "x.floor()", "x.log1p()"
    ),
    "softmaxes": shown(M, "F.softmax(m, 1)", "F.log_softmax(m, 1)", "torch.softmax(m, 0)"),
    "choices": shown(
        M,
        "torch.where(m > 0, m, -m)",
        "m.clamp(min=0)",
        "m.clamp(0, 1)",
        "torch.maximum(m, m * 2)",
        "m > 0",
    ),
    "parts": shown(
        M, "m[0]", "m[:, 0]", "m[0:1]", "m[0, 1]", "m[..., None]", "m[[0, 1]]", "m[m > 0]", "m[torch.tensor([1])]"
    ),
    "other shapes": shown(
        M,
        "m.T",
        "m.reshape(4)",
        "m.view(-1)",
        "m.flatten()",
        "m.unsqueeze(0)",
        "m.transpose(0, 1)",
        "m.permute(1, 0)",
    ),
    "squeezed and laid out": shown(
        M,
        "m[None].squeeze()",
        "m[None].squeeze(0)",
        "m.expand(2, 2, 2)",
        "m.repeat(1, 2)",
        "m.flip(0)",
        "m.diagonal()",
        "m.tril()",
    ),
    "put together": shown(
        V, "torch.cat([x, x])", "torch.stack([x, x])", "torch.outer(x, x)", "torch.hstack([x, x])", "x.clone()"
    ),
    "picked": shown(
        M,
        "m.gather(1, torch.tensor([[0], [1]]))",
        "m.index_select(0, torch.tensor([1]))",
        "m.masked_fill(m > 0, 9.0)",
        "m.sort().values",
    ),
    "losses": shown(
        V,
        "F.mse_loss(x, x * 2)",
        "F.l1_loss(x, torch.zeros(2))",
        "F.huber_loss(x, torch.zeros(2))",
        "F.binary_cross_entropy_with_logits(x, torch.ones(2))",
    ),
    "losses of classes": shown(
        M, "F.cross_entropy(m, torch.tensor([0, 1]))", "F.nll_loss(F.log_softmax(m, 1), torch.tensor([0, 1]))"
    ),
    "layers' results": shown(
        (
            "torch.manual_seed(0)\n"
            "l = nn.Linear(2, 1)\n"
            "with torch.no_grad():\n"
            "    l.weight.fill_(0.5)\n"
            "    l.bias.fill_(0.25)\n"
        ),
        "l(torch.ones(3, 2))",
        "l(torch.ones(2))",
        "l.weight",
        "l.bias",
        "l.weight.data",
        "torch.relu(l(torch.ones(1, 2)))",
    ),
    "determinants": shown(
        "a = torch.tensor([[2.0, 1.0], [1.0, 3.0]], requires_grad=True)\n",
        "torch.linalg.inv(a)",
        "torch.trace(a)",
    ),
    "a change in place": V + "y = x * 2\ny += 1\nprint(y)\ny[0] = 5.0\nprint(y)\ny.mul_(2)\nprint(y)\n",
    "after a pass": V + "y = (x * 2).sum()\ny.backward()\nprint(y, x, x.grad)\n",
    "without a graph": V + "with torch.no_grad():\n    y = x * 2\nprint(y, y.requires_grad)\nprint((x * 2).detach())\n",
    "element types": shown(
        "",
        "torch.tensor([1, 2])",
        "torch.tensor([True, False])",
        "torch.tensor([1.0], dtype=torch.float32)",
        "torch.tensor([1, 2], dtype=torch.int32)",
        "torch.ones(2).dtype",
        "torch.tensor([1.5]).float()",
    ),
    "element types with a graph": shown(V, "x.float()", "x.float().double()", "x.to(torch.float32) * 2"),
    "nothing in it": shown(
        "",
        "torch.tensor([])",
        "torch.ones(0, 3)",
        "torch.tensor([], dtype=torch.int64)",
        "torch.ones(2, 0, requires_grad=True)",
    ),
    "numbers": shown(
        "",
        "torch.tensor(3.14159265)",
        "torch.tensor(7)",
        "torch.tensor(True)",
        "torch.tensor(1e-7)",
        "torch.tensor(1e10)",
        "torch.tensor(-0.0)",
    ),
    "large and small": shown(
        "",
        "torch.tensor([1e-5, 1.0])",
        "torch.tensor([1e9, 1.0])",
        "torch.tensor([0.0001, 123.0])",
        "torch.tensor([1e4, 1.5])",
        "torch.tensor([12345678.0])",
    ),
    "what is no number": shown(
        "n = float('nan')\ni = float('inf')\n",
        "torch.tensor([n, 1.0])",
        "torch.tensor([i, -i, 1.5])",
        "torch.tensor([n, i])",
        "torch.tensor([i])",
    ),
    "negative zeros": shown("", "torch.tensor([-0.0, 1.5])", "torch.tensor([-1.0, 0.0]) * 0"),
    "three dims": shown(
        "", "torch.arange(12.0).reshape(2, 3, 2)", "torch.arange(8).reshape(2, 2, 2)", "torch.zeros(1, 1, 1)"
    ),
    "long rows": shown(
        "", "torch.arange(40.0) / 3", "torch.arange(30)", "torch.arange(25.0, requires_grad=True) * 1.5"
    ),
    "many numbers": shown(LONG, "a", "a[0]", "torch.arange(1500)", "torch.ones(1001)"),
    "a long row with a graph": shown(
        "w = torch.arange(9.0, requires_grad=True) / 7\n", "w", "w[None]", "w.reshape(3, 3)"
    ),
    "precision": shown("torch.set_printoptions(precision=2)\n" + M, "m / 3", "m", "torch.tensor(1e-9)"),
    "more precision": shown(
        "torch.set_printoptions(precision=8)\n", "torch.tensor([1 / 3, 2.0])", "torch.tensor(3.141592653589793)"
    ),
    "no precision": shown("torch.set_printoptions(precision=0)\n", "torch.tensor([1.4, 2.6])"),
    "scientific": shown(
        "torch.set_printoptions(sci_mode=True)\n",
        "torch.tensor([1.5, 200.0])",
        "torch.tensor([1.0, 2.0])",
        "torch.tensor([1, 2])",
    ),
    "not scientific": shown(
        "torch.set_printoptions(sci_mode=False)\n",
        "torch.tensor([1e-9, 1.0])",
        "torch.tensor([1e9, 1.5])",
        "torch.tensor([1e9, 2.0])",
    ),
    "sci_mode is chosen anew": shown(
        "torch.set_printoptions(sci_mode=True)\ntorch.set_printoptions(precision=3)\n", "torch.tensor([1.5, 200.0])"
    ),
    "threshold and edges": shown(
        "torch.set_printoptions(threshold=5, edgeitems=1)\n",
        "torch.arange(12.0)",
        "torch.arange(12).reshape(3, 4)",
        "torch.arange(5)",
    ),
    "line width": shown(
        "torch.set_printoptions(linewidth=30)\n",
        "torch.arange(12.0) / 7",
        V.split(" = ")[1].strip(),
        "torch.ones(2, dtype=torch.float32)",
    ),
    "profiles": LONG
    + "".join(
        (
            f"torch.set_printoptions(profile='{name}')\n"
            f"print(a[:2, :4])\n"
            f"print(torch.arange(1200) if '{name}' != 'full' else 0)\n"
        )
        for name in ("short", "full", "default")
    ),
    "a profile and more": shown("torch.set_printoptions(profile='short', precision=3)\n", "torch.tensor([1 / 3])"),
    "a parameter": shown(
        "p = nn.Parameter(torch.ones(2))\n",
        "p",
        "[p]",
        "f'{p}'",
        "p * 2",
        "p.data",
        "nn.Parameter(torch.ones(1), requires_grad=False)",
    ),
    "parameters of a layer": (
        "l = nn.Linear(2, 1)\n"
        "with torch.no_grad():\n"
        "    for p in l.parameters():\n"
        "        p.fill_(1.0)\n"
        "for name, p in l.named_parameters():\n"
        "    print(name, p, p.shape)\n"
    ),
    "layers": shown(
        "",
        "nn.Linear(2, 3)",
        "nn.ReLU()",
        "nn.ReLU(inplace=True)",
        "nn.LeakyReLU(0.2, True)",
        "nn.ELU()",
        "nn.GELU('tanh')",
        "nn.Softplus()",
        "nn.Softmax(1)",
        "nn.Flatten()",
        "nn.MSELoss()",
        "nn.HuberLoss(delta=2.0)",
        "nn.Tanh()",
    ),
    "a Sequential": shown(
        "s = nn.Sequential(nn.Linear(2, 4), nn.Tanh(), nn.Linear(4, 1))\n",
        "s",
        "s[0]",
        "s[1:]",
        "s[:-1]",
        "len(s)",
        "s[-1]",
        "nn.Sequential()",
    ),
    "a ModuleList": shown(
        "l = nn.ModuleList([nn.Linear(2, 2) for _ in range(3)] + [nn.ReLU()])\n",
        "l",
        "l[1:]",
        "l[0]",
        "len(l)",
        "nn.ModuleList()",
        "nn.ModuleList([nn.Sequential(nn.ReLU())] * 2)",
    ),
    "a ModuleDict": shown(
        "d = nn.ModuleDict({'a': nn.ReLU(), 'b': nn.Linear(1, 1)})\n",
        "d",
        "d['a']",
        "'a' in d",
        "'z' in d",
        "len(d)",
        "list(d)",
        "list(d.keys())",
        "[type(v) == nn.ReLU for v in d.values()]",
    ),
    "layers put in and taken out": (
        "l = nn.ModuleList([nn.ReLU(), nn.ReLU()])\n"
        "l[0] = nn.Tanh()\n"
        "print(l)\n"
        "del l[0]\n"
        "print(l)\n"
        "d = nn.ModuleDict()\n"
        "d['c'] = nn.Tanh()\n"
        "print(d, 'c' in d)\n"
        "del d['c']\n"
        "print(d)\n"
        "for name in nn.ModuleDict({'k': nn.ReLU()}):\n"
        "    print(name)\n"
    ),
    "a module": (
        "class Net(nn.Module):\n"
        "    def __init__(self):\n"
        "        super().__init__()\n"
        "        self.body = nn.ModuleList([nn.Linear(1, 1) for _ in range(3)])\n"
        "        self.head = nn.Sequential(nn.ReLU(), nn.Linear(1, 1))\n"
        "        self.w = nn.Parameter(torch.ones(2))\n"
        "\n"
        "print(Net())\n"
        "print(Net().w)\n"
    ),
    "sums of truths": shown(
        "t = torch.tensor([True, True, False])\n",
        "sum(t)",
        "t.sum()",
        "sum([True, False, True])",
        "sum([torch.tensor(True), torch.tensor(True)])",
        "t.sum().item()",
        "sum(v for v in t)",
        "(t + t)",
        "torch.sum(t)",
    ),
    "several results": shown(
        M,
        "m.max(0)",
        "torch.min(m, dim=1)",
        "m.detach().sort()",
        "torch.topk(m, 1)",
        "m.median(0)",
        "[m.detach().max(0)]",
        "torch.linalg.slogdet(torch.tensor([[2.0, 0.0], [0.0, 0.5]]))",
    ),
    "float32, literals": shown(
        SINGLE + MIXED,
        *("x", "w", "i", "b", "t", "a.dtype", "t.dtype", "x.dtype", "torch.get_default_dtype()"),
        *(
            "torch.tensor(1.5)",
            "torch.tensor([1, 2.5])",
            "torch.tensor([])",
            "torch.tensor([w, 1.0])",
            "torch.tensor(a)",
        ),
        *("torch.tensor([x[0], 1])", "torch.as_tensor([1.0])", "torch.as_tensor(a)", "torch.Tensor([1, 2])"),
        *("torch.FloatTensor([1, 2])", "torch.DoubleTensor([1, 2])", "torch.LongTensor([1, 2])"),
        *("i.type(torch.FloatTensor)", "i.type('torch.DoubleTensor')", "x.type()", "w.type()"),
    ),
    "float32, creation": shown(
        SINGLE + MIXED,
        *(
            "torch.zeros(2)",
            "torch.ones(2, dtype=float)",
            "torch.full((2,), 1.5)",
            "torch.full((2,), 1)",
            "torch.eye(2)",
        ),
        *("torch.arange(3)", "torch.arange(3.0)", "torch.arange(0, 1, 0.3)", "torch.linspace(0, 1, 3)"),
        *("torch.logspace(0, 1, 3)", "torch.zeros_like(i)", "torch.zeros_like(w)", "torch.ones_like(x)"),
        *("torch.full_like(i, 1.5)", "x.new_tensor([1.5])", "w.new_zeros(2)", "i.new_tensor([1.5])", "torch.empty(0)"),
    ),
    "float32, mixed": shown(
        SINGLE + MIXED,
        *("i * 0.5", "i / 2", "i / i", "i + 1.5", "b * 0.5", "b / 2", "i ** 0.5", "2.0 ** i", "i // 0.5", "i % 0.5"),
        *("i.exp()", "b.exp()", "i.sqrt()", "i.sigmoid()", "torch.log(i)", "torch.atan2(i, i)", "i.float().mean()"),
        *("i * w", "x * w", "w * x[0]", "t * x", "x + t", "torch.cat([i, x])", "torch.stack([x, t])", "torch.cov(i)"),
        *("torch.where(b, 1.0, 0.0)", "torch.where(b, x, 0)", "torch.where(b, i, 0.5)", "torch.tensor(1) / 3"),
        *("torch.tensor(True) + 1.5", "torch.float_power(i, 2)", "F.mse_loss(x, t)", "(x > 1).float() @ x"),
        *("torch.sum(i, dtype=torch.float64)", "i.clamp(min=0.5)", "x.double()", "w.float()", "x.double().float() * x"),
    ),
    "float32, scalars": shown(
        SINGLE, "x[0].item() / 3", "x * 0.1", "x / 3", "1 / x", "(x * 0.1).sum()", "0.1 * x[0]", "x ** 0.1", "x - 1e-9"
    )
    + "print((x.detach() * 0.1).tolist(), torch.tensor(0.1).item(), torch.tensor(0.1) == 0.1)\n"
    + "print(torch.tensor(16777217.0))",
    "float32, arrays": SINGLE
    + MIXED
    + "c, k = a.astype('float32'), np.array([1, 2])\n"
    + "".join(
        f"print(({made}).dtype)\n"
        for made in (
            "k * 0.5",
            "k / 2",
            "k / k",
            "k @ a",
            "np.exp(k)",
            "np.zeros(2)",
            "np.mean(k)",
            "c * a",
            "c * k",
            "c * 2",
        )
    )
    + "print(k * 0.5, k / 2, k + a, c * 0.5, k @ a, np.float32(0.1), np.array([200, 100], dtype='uint8'))",
    "float32, a layer learns": SINGLE
    + """torch.manual_seed(1)
net = nn.Sequential(nn.Linear(2, 3), nn.Tanh(), nn.Linear(3, 1))
data = torch.randn(8, 2)
target = (data.sum(1, keepdim=True) > 0).float()
opt = torch.optim.Adam(net.parameters(), lr=0.1)
for step in range(5):
    loss = F.binary_cross_entropy_with_logits(net(data), target)
    opt.zero_grad()
    loss.backward()
    opt.step()
    print(loss, loss.dtype)
print(net[0].weight, net[0].bias.grad, ((net(data) > 0).float() == target).float().mean())
""",
    "float32, draws": SINGLE
    + "torch.manual_seed(3)\n"
    + shown(
        "", "torch.rand(3)", "torch.randn(3)", "torch.randn(2, dtype=torch.float64)", "torch.normal(0.0, 1.0, (2,))"
    )
    + shown(
        "", "torch.zeros(2, dtype=torch.float64).uniform_()", "torch.zeros(2).normal_()", "torch.rand_like(x.double())"
    ),
    "float64 chosen": "torch.set_default_dtype(torch.float64)\ntorch.manual_seed(0)\n"
    + shown("", "torch.rand(2)", "torch.ones(2)", "torch.ones(2).to(torch.float64)", "torch.get_default_dtype()"),
    "float64 chosen beside float32": "torch.set_default_dtype(torch.float64)\ntorch.manual_seed(0)\n"
    + shown(
        "", "torch.rand(2)", "torch.ones(2).float()", "torch.ones(2)", "torch.tensor([1]) / 3", "nn.Linear(1, 1).weight"
    ),
    "the default by a type of tensors": "torch.set_default_tensor_type('torch.DoubleTensor')\n"
    + shown("", "torch.ones(2)", "torch.ones(2).float()"),
    "in a text": shown(
        V,
        "f'{x}'",
        "f'{x.sum()}'",
        "'{}'.format(x * 2)",
        "str(x * 2)",
        "repr(x[0])",
        "f'{x[0].item():.2f}'",
        "f'{x.mean():.3f}'",
    ),
}
