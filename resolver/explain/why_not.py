"""Why not: what keeps two records apart, and what would bring them together.

Invariant: every obstacle that holds is named, because lifting one of several changes nothing.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import product

import numpy as np

from resolver.explain.built import Pull, pulls_of
from resolver.explain.close_up import CloseUp
from resolver.explain.proposals import NearRule, nearest_rules
from resolver.explain.waterfall import Waterfall, waterfall
from resolver.explain.what_if import WhatIf, what_if
from resolver.score import bits_of


class Obstacle(StrEnum):
    """What may keep two records apart."""

    JUDGED_APART = "somebody judged them, or records of theirs, to be of different people"
    IDENTIFIERS_DIFFER = "their verified numbers, or those of records joined to them, differ"
    NOT_PROPOSED = "no blocking rule pairs them, so they were never compared"
    TOO_LITTLE = "what they say is not enough for a match"
    OTHERS_AGAINST = "the other records of the two people speak against it, on balance"
    ONE_BRIDGE = "one pair of records alone would join two groups of records"
    WEAK_MERGE = "what lies between two groups of records is too weak to merge them unseen"


@dataclass(frozen=True)
class WhyNot:
    """Two records that are not of one person, or that are.

    Attributes:
        left: id of one record.
        right: id of the other.
        together: whether they are of one person.
        waterfall: what makes their weight.
        needed: the weight, in bits, from which a pair is a match; of a pair that is together, the weight
            below which it no longer speaks for one person.
        obstacles: what keeps them apart.
        what_if: the fewest changes that would lift the weight of two that are apart to `needed`, or take
            that of two that are together below it.
        near_rules: rules that would have them compared if one key more agreed.
        between: what the pairs between their two people say, the strongest against first.
    """

    left: str
    right: str
    together: bool
    waterfall: Waterfall
    needed: float
    obstacles: tuple[Obstacle, ...]
    what_if: tuple[WhatIf, ...]
    near_rules: tuple[NearRule, ...]
    between: tuple[Pull, ...]

    @property
    def balance(self) -> float:
        """What the pairs between the two people say together, in bits."""
        return sum(pull.bits for pull in self.between)


def why_not(view: CloseUp, left: str, right: str) -> WhyNot:
    """Why two records of a close-up are not of one person, and what would change it.

    Raises:
        KeyError: a record is not in the close-up.
    """
    one, other = view.row(left), view.row(right)
    together = view.entities[one] == view.entities[other]
    needed = bits_of(view.settings.cluster_threshold) if together else view.match_bits
    found = waterfall(view.reasons(one, other))
    between = () if together else tuple(_between(view, one, other))
    obstacles = () if together else tuple(_obstacles(view, (left, right), found, between))
    near = nearest_rules(view, one, other) if Obstacle.NOT_PROPOSED in obstacles else []
    would_help = together == (found.weight >= needed)
    changes = what_if(view, one, other, needed) if would_help else []
    return WhyNot(left, right, together, found, needed, obstacles, tuple(changes), tuple(near), between)


def closest_pair(view: CloseUp, records: tuple[list[str], list[str]]) -> tuple[str, str]:
    """Of the records of two people, the pair with the highest weight."""
    pairs = [pair for pair in product(*records) if pair[0] != pair[1]]
    return max(pairs, key=lambda pair: waterfall(view.reasons(*map(view.row, pair))).weight)


def _between(view: CloseUp, one: int, other: int) -> Iterator[Pull]:
    """What the pairs between the people of two rows say."""
    person = dict(zip(view.ids, view.entities, strict=True))
    sides = {view.entities[one], view.entities[other]}
    pulls = sorted(pulls_of(view), key=lambda pull: (pull.force, pull.left, pull.right))
    return (pull for pull in pulls if {person[pull.left], person[pull.right]} == sides)


def _obstacles(
    view: CloseUp, pair: tuple[str, str], found: Waterfall, between: tuple[Pull, ...]
) -> Iterator[Obstacle]:
    judged = view.judged(view.decisions.cannot_link)
    apart = {_ends(view, each) for each in between if each.settled is False}
    if apart & judged:
        yield Obstacle.JUDGED_APART
    if apart - judged:
        yield Obstacle.IDENTIFIERS_DIFFER
    own = next(each for each in between if {each.left, each.right} == set(pair))
    if not _is_proposed(view, own):
        yield Obstacle.NOT_PROPOSED
    if found.weight < view.match_bits:
        yield Obstacle.TOO_LITTLE
    elif sum(each.bits for each in between) < 0:
        yield Obstacle.OTHERS_AGAINST
    if supports := _held_back(view, pair):
        yield Obstacle.ONE_BRIDGE if supports == 1 else Obstacle.WEAK_MERGE


def _held_back(view: CloseUp, pair: tuple[str, str]) -> int:
    """How many pairs speak for a merge of the two people that was held back; 0 where none was."""
    people = {view.entities[view.row(record)] for record in pair}
    held = view.linkage.held
    columns = (held[name].to_pylist() for name in ("one", "other", "supports"))
    found = (int(supports) for one, other, supports in zip(*columns, strict=True) if {one, other} == people)
    return next(found, 0)


def _ends(view: CloseUp, pair: Pull) -> tuple[int, int]:
    one, other = view.row(pair.left), view.row(pair.right)
    return min(one, other), max(one, other)


def _is_proposed(view: CloseUp, pair: Pull) -> bool:
    left, right = (np.array([row], dtype=np.int32) for row in _ends(view, pair))
    return bool(view.is_candidate(left, right)[0])
