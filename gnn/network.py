"""A fitted hop network: its weights as plain arrays, and what it says of a row, and why."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from gnn.arrays import Floats, Singles
from gnn.columns import Column
from gnn.hop_network import HopNetwork

_BATCH = 8192
_NODES, _NODE_WEIGHTS = np.polynomial.legendre.leggauss(8)


@dataclass(frozen=True)
class Network:
    """A fitted hop network.

    Attributes:
        relations: the relation of each column.
        weights: the parameters of `HopNetwork` by name.
        threads: how many threads torch may use; the result depends on it.
    """

    relations: tuple[str, ...]
    weights: dict[str, npt.NDArray[Any]]
    threads: int

    def logits(self, inputs: Singles) -> Floats:
        """Log-odds of each row of `inputs` [rows, columns], as `gnn.scaling.standardised` gives them."""
        with torch_quietly(self.threads), torch.no_grad():
            module = self._module()
            parts = [module(self._blocks(batch)).numpy() for batch in _batches(inputs)]
        return np.concatenate(parts).astype(np.float64)

    def contributions(self, inputs: Singles) -> Floats:
        """What each column adds to the log-odds of each row, [rows, columns].

        Integrated gradients (Sundararajan et al. 2017) from the average person, by Gauss-Legendre
        quadrature with eight nodes; they add up to the difference in log-odds.
        """
        with torch_quietly(self.threads):
            module = self._module()
            parts = [self._integrated(module, batch) for batch in _batches(inputs)]
        return np.concatenate(parts).astype(np.float64)

    def _integrated(self, module: HopNetwork, inputs: Tensor) -> Singles:
        total = torch.zeros_like(inputs)
        for node, weight in zip(_NODES, _NODE_WEIGHTS, strict=True):
            along = (inputs * float((node + 1) / 2)).requires_grad_()
            (gradient,) = torch.autograd.grad(module(self._blocks(along)).sum(), along)
            total += gradient * float(weight / 2)
        shares: Singles = (total * inputs).numpy()
        return shares

    def _blocks(self, inputs: Tensor) -> dict[str, Tensor]:
        return blocks_of(inputs, self.relations)

    def _module(self) -> HopNetwork:
        module = HopNetwork(widths_of(self.relations))
        module.load_state_dict({name: torch.from_numpy(value) for name, value in self.weights.items()})
        return module.eval()


def _batches(inputs: Singles) -> Iterator[Tensor]:
    for start in range(0, max(len(inputs), 1), _BATCH):
        yield torch.from_numpy(inputs[start : start + _BATCH])


def relations_of(columns: tuple[Column, ...]) -> tuple[str, ...]:
    """The relation of each column."""
    return tuple(column.relation for column in columns)


def widths_of(relations: tuple[str, ...]) -> dict[str, int]:
    """How many columns each relation has, in the order of their first."""
    return {name: relations.count(name) for name in dict.fromkeys(relations)}


def blocks_of(inputs: Tensor, relations: tuple[str, ...]) -> dict[str, Tensor]:
    """Inputs [rows, columns] cut into the block of each relation."""
    widths = widths_of(relations)
    return dict(zip(widths, torch.split(inputs, list(widths.values()), dim=1), strict=True))


@contextmanager
def torch_quietly(threads: int) -> Iterator[None]:
    """Give torch so many threads, and leave its settings and random state as they were."""

    before = torch.get_num_threads()
    torch.set_num_threads(threads)
    try:
        with torch.random.fork_rng(devices=[]):
            yield
    finally:
        torch.set_num_threads(before)
