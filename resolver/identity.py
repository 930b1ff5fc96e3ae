"""Stable identity: an id, once given to a group of members, follows its members for ever.

Invariants. A group that keeps its members keeps its id. Where groups merge, the oldest id survives and
the others are retired into it. Where a group splits, the part that holds most of the members that came by
no merge keeps the id, of equal ones the largest; a part that holds more than half of those who came with
a retired id takes that id up again, and the rest are given new ones. No other id is given twice, and an id
depends on nothing but the members and the key of the minter.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from graph.minter import Minter


@dataclass(frozen=True)
class Known:
    """What was assigned before.

    Attributes:
        members: each member's id.
        since: when each id was first given.
        retired: ids used up.
        former: for each member that came with ids retired into its present one, those ids.
    """

    members: Mapping[str, str] = field(default_factory=dict)
    since: Mapping[str, str] = field(default_factory=dict)
    retired: frozenset[str] = frozenset()
    former: Mapping[str, Collection[str]] = field(default_factory=dict)


@dataclass(frozen=True)
class Assignment:
    """Ids for the new groups, in their order, and what became of the old ids.

    Attributes:
        ids: one id per group.
        merged: each id retired by a merge, and the id that it now resolves to.
        split: ids given to parts of an older group, new or taken up again, and the id they came out of.
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
    claims = _claims(known, groups)
    again = _taken_up_again(known, {n: group for n, group in enumerate(groups) if n not in claims})
    taken = set(known.since) | set(known.members.values()) | known.retired
    ids: list[str] = []
    merged: dict[str, str] = {}
    split: dict[str, str] = {}
    for number, group in enumerate(groups):
        if claimants := claims.get(number):
            survivor, *losers = claimants
            merged.update(dict.fromkeys(losers, survivor))
        else:
            survivor = again.get(number) or minter.mint_unused(min(group), taken)
            taken.add(survivor)
            if overlaps[number]:
                split[survivor] = _largest(overlaps[number])
        ids.append(survivor)
    return Assignment(tuple(ids), merged, split, _without_members(known, overlaps))


def _overlaps(members: Mapping[str, str], groups: Iterable[Collection[str]]) -> list[Counter[str]]:
    return [Counter(members[each] for each in group if each in members) for group in groups]


def _claims(known: Known, groups: Sequence[Collection[str]]) -> dict[int, list[str]]:
    """For each group the old ids that it keeps, the survivor first."""
    overlaps = _overlaps(known.members, groups)
    keeper: dict[str, tuple[int, tuple[int, int]]] = {}
    for number, (overlap, group) in enumerate(zip(overlaps, groups, strict=True)):
        own = Counter(
            known.members[each] for each in group if each in known.members and each not in known.former
        )
        for old, size in overlap.items():
            if old not in keeper or (own[old], size) > keeper[old][1]:
                keeper[old] = (number, (own[old], size))
    claims: dict[int, list[str]] = defaultdict(list)
    for old, (number, _) in keeper.items():
        claims[number].append(old)
    for number, claimants in claims.items():
        overlap = overlaps[number]
        claimants.sort(key=lambda old: (known.since.get(old, ""), -overlap[old], old))
    return claims


def _taken_up_again(known: Known, groups: Mapping[int, Collection[str]]) -> dict[int, str]:
    """For each of the groups the retired id that it was, where it has more than half of its members."""
    whole = Counter(old for ids in known.former.values() for old in ids)
    again: dict[int, str] = {}
    for number, group in groups.items():
        here = Counter(old for each in group for old in known.former.get(each, ()))
        likeness = {
            old: count / (whole[old] + len(group) - count)
            for old, count in here.items()
            if 2 * count > whole[old]
        }
        if likeness:
            again[number] = min(likeness, key=lambda old: (-likeness[old], old))
    return again


def _largest(overlap: Counter[str]) -> str:
    return min(overlap, key=lambda old: (-overlap[old], old))


def _without_members(known: Known, overlaps: Iterable[Counter[str]]) -> frozenset[str]:
    present = {old for overlap in overlaps for old in overlap}
    return frozenset((set(known.since) | set(known.members.values())) - present)
