"""Makes torch.json: what PyTorch says about losses, their gradients, a network's gradient, and steps of AdamW.

  pip install torch
  python3 make_torch.py > torch.json
"""
import json

import torch
import torch.nn.functional as F

torch.manual_seed(0)
torch.set_default_dtype(torch.float64)


def loss_cases():
    for name, smoothing, gamma in [
        ("cross_entropy", 0.0, None),
        ("cross_entropy", 0.2, None),
        ("weighted_cross_entropy", 0.0, None),
        ("weighted_cross_entropy", 0.2, None),
        ("focal", 0.0, 0.0),
        ("focal", 0.0, 0.5),
        ("focal", 0.0, 2.0),
        ("focal", 0.2, 5.0),
    ]:
        logits = (3 * torch.randn(7, 4)).requires_grad_()
        labels = torch.tensor([0, 0, 0, 1, 1, 2, 3])
        weights = torch.tensor([0.25, 0.5, 3.0, 8.0])
        if name == "cross_entropy":
            loss = F.cross_entropy(logits, labels, label_smoothing=smoothing)
        elif name == "weighted_cross_entropy":
            # `weight=` divides by the sum of the weights and weights the smoothed mass; both are undone here.
            loss = (F.cross_entropy(logits, labels, label_smoothing=smoothing, reduction="none") * weights[labels]).mean()
        else:
            # Lin et al. 2017, equation 4, over soft targets.
            targets = F.one_hot(labels, 4) * (1 - smoothing) + smoothing / 4
            p = F.softmax(logits, 1)
            loss = -(targets * (1 - p) ** gamma * torch.log(p)).sum(1).mean()
        loss.backward()
        yield {
            "loss": name, "smoothing": smoothing, "gamma": gamma, "logits": logits.tolist(), "labels": labels.tolist(),
            "weights": weights.tolist(), "value": loss.item(), "gradient": logits.grad.tolist(),
        }  # fmt: skip


def network_case():
    layers = [3, 5, 4, 2]
    parts = [torch.randn(shape) for i in range(3) for shape in ((layers[i], layers[i + 1]), (layers[i + 1],))]
    for part in parts:
        part.requires_grad_()
    features, labels = torch.randn(6, 3), torch.tensor([0, 1, 0, 1, 1, 0])
    masks = [2.0 * (torch.rand(6, units) < 0.5) for units in layers[1:-1]]
    h = features
    for i in range(3):
        h = h @ parts[2 * i] + parts[2 * i + 1]
        if i < 2:
            h = torch.relu(h) * masks[i]
    loss = F.cross_entropy(h, labels)
    loss.backward()
    return {
        "layers": layers, "weights": torch.cat([p.flatten() for p in parts]).tolist(), "features": features.tolist(), "labels": labels.tolist(),
        "masks": [m.tolist() for m in masks], "value": loss.item(), "gradient": torch.cat([p.grad.flatten() for p in parts]).tolist(),
    }  # fmt: skip


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


made = {
    "madeBy": f"make_torch.py with PyTorch {torch.__version__}",
    "losses": list(loss_cases()),
    "network": network_case(),
    "adamw": adamw_case(),
}
print(json.dumps(made, indent=1))
