"""Stable identity: an id, once given to a group of members, follows its members for ever.

Invariants. A group that keeps its members keeps its id. Where groups merge, the oldest id survives and
the others are retired into it. Where a group splits, the largest part keeps the id and the rest are given
new ones. An id is never given twice, and depends on nothing but the members and the key of the minter.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from graph.minter import Minter


@dataclass(frozen=True)
class Known:
    """What was assigned before: each member's id, when each id was first given, and ids used up."""

    members: Mapping[str, str] = field(default_factory=dict)
    since: Mapping[str, str] = field(default_factory=dict)
    retired: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Assignment:
    """Ids for the new groups, in their order, and what became of the old ids.

    Attributes:
        ids: one id per group.
        merged: each id retired by a merge, and the id that it now resolves to.
        split: new ids given to parts of an older group, and the id that they came out of.
        gone: ids of which no member is left.
    """

    ids: tuple[str, ...]
    merged: Mapping[str, str]
    split: Mapping[str, str]
    gone: frozenset[str]


def assign(known: Known, groups: Sequence[Collection[str]], minter: Minter) -> Assignment:
    """Give each of the disjoint, non-empty `groups` of members its id, whatever their order."""
    order = sorted(range(len(groups)), key=lambda number: min(groups[number]))
    made = _assign_in_order(known, [groups[number] for number in order], minter)
    ids = dict(zip(order, made.ids, strict=True))
    return replace(made, ids=tuple(ids[number] for number in range(len(groups))))


def _assign_in_order(known: Known, groups: Sequence[Collection[str]], minter: Minter) -> Assignment:
    overlaps = _overlaps(known.members, groups)
    claims = _claims(known, overlaps)
    taken = set(known.since) | set(known.members.values()) | known.retired
    ids: list[str] = []
    merged: dict[str, str] = {}
    split: dict[str, str] = {}
    for number, group in enumerate(groups):
        if claimants := claims.get(number):
            survivor, *losers = claimants
            merged.update(dict.fromkeys(losers, survivor))
        else:
            survivor = minter.mint_unused(min(group), taken)
            taken.add(survivor)
            if overlaps[number]:
                split[survivor] = _largest(overlaps[number])
        ids.append(survivor)
    return Assignment(tuple(ids), merged, split, _without_members(known, overlaps))


def _overlaps(members: Mapping[str, str], groups: Iterable[Collection[str]]) -> list[Counter[str]]:
    return [Counter(members[each] for each in group if each in members) for group in groups]


def _claims(known: Known, overlaps: Sequence[Counter[str]]) -> dict[int, list[str]]:
    """For each group the old ids whose largest part it holds, the survivor first."""
    keeper: dict[str, tuple[int, int]] = {}
    for number, overlap in enumerate(overlaps):
        for old, size in overlap.items():
            if old not in keeper or size > keeper[old][1]:
                keeper[old] = (number, size)
    claims: dict[int, list[str]] = defaultdict(list)
    for old, (number, _) in keeper.items():
        claims[number].append(old)
    for number, claimants in claims.items():
        overlap = overlaps[number]
        claimants.sort(key=lambda old: (known.since.get(old, ""), -overlap[old], old))
    return claims


def _largest(overlap: Counter[str]) -> str:
    return min(overlap, key=lambda old: (-overlap[old], old))


def _without_members(known: Known, overlaps: Iterable[Counter[str]]) -> frozenset[str]:
    present = {old for overlap in overlaps for old in overlap}
    return frozenset((set(known.since) | set(known.members.values())) - present)
