"""Pilot: of each record of the sample all that the rules propose, each pair once."""

import numpy as np

from resolver.block import proposed
from resolver.keys import Keys
from resolver.packed import unpack
from resolver.pilot import Pilot, pilot_of, sample
from resolver.records import Records
from resolver.rules import rules_of
from resolver.settings import Settings, default_settings
from tests.resolver.town import town

SETTINGS = default_settings().model_copy(update={"largest_block": 12, "pilot_records": 100})


def tried(keys: Keys, settings: Settings) -> Pilot:
    return pilot_of(keys, rules_of(settings), settings)


def keys() -> Keys:
    return Keys(Records(town(200, 5).drop_columns(["person"])))


def test_a_sample_of_all_proposes_what_the_rules_propose() -> None:
    made = keys()
    settings = SETTINGS.model_copy(update={"pilot_records": made.records})
    pilot = tried(made, settings)
    assert pilot.pairs.tolist() == proposed(made, rules_of(settings)).pairs.tolist()
    assert pilot.universe == made.records * (made.records - 1) // 2


def test_a_sample_proposes_exactly_the_pairs_of_its_records() -> None:
    made = keys()
    assert made.records > 2 * SETTINGS.pilot_records
    among = np.zeros(made.records, dtype=np.bool_)
    among[sample(made.records, SETTINGS.pilot_records, SETTINGS.seed)] = True
    every = proposed(made, rules_of(SETTINGS)).pairs
    left, right = unpack(every)
    assert tried(made, SETTINGS).pairs.tolist() == every[among[left] | among[right]].tolist()
    assert 0 < among.sum() < made.records


def test_each_proposal_is_of_a_rule_and_a_size_of_block() -> None:
    pilot = tried(keys(), SETTINGS)
    assert set(pilot.proposals.tolist()) == set(range(len(pilot.pairs)))
    assert (np.diff(pilot.proposers) >= 0).all()
    assert pilot.sizes.min() >= 2
    assert pilot.sizes.max() <= SETTINGS.largest_block
