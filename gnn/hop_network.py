"""The hop network: a graph neural network on neighbourhoods that were aggregated beforehand.

Message passing without learnt weights is done once, in `gnn.hops`; what is learnt comes after it
(SIGN: Rossi et al. 2020). Each metapath has a projection of its own and attention weighs them for
each person (SeHGNN: Yang et al. 2023). The person's own projection also reaches the head unmixed.
"""

import warnings

import torch
from torch import Tensor
from torch.nn import Module
from torch.nn.functional import silu

with warnings.catch_warnings():
    # On import torch_geometric compiles a class with torch.jit, which torch announces to retire.
    warnings.simplefilter("ignore", FutureWarning)
    from torch_geometric.nn.aggr.attention import AttentionalAggregation
    from torch_geometric.nn.dense.linear import HeteroDictLinear
    from torch_geometric.nn.models.mlp import MLP


class HopNetwork(Module):
    r"""Log-odds from one block of features for each relation.

    .. math::
        t_r = \mathrm{silu}(W_r x_r + b_r), \quad
        \mathrm{logit} = \mathrm{MLP}(t_{own} \,\|\, \textstyle\sum_r a_r t_r), \quad
        a = \mathrm{softmax}_r(\mathrm{gate}(t_r))

    Args:
        widths: number of features of each relation, the person's own first.
        hidden: size of a projection.
        dropout: share of the head's units that are silenced while learning.
    """

    def __init__(self, widths: dict[str, int], hidden: int = 32, dropout: float = 0.2) -> None:
        super().__init__()
        self.relations = list(widths)
        self.project = HeteroDictLinear(widths, hidden)
        self.fuse = AttentionalAggregation(MLP([hidden, 1], norm=None))
        self.head = MLP([2 * hidden, hidden, 1], act="silu", norm=None, dropout=dropout)

    def forward(self, blocks: dict[str, Tensor]) -> Tensor:
        """Log-odds [rows].

        Args:
            blocks: for each relation [rows, features].
        """
        projected = self.project(blocks)
        tokens = torch.stack([silu(projected[name]) for name in self.relations], dim=1)
        rows, relations, hidden = tokens.shape
        owner = torch.arange(rows).repeat_interleave(relations)
        fused = self.fuse(tokens.reshape(-1, hidden), owner, dim_size=rows)
        logits: Tensor = self.head(torch.cat([tokens[:, 0], fused], dim=1)).squeeze(1)
        return logits
