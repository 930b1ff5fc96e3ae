"""Pilot: which pairs the blocking rules propose of a sample of the records.

Invariant: of each record of the sample all pairs are there that the rules propose of it, so that the pairs
are a fair part of all that could be proposed. Few records are all in the sample.
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np

from resolver.block import grouped, packed_unequal, ranges, with_followers
from resolver.keys import NO_KEY, Keys
from resolver.packed import Codes, Flags, Longs, Words, group_pairs, may_be_among, order, pack, unpack
from resolver.parallel import in_parallel
from resolver.rules import Rule
from resolver.settings import Settings


class Pilot(NamedTuple):
    """Pairs of which one record, or both, are in the sample, and which rules propose them.

    Attributes:
        rules: the rules tried.
        pairs: packed pairs, distinct and ascending.
        universe: how many pairs of records there are of which one or both are in the sample.
        proposals: the pair of each proposal, as its place in `pairs`; those of one rule after another.
        proposers: the place in `rules` of its rule.
        sizes: how large the block is.
    """

    rules: Sequence[Rule]
    pairs: Words
    universe: int
    proposals: Codes
    proposers: Codes
    sizes: Codes


class _Proposals(NamedTuple):
    pairs: Words
    sizes: Codes


def pilot_of(keys: Keys, rules: Sequence[Rule], settings: Settings) -> Pilot:
    """Try the rules on a sample of `settings.pilot_records` records, or on all where they are few."""
    is_sampled = np.zeros(keys.records, dtype=np.bool_)
    is_sampled[sample(keys.records, settings.pilot_records, settings.seed)] = True
    families = in_parallel(lambda family: _tried(keys, family, is_sampled[keys.members]), _families(rules))
    by_rule = dict(proposed for family in families for proposed in family)
    found = [by_rule[rule] for rule in rules]
    words = np.concatenate([np.empty(0, dtype=np.uint64), *(each.pairs for each in found)])
    left, right, proposals = group_pairs(*unpack(words))
    chosen, others = int(is_sampled.sum()), int((~is_sampled).sum())
    return Pilot(
        rules,
        pack(left, right),
        max(1, chosen * (chosen - 1) // 2 + chosen * others),
        proposals,
        np.repeat(np.arange(len(rules), dtype=np.int32), [len(each.pairs) for each in found]),
        np.concatenate([np.empty(0, dtype=np.int32), *(each.sizes for each in found)]),
    )


def sample(records: int, size: int, seed: int) -> Codes:
    """So many records at random; all of them where that is half of them or more."""
    if records <= 2 * size:
        return np.arange(records, dtype=np.int32)
    return np.random.default_rng(seed).choice(records, size, replace=False).astype(np.int32)


def _families(rules: Sequence[Rule]) -> list[list[Rule]]:
    """The rules that refine one another, each after those that it refines; the largest families first."""
    families: list[list[Rule]] = []
    for rule in sorted(rules, key=lambda each: len(each.keys)):
        kin = next((family for family in families if _refines(rule, family[0])), None)
        if kin is None:
            families.append([rule])
        else:
            kin.append(rule)
    return sorted(families, key=len, reverse=True)


def _refines(rule: Rule, other: Rule) -> bool:
    return rule.keys[: len(other.keys)] == other.keys


def _tried(keys: Keys, family: Iterable[Rule], is_sampled: Flags) -> list[tuple[Rule, _Proposals]]:
    """What each rule of a family proposes; where a rule finds nobody to pair, those that refine it do not."""
    among: dict[Rule, Longs] = {}
    found = []
    for rule in family:
        wider = [members for other, members in among.items() if _refines(rule, other)]
        members = _members(keys, rule, wider[-1] if wider else None, is_sampled)
        among[rule] = members
        found.append((rule, _proposals(keys, rule, members, is_sampled)))
    return found


def _members(keys: Keys, rule: Rule, among: Longs | None, is_sampled: Flags) -> Longs:
    """The members, of some or of all, that may share a block with one of the sample."""
    if not keys.has(rule.keys):
        return np.empty(0, dtype=np.int64)
    words = keys.rough(rule.keys, among)
    sampled = words[is_sampled if among is None else is_sampled[among]]
    places = np.flatnonzero(may_be_among(words, sampled) & (words != NO_KEY))
    return places if among is None else among[places]


def _proposals(keys: Keys, rule: Rule, members: Longs, is_sampled: Flags) -> _Proposals:
    """The pairs that a rule proposes of a record of the sample and another."""
    blocks = grouped(keys.rule(rule.keys, members), members.astype(np.int32))
    fits = blocks.sizes <= rule.largest_block
    starts, sizes = blocks.starts[fits], blocks.sizes[fits]
    places, size = np.repeat(starts, sizes) + ranges(sizes), np.repeat(sizes, sizes)
    ranked = _sample_first(blocks.members, places, np.repeat(starts, sizes), is_sampled)
    within = ranges(sizes)
    own = is_sampled[ranked]
    one, other = with_followers(np.flatnonzero(own), (size - within - 1)[own])
    left, right = keys.members[ranked[one]], keys.members[ranked[other]]
    unequal = left != right
    return _Proposals(packed_unequal(left, right), size[one][unequal].astype(np.int32))


def _sample_first(members: Codes, places: Codes, blocks: Codes, is_sampled: Flags) -> Codes:
    """The members in these places, those of the sample first within each block."""
    ranked = members[places]
    return ranked[order(blocks * 2 + ~is_sampled[ranked])]
