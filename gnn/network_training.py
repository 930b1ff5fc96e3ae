"""Training of the hop network: log-loss, AdamW, and the epoch that held-out households like best."""

import copy
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor
from torch.nn.functional import binary_cross_entropy_with_logits

from gnn.boosting import Sample
from gnn.hop_network import HopNetwork
from gnn.network import Network, blocks_of, torch_quietly, widths_of
from gnn.scaling import standardised

_SMALLEST_BATCH, _LARGEST_BATCH, _BATCHES = 128, 1024, 64
_EPOCHS = 12
_RATE = 5e-3
_DECAY = 2.0


@dataclass(frozen=True)
class _Tensors:
    inputs: Tensor
    label: Tensor

    def rows(self, chosen: Tensor) -> "_Tensors":
        return _Tensors(self.inputs[chosen], self.label[chosen])

    def __len__(self) -> int:
        return len(self.label)


def fit_network(sample: Sample, relations: tuple[str, ...], seed: int, threads: int) -> Network:
    """Fit a hop network.

    Args:
        sample: rows to learn from.
        relations: the relation of each column; columns of one relation lie side by side.
        seed: of the first weights, the order of rows and the dropout.
        threads: how many threads torch may use.
    """
    data = _Tensors(
        torch.from_numpy(standardised(sample.values, sample.landmark, sample.weight)),
        torch.from_numpy(sample.label.astype(np.float32)),
    )
    held_out = torch.from_numpy(sample.is_held_out)
    with torch_quietly(threads):
        torch.manual_seed(seed)
        module = HopNetwork(widths_of(relations))
        best = _best_epoch(module, relations, data.rows(~held_out), data.rows(held_out))
    return Network(relations, {name: value.numpy() for name, value in best.items()}, threads)


def _best_epoch(
    module: HopNetwork, relations: tuple[str, ...], learn: _Tensors, watch: _Tensors
) -> dict[str, Tensor]:
    """The weights after the epoch with the least held-out loss."""
    optimiser = torch.optim.AdamW(module.parameters(), lr=_RATE, weight_decay=_DECAY)
    batch = min(max(len(learn) // _BATCHES, _SMALLEST_BATCH), _LARGEST_BATCH)
    steps = _EPOCHS * -(-len(learn) // batch)
    rate = torch.optim.lr_scheduler.OneCycleLR(optimiser, max_lr=_RATE, total_steps=steps)
    least, best = float("inf"), copy.deepcopy(module.state_dict())
    for _ in range(_EPOCHS):
        module.train()
        for chosen in torch.split(torch.randperm(len(learn)), batch):
            optimiser.zero_grad()
            _loss(module, relations, learn.rows(chosen)).backward()  # type: ignore[no-untyped-call]
            optimiser.step()
            rate.step()
        loss = _held_out_loss(module, relations, watch)
        if loss < least:
            least, best = loss, copy.deepcopy(module.state_dict())
    return best


def _loss(module: HopNetwork, relations: tuple[str, ...], rows: _Tensors) -> Tensor:
    logits = module(blocks_of(rows.inputs, relations))
    return binary_cross_entropy_with_logits(logits, rows.label)


def _held_out_loss(module: HopNetwork, relations: tuple[str, ...], watch: _Tensors) -> float:
    module.eval()
    with torch.no_grad():
        return float(_loss(module, relations, watch))
