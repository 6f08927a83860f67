"""A network of Lightning, whose CSVLogger writes lightning_logs/version_0/metrics.csv: steps and epochs, empty cells between them."""

import argparse

import lightning
import torch
from lightning.pytorch.loggers import CSVLogger
from torchmetrics.classification import MulticlassF1Score

from rows import rows

options = argparse.ArgumentParser()
options.add_argument("--lr", type=float, required=True)
options.add_argument("--epochs", type=int, required=True)
given = options.parse_args()


class Network(lightning.LightningModule):
    def __init__(self):
        super().__init__()
        self.layers = torch.nn.Sequential(torch.nn.Linear(8, 16), torch.nn.ReLU(), torch.nn.Linear(16, 3))
        self.f1 = MulticlassF1Score(3, average="macro")

    def training_step(self, batch, _):
        loss = torch.nn.functional.cross_entropy(self.layers(batch[0]), batch[1])
        self.log("train_loss", loss)
        return loss

    def validation_step(self, batch, _):
        self.f1(self.layers(batch[0]), batch[1])
        self.log("val_f1", self.f1, on_epoch=True)

    def configure_optimizers(self):
        return torch.optim.Adam(self.parameters(), given.lr)


def loader(seed, batch):
    x, y = rows(seed)
    return torch.utils.data.DataLoader(torch.utils.data.TensorDataset(torch.tensor(x), torch.tensor(y)), batch)


lightning.Trainer(
    max_epochs=given.epochs,
    accelerator="cpu",
    logger=CSVLogger("."),
    log_every_n_steps=5,
    num_sanity_val_steps=0,
    enable_checkpointing=False,
    enable_progress_bar=False,
).fit(Network(), loader(1, 32), loader(2, 512))
