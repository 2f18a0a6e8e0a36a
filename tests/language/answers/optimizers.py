"""Optimizers and schedules in programs, of which every digit that they print is compared with what PyTorch prints."""

D = "torch.set_default_dtype(torch.float64)\n"

OPTIMIZERS: dict[str, str] = {
    "ten steps by each rule": D
    + """\
def trained(make, steps=10, closure=False):
    w = torch.tensor([1.0, -2.0, 0.5], requires_grad=True)
    b = torch.tensor(0.3, requires_grad=True)
    opt = make([w, b])
    for _ in range(steps):
        def again():
            opt.zero_grad()
            loss = ((w ** 2).sum() - 1) ** 2 + (b - w[0]) ** 4 + torch.sin(w[2] * b)
            loss.backward()
            return loss
        if closure:
            opt.step(again)
        else:
            again()
            opt.step()
    print([f"{x:.8g}" for x in [*w.tolist(), b.item()]])
    return opt
O = torch.optim
for make in [
    lambda p: O.SGD(p, 0.01),
    lambda p: O.SGD(p, 0.01, 0.9, 0.1, 0.05),
    lambda p: O.SGD(p, 0.01, momentum=0.9, nesterov=True, maximize=True),
    lambda p: O.Adam(p, 0.1),
    lambda p: O.Adam(p, 0.1, (0.8, 0.9), 1e-3, 0.1, True),
    lambda p: O.AdamW(p, 0.1, weight_decay=0.3, maximize=True),
    lambda p: O.NAdam(p, 0.1),
    lambda p: O.NAdam(p, 0.1, weight_decay=0.2, momentum_decay=0.1, decoupled_weight_decay=True),
    lambda p: O.RMSprop(p),
    lambda p: O.RMSprop(p, 0.02, 0.9, 1e-4, 0.1, 0.8, True),
    lambda p: O.Adagrad(p, 0.3),
    lambda p: O.Adagrad(p, 0.3, 0.1, 0.2, 0.5),
    lambda p: O.Adadelta(p),
    lambda p: O.Adadelta(p, 0.5, 0.8, 1e-3, 0.1, maximize=True),
]:
    opt = trained(make)
    print([sorted(s) for s in opt.state_dict()["state"].values()])
trained(lambda p: O.LBFGS(p), 3, True)
trained(lambda p: O.LBFGS(p, lr=0.5, max_iter=4, history_size=2), 4, True)
trained(lambda p: O.LBFGS(p, line_search_fn="strong_wolfe"), 3, True)
trained(lambda p: O.LBFGS(p, lr=0.01, max_iter=5, line_search_fn="strong_wolfe"), 4, True)
""",
    "rates by each schedule": D
    + """\
S = torch.optim.lr_scheduler
w = torch.ones(2, requires_grad=True)
v = torch.ones(1, requires_grad=True)
for make in [
    lambda o: S.StepLR(o, 2),
    lambda o: S.StepLR(o, step_size=3, gamma=0.5),
    lambda o: S.MultiStepLR(o, [1, 3, 3], 0.2),
    lambda o: S.ExponentialLR(o, 0.9),
    lambda o: S.CosineAnnealingLR(o, 4),
    lambda o: S.CosineAnnealingLR(o, T_max=3, eta_min=0.02),
    lambda o: S.LambdaLR(o, lambda e: 0.95 ** e),
    lambda o: S.LambdaLR(o, [lambda e: 1 / (e + 1), lambda e: e]),
    lambda o: S.LinearLR(o),
    lambda o: S.LinearLR(o, 0.5, 0.1, 3),
    lambda o: S.ConstantLR(o, 0.5, 2),
    lambda o: S.MultiplicativeLR(o, lambda e: 0.9),
    lambda o: S.CosineAnnealingWarmRestarts(o, 3, 2),
    lambda o: S.OneCycleLR(o, 0.3, 8),
    lambda o: S.OneCycleLR(o, [0.3, 0.2], epochs=2, steps_per_epoch=4, anneal_strategy="linear", three_phase=True),
]:
    opt = torch.optim.SGD([{"params": [w]}, {"params": [v], "lr": 0.5}], lr=0.1, momentum=0.9)
    s = make(opt)
    rates = []
    for _ in range(7):
        rates.append([f"{g['lr']:.10f} {g['momentum']:.6f}" for g in opt.param_groups])
        opt.step()
        s.step()
    print(rates, s.get_last_lr(), s.last_epoch)
""",
    "groups and states": D
    + """\
S = torch.optim.lr_scheduler
w = torch.ones(2, requires_grad=True)
v = torch.ones(1, requires_grad=True)
opt = torch.optim.Adam([w], lr=0.1)
s = S.ReduceLROnPlateau(opt, factor=0.5, patience=1, cooldown=1, min_lr=0.02)
for loss in [1.0, 0.9, 0.95, 0.92, 0.91, 0.93, 0.94, 0.96, torch.tensor(0.99), 1.0]:
    s.step(loss)
    print(opt.param_groups[0]["lr"], s.num_bad_epochs, s.best)
print(opt)
print(torch.optim.SGD([{"params": [w]}, {"params": [v], "lr": 0.5}], lr=0.1))
opt.param_groups[0]["lr"] = 0.25
opt.add_param_group({"params": v, "weight_decay": 0.1})
print([g["lr"] for g in opt.param_groups], len(opt.param_groups), opt.param_groups[1]["betas"])
(w.sum() + v.sum()).backward()
opt.step()
state = opt.state_dict()
print(state["state"][0]["step"], state["state"][1]["exp_avg"], state["param_groups"][1]["params"])
other = torch.optim.Adam([{"params": [w]}, {"params": [v]}])
other.load_state_dict(state)
other.step()
print(w, v, type(opt), type(s))
""",
}
