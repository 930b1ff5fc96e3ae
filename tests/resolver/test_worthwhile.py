"""Worthwhile: a rule is used as far as its pairs bring matches that no cheaper rule brings."""

import numpy as np

from resolver.packed import pack
from resolver.pilot import Pilot
from resolver.rules import Rule
from resolver.settings import default_settings
from resolver.worthwhile import worthwhile

SETTINGS = default_settings().model_copy(update={"pairs_a_match": 10, "largest_block": 5})
CLEAN, WIDE, UNSEEN = Rule(("email",), 5), Rule(("postcode",), 5), Rule(("phone",), 5)
SPLIT = Rule(("postcode", "given_name:1"), 5, is_split=True)


def pilot(rules: list[Rule], proposals: list[tuple[int, int, int]], pairs: int) -> Pilot:
    """A pilot of proposals (pair, rule, size of block), those of one rule after another."""
    table = np.array(proposals, dtype=np.int32).reshape(-1, 3)
    places = np.arange(pairs, dtype=np.int32)
    return Pilot(rules, pack(places, places + 1), 10**6, table[:, 0], table[:, 1], table[:, 2])


def chosen(rules: list[Rule], proposals: list[tuple[int, int, int]], likely: list[float]) -> dict[str, int]:
    weights = np.array(likely, dtype=np.float32)
    kept = worthwhile(pilot(rules, proposals, len(likely)), weights, SETTINGS, 1_000_000)
    return {" ".join(rule.keys): rule.largest_block for rule in kept}


def test_a_rule_that_brings_what_a_cheaper_one_brings_is_not_used() -> None:
    proposals = [(0, 0, 2), *((pair, 1, 5) for pair in range(40))]
    assert chosen([CLEAN, WIDE], proposals, [1.0, *[0.0] * 39]) == {"email": 5}


def test_a_rule_is_used_up_to_the_size_of_block_that_pays() -> None:
    proposals = [(0, 0, 2), (1, 0, 3), *((pair, 0, 4) for pair in range(2, 60))]
    assert chosen([WIDE], proposals, [1.0, 1.0, *[0.0] * 58]) == {"postcode": 3}


def test_a_declared_rule_of_which_nothing_is_known_is_used_in_full_but_a_splitting_one_is_not() -> None:
    assert chosen([UNSEEN, SPLIT], [], []) == {"phone": 5}


def test_a_splitting_rule_serves_where_the_rule_it_splits_does_not() -> None:
    proposals = [*((pair, 0, 5) for pair in range(50)), *((pair, 1, 2) for pair in range(3))]
    assert chosen([WIDE, SPLIT], proposals, [1.0, 1.0, 1.0, *[0.0] * 47]) == {"postcode given_name:1": 5}


def test_pairs_that_are_unlikely_to_match_bring_nothing() -> None:
    proposals = [(pair, 0, 2) for pair in range(30)]
    assert chosen([WIDE], proposals, [0.04] * 30) == {}
