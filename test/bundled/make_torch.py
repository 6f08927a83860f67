"""Says what PyTorch computes: losses, networks, optimizer steps, clipping and schedules, with their gradients.

  python3 make_torch.py > torch.json    the fixture (PyTorch 1.13 or later)
  python3 make_torch.py 7               the same with other numbers, of seed 7
"""
import json
import sys
from itertools import product

import torch
import torch.nn.functional as F

torch.manual_seed(int(sys.argv[1]) if len(sys.argv) > 1 else 0)
torch.set_default_dtype(torch.float64)

COUNTS = [600, 300, 40, 8]


def class_weights(scheme, beta):
    counts = torch.tensor(COUNTS, dtype=torch.float64)
    if scheme == "none":
        return torch.ones(4)
    if scheme == "inverse_frequency":
        weights = 1 / counts
    else:
        # As in the authors' code: https://github.com/richardaecn/class-balanced-loss
        weights = (1.0 - beta) / (1.0 - torch.pow(beta, counts))
    return weights * counts.sum() / (weights * counts).sum()


def ldam_logits(x, target, max_m=0.5, s=30):
    # LDAMLoss in the authors' code: https://github.com/kaidic/LDAM-DRW, losses.py
    m_list = 1.0 / torch.sqrt(torch.sqrt(torch.tensor(COUNTS, dtype=torch.float64)))
    m_list = m_list * (max_m / torch.max(m_list))
    index = F.one_hot(target, 4).bool()
    return s * torch.where(index, x - m_list[target][:, None], x)


def loss_cases():
    for (loss, gamma), smoothing, scheme in product(
        [("cross_entropy", None), ("weighted_cross_entropy", None), ("focal", 0.0), ("focal", 0.5), ("focal", 2.0), ("ldam", None)],
        [0.0, 0.2],
        ["none", "inverse_frequency", "effective_number"],
    ):
        # The two that cannot be asked for.
        if (loss == "cross_entropy") != (scheme == "none") and loss in ("cross_entropy", "weighted_cross_entropy"):
            continue
        spread = 0.3 if loss == "ldam" else 3
        logits = (spread * torch.randn(7, 4)).requires_grad_()
        labels = torch.tensor([0, 0, 0, 1, 1, 2, 3])
        if loss == "focal":
            # Lin et al. 2017, equation 4, over soft targets.
            targets = F.one_hot(labels, 4) * (1 - smoothing) + smoothing / 4
            p = F.softmax(logits, 1)
            rows = -(targets * (1 - p) ** gamma * torch.log(p)).sum(1)
        else:
            x = ldam_logits(logits, labels) if loss == "ldam" else logits
            rows = F.cross_entropy(x, labels, label_smoothing=smoothing, reduction="none")
        # `weight=` of PyTorch divides by the sum of the weights and weights the smoothed mass; both are not wanted.
        value = (rows * class_weights(scheme, 0.999)[labels]).mean()
        value.backward()
        yield {
            "loss": loss, "smoothing": smoothing, "gamma": gamma, "weights": scheme, "beta": 0.999, "counts": COUNTS,
            "logits": logits.tolist(), "labels": labels.tolist(), "value": value.item(), "gradient": logits.grad.tolist(),
        }  # fmt: skip


def mixed_case():
    logits = (3 * torch.randn(4, 3)).requires_grad_()
    truth = torch.tensor([[0.7, 0.3, 0], [1, 0, 0], [0, 0.5, 0.5], [0.1, 0, 0.9]])
    value = F.cross_entropy(logits, truth, label_smoothing=0.1)
    value.backward()
    return {"logits": logits.tolist(), "truth": truth.tolist(), "value": value.item(), "gradient": logits.grad.tolist()}


def ours(tensor):
    """The same numbers in the order of our parts: inputs before units."""
    axes = {1: (0,), 2: (1, 0), 3: (2, 1, 0), 4: (2, 3, 1, 0)}[tensor.dim()]
    return tensor.permute(axes).flatten().tolist()


class Cosine(torch.nn.Module):
    """NormedLinear of https://github.com/kaidic/LDAM-DRW."""

    def __init__(self, inputs, units):
        super().__init__()
        self.weight = torch.nn.Parameter(torch.randn(units, inputs))

    def forward(self, x):
        return F.linear(F.normalize(x), F.normalize(self.weight))


def network_case(name, shape, params, net):
    """A training pass with its gradient and running statistics, then an evaluation with those."""
    for part in net.parameters():
        torch.nn.init.normal_(part)
    rows = 6
    features, labels = torch.randn(rows, *shape), torch.tensor([0, 1, 0, 1, 1, 0])
    # (time, channels) and (height, width, channels) here; channels come first there.
    x = features if len(shape) == 1 else features.movedim(-1, 1)
    value = F.cross_entropy(net(x), labels)
    value.backward()
    norms = [module for module in net.modules() if isinstance(module, torch.nn.modules.batchnorm._BatchNorm)]
    weights, gradient = [], []
    for part in net.parameters():
        weights += ours(part.detach())
        gradient += ours(part.grad)
    net.eval()
    return {
        "name": name, "shape": list(shape), "params": params, "features": features.flatten().tolist(), "labels": labels.tolist(), "weights": weights,
        "value": value.item(), "gradient": gradient, "statistics": torch.cat([torch.cat([n.running_mean, n.running_var]) for n in norms]).tolist() if norms else [],
        "logits": net(x).tolist(),
    }  # fmt: skip


def network_cases():
    nn = torch.nn
    yield network_case("mlp", (3,), {"depth": 2, "width": 5}, nn.Sequential(nn.Linear(3, 5), nn.ReLU(), nn.Linear(5, 5), nn.ReLU(), nn.Linear(5, 2)))
    yield network_case(
        "mlp", (3,), {"depth": 2, "width": 5, "batch_norm": True},
        nn.Sequential(nn.Linear(3, 5), nn.BatchNorm1d(5), nn.ReLU(), nn.Linear(5, 5), nn.BatchNorm1d(5), nn.ReLU(), nn.Linear(5, 2)),
    )  # fmt: skip
    yield network_case("mlp", (3,), {"depth": 1, "width": 5, "loss": "ldam"}, nn.Sequential(nn.Linear(3, 5), nn.ReLU(), Cosine(5, 2)))
    yield network_case(
        "cnn1d", (9, 2), {"depth": 2, "width": 3},
        nn.Sequential(
            nn.Conv1d(2, 3, 7, padding=3), nn.BatchNorm1d(3), nn.ReLU(), nn.MaxPool1d(2),
            nn.Conv1d(3, 6, 7, padding=3), nn.BatchNorm1d(6), nn.ReLU(), nn.MaxPool1d(2),
            nn.AdaptiveAvgPool1d(1), nn.Flatten(), nn.Linear(6, 2),
        ),
    )  # fmt: skip
    yield network_case(
        "cnn2d", (5, 6, 1), {"depth": 2, "width": 3, "batch_norm": False},
        nn.Sequential(
            nn.Conv2d(1, 3, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2),
            nn.Conv2d(3, 6, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2),
            nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(6, 2),
        ),
    )  # fmt: skip


def adamw_case():
    start = torch.randn(4)
    rates, gradients = [0.1, 0.05, 0.02, 0.01], torch.randn(4, 4)
    # One without decay and one with: weight decay is per weight here.
    plain, decayed = start[:2].clone().requires_grad_(), start[2:].clone().requires_grad_()
    optimizer = torch.optim.AdamW([{"params": [plain], "weight_decay": 0.0}, {"params": [decayed], "weight_decay": 0.5}])
    for rate, gradient in zip(rates, gradients):
        for group in optimizer.param_groups:
            group["lr"] = rate
        plain.grad, decayed.grad = gradient[:2].clone(), gradient[2:].clone()
        optimizer.step()
    return {
        "start": start.tolist(), "decay": [0, 0, 0.5, 0.5], "rates": rates, "gradients": gradients.tolist(),
        "end": torch.cat([plain, decayed]).tolist(),
    }  # fmt: skip


def unit_norm(x):
    # `unitwise_norm` of https://github.com/deepmind/deepmind-research/tree/master/nfnets, optim.py, for PyTorch's order of axes
    if x.dim() <= 1:
        return x.norm()
    return x.norm(dim=tuple(range(1, x.dim())), keepdim=True)


def clip_cases():
    # The parts of an MLP with 3 inputs, 4 hidden units and 2 classes, and of a 1-D CNN with 4 filters over 2 channels.
    for name, shapes in (("mlp", [(4, 3), (4,), (2, 4), (2,)]), ("cnn1d", [(4, 2, 7), (4,), (2, 4), (2,)])):
        weights = [0.2 * torch.randn(shape) for shape in shapes]
        weights[0][1] = 0
        gradient = [torch.randn(shape) for shape in shapes]
        flat = {"name": name, "weights": sum(map(ours, weights), []), "gradient": sum(map(ours, gradient), [])}
        for norm in (0.7, 100.0):
            held = [torch.zeros(shape).requires_grad_() for shape in shapes]
            for part, slope in zip(held, gradient):
                part.grad = slope.clone()
            torch.nn.utils.clip_grad_norm_(held, norm)
            yield {"clip_norm": norm, "clip_adaptive": 0, **flat, "clipped": sum((ours(part.grad) for part in held), [])}
        for most in (0.1, 3.0):
            clipped = []
            for part, slope in zip(weights, gradient):
                bound = most * unit_norm(part).clamp(min=1e-3)
                length = unit_norm(slope)
                clipped.append(torch.where(length > bound, slope * (bound / length.clamp(min=1e-6)), slope))
            clipped[2:] = gradient[2:]  # "we do not clip the final layer": section 4.1
            yield {"clip_norm": 0, "clip_adaptive": most, **flat, "clipped": sum(map(ours, clipped), [])}


def schedule_cases():
    values = [0.2, 0.3, 0.3, 0.29, 0.300001, 0.31, 0.31, 0.1, 0.2, 0.3, 0.31, 0.5, 0.4, 0.4, 0.4, 0.4]
    held = torch.nn.Parameter(torch.zeros(1))
    optimizer = torch.optim.SGD([held], lr=0.1)
    plateau = torch.optim.lr_scheduler.ReduceLROnPlateau(optimizer, mode="max", factor=0.5, patience=2)
    rates = []
    for value in values:
        rates.append(optimizer.param_groups[0]["lr"])
        plateau.step(value)
    optimizer = torch.optim.SGD([held], lr=0.1)
    annealing = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, T_max=len(values))
    cosine = []
    for _ in values:
        cosine.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        annealing.step()
    return {"macroF1s": values, "rate": 0.1, "factor": 0.5, "patience": 2, "plateau": rates, "cosine": cosine}


made = {
    "madeBy": f"make_torch.py with PyTorch {torch.__version__}",
    "losses": list(loss_cases()),
    "mixed": mixed_case(),
    "networks": list(network_cases()),
    "adamw": adamw_case(),
    "clipping": list(clip_cases()),
    "schedules": schedule_cases(),
}
print(json.dumps(made))
