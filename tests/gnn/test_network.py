import numpy as np
import torch

from gnn.metrics import auroc
from gnn.network import blocks_of, relations_of, torch_quietly
from gnn.network_training import fit_network
from gnn.scaling import standardised
from tests.gnn.rows import COLUMNS, make_sample

_SAMPLE, _TRUE = make_sample()
_RELATIONS = relations_of(COLUMNS)
_INPUTS = standardised(_SAMPLE.values, _SAMPLE.landmark)
_MODEL = fit_network(_SAMPLE, _RELATIONS, seed=1, threads=1)


def test_the_network_finds_what_counts() -> None:
    assert auroc(_MODEL.logits(_INPUTS), np.median(_TRUE) < _TRUE) > 0.9


def test_contributions_add_up_to_the_difference_from_the_average_person() -> None:
    average = np.zeros((1, len(COLUMNS)), dtype=np.float32)
    total = _MODEL.contributions(_INPUTS).sum(axis=1)
    np.testing.assert_allclose(total, _MODEL.logits(_INPUTS) - _MODEL.logits(average), atol=0.02)


def test_the_same_seed_gives_the_same_bits() -> None:
    again = fit_network(_SAMPLE, _RELATIONS, seed=1, threads=1)
    np.testing.assert_array_equal(again.logits(_INPUTS), _MODEL.logits(_INPUTS))


def test_nobody_is_no_rows() -> None:
    assert _MODEL.logits(_INPUTS[:0]).shape == (0,)
    assert _MODEL.contributions(_INPUTS[:0]).shape == (0, len(COLUMNS))


def test_blocks_are_the_columns_of_each_relation() -> None:
    blocks = blocks_of(torch.arange(8.0).reshape(2, 4), _RELATIONS)
    assert {name: block.tolist() for name, block in blocks.items()} == {
        "own": [[0, 1], [4, 5]],
        "household": [[2, 3], [6, 7]],
    }


def test_torch_is_left_as_it_was() -> None:
    threads, state = torch.get_num_threads(), torch.get_rng_state()
    with torch_quietly(1):
        torch.rand(3)
    assert torch.get_num_threads() == threads
    assert torch.equal(torch.get_rng_state(), state)
