"""Blocks: records share a word exactly where a batch proposes them as a pair."""

from itertools import combinations

import numpy as np

from resolver.block import candidate_pairs
from resolver.link import link
from resolver.live.blocks import blocks_by_rule
from resolver.packed import unpack
from resolver.records import Records
from tests.resolver.town import town


def test_they_propose_what_the_batch_proposes() -> None:
    records = town(80, 9).drop_columns(["person"])
    learned = link(records).learned
    held = Records(records, learned.background)
    crowded = learned.background.crowded
    left, right = unpack(candidate_pairs(held, learned.settings, crowded).pairs)
    proposed = set(zip(left.tolist(), right.tolist(), strict=True))
    shared: set[tuple[int, int]] = set()
    for words, places in blocks_by_rule(held, learned.settings, crowded):
        for word in np.unique(words):
            members = sorted(set(places[words == word].tolist()))
            shared |= set(combinations(members, 2))
    assert shared == proposed
    assert len(proposed) > 100
