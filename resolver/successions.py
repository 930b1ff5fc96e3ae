"""Successions: homes that others have taken over from people of whom nobody heard that they had left.

Invariant: a present stay is ended only at a dwelling, only on the day on which others began to live there
after everybody from before was last seen, and only where each of those from before is known by one record
alone. They must besides be one person or the smaller part, of another family name than the newcomers, of
whom more than one record tells; or be children, who do not live without a grown-up.
"""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import replace

from resolver.moves import Known
from resolver.stays import Stay


def end_successions(stays: Sequence[Stay], known: Known, not_dwellings: Collection[int]) -> list[Stay]:
    """The stays, with those ended whose home has plainly become that of others."""
    here: dict[int, list[Stay]] = defaultdict(list)
    for stay in stays:
        if stay.is_current and stay.place not in not_dwellings:
            here[stay.place].append(stay)
    ends: dict[tuple[int, int], str] = {}
    for place, present in here.items():
        before, newcomers = _parted(present)
        if newcomers and _were_followed(before, newcomers, known):
            day = min(stay.since for stay in newcomers)
            ends |= {(place, stay.person): day for stay in before}
    return [
        replace(stay, until=ends[stay.place, stay.person])
        if stay.is_current and (stay.place, stay.person) in ends
        else stay
        for stay in stays
    ]


def _parted(present: Sequence[Stay]) -> tuple[list[Stay], list[Stay]]:
    """Those who were there first, and those who came after all of the first were last seen."""
    ordered = sorted(present, key=lambda stay: (stay.since, stay.person))
    seen = ordered[0].seen
    for number, stay in enumerate(ordered):
        if stay.since > seen:
            return ordered[:number], ordered[number:]
        seen = max(seen, stay.seen)
    return ordered, []


def _were_followed(before: Sequence[Stay], newcomers: Sequence[Stay], known: Known) -> bool:
    if any(known.record_counts[stay.person] > 1 for stay in before):
        return False
    day = min(stay.since for stay in newcomers)
    if all(known.is_child(stay.person, day) for stay in before):
        return True
    names = {known.family_names.get(stay.person) for stay in before}
    return (
        len(before) <= max(1, len(newcomers) - 1)
        and names.isdisjoint(known.family_names.get(stay.person) for stay in newcomers)
        and any(known.record_counts[stay.person] > 1 for stay in newcomers)
    )
