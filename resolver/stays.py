"""Stays: who lived where from when to when, from what every source claims.

Invariants. A person has at most one current stay: of several that nothing dates only the best supported
is kept. A stay begins with the first claim of it, is known from the day on which the first source
recorded it, and ends no later than the next one begins. Nobody stays anywhere after the day of their
death, nor after a last day that no later claim contradicts.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from resolver.claims import Claim


@dataclass(frozen=True)
class Stay:
    """A person at a place.

    Attributes:
        since: the first day; empty where it is not known.
        until: the last day; empty while it lasts.
        recorded_at: the day on which it was first recorded.
        seen: the latest day on which a source is known to have placed the person there.
    """

    person: int
    place: int
    since: str
    until: str
    recorded_at: str
    seen: str

    @property
    def is_current(self) -> bool:
        """Whether the person is there now."""
        return not self.until

    @property
    def has_length(self) -> bool:
        """Whether it lasted: a claim that a better one of the same day overrules makes a stay of no days."""
        return not self.until or self.until > self.since


def stays_of(claims: Iterable[Claim], died: Mapping[int, str]) -> list[Stay]:
    """Every person's stays, in the order of person and time; `died` tells the day of a person's death."""
    by_person: dict[int, list[Claim]] = defaultdict(list)
    for claim in claims:
        by_person[claim.person].append(claim)
    return [
        stay for person in sorted(by_person) for stay in _history(by_person[person], died.get(person, ""))
    ]


def _history(claims: Sequence[Claim], died: str) -> list[Stay]:
    stints = sorted(_stints(claims), key=_standing)
    last_day = _earlier(died, _left_for_good(claims))
    later = _later_starts([min(claim.since for claim in stint) for stint in stints])
    stays = [_stay(stint, _earlier(end, last_day)) for stint, end in zip(stints, later, strict=True)]
    return [*(stay for stay in stays[:-1] if not stay.is_current), stays[-1]]


def _later_starts(starts: Sequence[str]) -> list[str]:
    """For each start the earliest of those after it in order; empty where none of them is known."""
    later, earliest = [], ""
    for start in reversed(starts):
        later.append(earliest)
        earliest = _earlier(earliest, start)
    return later[::-1]


def _stints(claims: Sequence[Claim]) -> list[list[Claim]]:
    """Claims of one place and time: a claim that begins after the last day stated begins another stint."""
    by_place: dict[int, list[list[Claim]]] = defaultdict(list)
    for claim in sorted(claims, key=_in_time):
        stints = by_place[claim.place]
        until = max((each.until for each in stints[-1]), default="") if stints else ""
        if not stints or (until and claim.since > until):
            stints.append([])
        stints[-1].append(claim)
    return [stint for stints in by_place.values() for stint in stints]


def _in_time(claim: Claim) -> tuple[str, str, str, str, float, int]:
    """All that a claim says, so that the order in which equals of a time were told makes no difference."""
    return (claim.since, claim.until, claim.source, claim.recorded_at, claim.trust, claim.place)


def _standing(stint: Sequence[Claim]) -> tuple[str, int, float, int]:
    """What makes a stint later than another: begun later; of the same day, by more and better sources."""
    return (
        max(claim.since for claim in stint),
        len({claim.source for claim in stint}),
        max(claim.trust for claim in stint),
        -stint[0].place,
    )


def _left_for_good(claims: Sequence[Claim]) -> str:
    """The last day stated by the latest claims, where no claim begins on it or after it; else empty."""
    until = max(claim.until for claim in claims)
    return until if until and all(claim.since < until for claim in claims) else ""


def _stay(stint: Sequence[Claim], end: str) -> Stay:
    since = min(claim.since for claim in stint)
    until = _earlier(max(claim.until for claim in stint), end)
    return Stay(
        person=stint[0].person,
        place=stint[0].place,
        since=since,
        until=max(until, since) if until else "",
        recorded_at=min(claim.recorded_at for claim in stint),
        seen=max(claim.seen for claim in stint),
    )


def _earlier(one: str, other: str) -> str:
    """The earlier of two days, either of which may be unknown."""
    return min(one, other) if one and other else one or other
