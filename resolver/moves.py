"""Moves that nobody recorded: people left behind at an address by the rest of their household, on paper only.

Invariant: only a present stay at a dwelling is moved, only after others who lived there with the person, and
only where what is known of the dwelling says so:
- others have come to live there since, and of those who lived there before nobody else is left; or
- two or more moved together, and others have come since, or the person is known by one record that may
  well be of one of the movers.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from resolver.stays import Stay

_TOGETHER = 2


@dataclass(frozen=True)
class Known:
    """What is known of each person: given name, and how many records."""

    given_names: Sequence[str | None]
    record_counts: Sequence[int]

    def may_be_one_of(self, person: int, others: Collection[int]) -> bool:
        """Whether the person's only record may be of one of the others: their given names begin alike."""
        return self.record_counts[person] == 1 and self._initial(person) in {
            self._initial(other) for other in others
        }

    def _initial(self, person: int) -> str:
        name = self.given_names[person]
        return name[0].casefold() if name else f"unknown {person}"


@dataclass(frozen=True)
class _Move:
    """People who left a place for another, and the first day of the first of them there."""

    place: int
    day: str
    people: frozenset[int]


def follow_moves(stays: Sequence[Stay], known: Known, not_dwellings: Collection[int]) -> list[Stay]:
    """The stays, with those who were left behind on paper moved after the others."""
    here: dict[int, list[Stay]] = defaultdict(list)
    now: dict[int, Stay] = {}
    for stay in stays:
        if stay.place not in not_dwellings and stay.has_length:
            here[stay.place].append(stay)
            if stay.is_current:
                now[stay.person] = stay
    followed: list[Stay] = []
    for stay in stays:
        move = _move_of_others(stay, here[stay.place], now) if now.get(stay.person) is stay else None
        if move is not None and _was_followed(stay, move, here[stay.place], known):
            followed.append(replace(stay, until=max(move.day, stay.since)))
            followed.append(replace(stay, place=move.place, since=max(move.day, stay.since)))
        else:
            followed.append(stay)
    return followed


def _move_of_others(stay: Stay, here: Sequence[Stay], now: Mapping[int, Stay]) -> _Move | None:
    """Where most of those went who lived there with the person and left after the person was last seen."""
    gone = [
        now[other.person]
        for other in here
        if not other.is_current
        and other.since <= max(stay.seen, stay.since)
        and other.until > stay.seen
        and other.person in now
        and now[other.person].place != stay.place
        and now[other.person].since >= other.until
    ]
    if not gone:
        return None
    counts = Counter(other.place for other in gone)
    place = min(counts, key=lambda place: (-counts[place], place))
    together = [other for other in gone if other.place == place]
    return _Move(place, min(other.since for other in together), frozenset(other.person for other in together))


def _was_followed(stay: Stay, move: _Move, here: Sequence[Stay], known: Known) -> bool:
    others = [other for other in here if other.is_current and other.person != stay.person]
    has_newcomers = any(other.since >= move.day for other in others)
    is_last = all(other.since >= move.day for other in others)
    if len(move.people) >= _TOGETHER:
        return has_newcomers or known.may_be_one_of(stay.person, move.people)
    return has_newcomers and is_last
