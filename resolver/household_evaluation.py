"""How many households are exactly right: predicted present households against the true ones.

Invariant: only who lives together is judged, never where; a predicted person counts as the true person of
most of its records, and only people of whom some record gives an address are judged at all.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

Household = frozenset[str]
RecordId = str


@dataclass(frozen=True)
class HouseholdEvaluation:
    """Counts of true households, and the share of them that were predicted exactly."""

    true_households: int
    exact: int
    predicted_households: int

    @property
    def share_exact(self) -> float:
        """Share of the true households that some predicted household equals."""
        return self.exact / self.true_households if self.true_households else 1.0

    @property
    def share_right(self) -> float:
        """Share of the predicted households that equal a true one."""
        return self.exact / self.predicted_households if self.predicted_households else 1.0


def evaluate_households(
    predicted: Iterable[Collection[str]],
    records: Mapping[str, Collection[RecordId]],
    truth: Mapping[RecordId, str],
    true_households: Iterable[Collection[str]],
    judged: Collection[str],
) -> HouseholdEvaluation:
    """Compare the present households.

    Args:
        predicted: the members, by predicted person, of each predicted household.
        records: the records of each predicted person.
        truth: the true person of each record.
        true_households: the members, by true person, of each true household.
        judged: the true people of whom some record gives an address.
    """
    person = {id_: true_person(ids, truth) for id_, ids in records.items()}
    found = _restricted(({person[id_] for id_ in members} for members in predicted), judged)
    real = _restricted(true_households, judged)
    exact = sum(min(count, real[members]) for members, count in found.items())
    return HouseholdEvaluation(real.total(), exact, found.total())


def true_person(records: Iterable[RecordId], truth: Mapping[RecordId, str]) -> str:
    """The true person of most of the records; the first in order of several."""
    counts = Counter(truth[each] for each in records)
    return min(counts, key=lambda person: (-counts[person], person))


def members_by_household(memberships: Iterable[tuple[str, str]]) -> list[Household]:
    """Pairs of household and person, gathered by household."""
    found: dict[str, set[str]] = defaultdict(set)
    for household, person in memberships:
        found[household].add(person)
    return [frozenset(members) for members in found.values()]


def _restricted(households: Iterable[Collection[str]], judged: Collection[str]) -> Counter[Household]:
    known = frozenset(judged)
    kept = (known.intersection(members) for members in households)
    return Counter(members for members in kept if members)
