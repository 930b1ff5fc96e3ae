"""Slips: places that are nothing but a mistyped spelling of another place.

Invariant: a place is taken for another only where every person who is said to live at it is also said to
live at the other, by more rows; where it has no UPRN; where no two postcodes contradict; and where the two
texts are one slip of the fingers apart, spaces aside. So nobody's neighbour is ever drawn in.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from rapidfuzz.distance import OSA

from resolver.coded import Integers
from resolver.spelling import Spelling

_ONE_SLIP = 1


@dataclass
class _Claimed:
    """Who is said to live at a place, by how many rows, in which spellings."""

    people: set[int] = field(default_factory=set)
    spellings: set[Spelling] = field(default_factory=set)
    rows: int = 0

    def may_be_a_slip(self) -> bool:
        """Whether the place has no identity of its own."""
        return not any(spelling.uprn for spelling in self.spellings)


def slips(place: Integers, person: Integers, written: Sequence[Spelling]) -> dict[int, int]:
    """For each place that is a slip, the place that was meant.

    Args:
        place: the place of each row that has one.
        person: whom each of them is of, -1 where unknown.
        written: the spelling of each.
    """
    claimed, of_person = _gathered(place, person, written)
    meant: dict[int, int] = {}
    for number in sorted(claimed):
        if not claimed[number].may_be_a_slip():
            continue
        others = _held_by_all(claimed[number].people, of_person) - {number} - meant.keys()
        found = [other for other in sorted(others) if _is_slip(claimed[number], claimed[other])]
        if found and number not in meant.values():
            meant[number] = max(found, key=lambda other: claimed[other].rows)
    return meant


def _gathered(
    place: Integers, person: Integers, written: Sequence[Spelling]
) -> tuple[Mapping[int, _Claimed], Mapping[int, set[int]]]:
    claimed: dict[int, _Claimed] = defaultdict(_Claimed)
    of_person: dict[int, set[int]] = defaultdict(set)
    for where, who, spelling in zip(place.tolist(), person.tolist(), written, strict=True):
        claimed[where].people.add(who)
        claimed[where].spellings.add(spelling)
        claimed[where].rows += 1
        of_person[who].add(where)
    return claimed, of_person


def _held_by_all(people: Iterable[int], of_person: Mapping[int, set[int]]) -> set[int]:
    """The places that all of the people are said to have lived at."""
    held = [of_person[who] if who >= 0 else set() for who in people]
    return set.intersection(*held)


def _is_slip(slip: _Claimed, meant: _Claimed) -> bool:
    return meant.rows > slip.rows and any(
        _is_one_slip(left, right) for left in slip.spellings for right in meant.spellings
    )


def _is_one_slip(left: Spelling, right: Spelling) -> bool:
    if (
        not left.text
        or not right.text
        or (left.postcode and right.postcode and left.postcode != right.postcode)
    ):
        return False
    return OSA.distance(_letters(left), _letters(right), score_cutoff=_ONE_SLIP) <= _ONE_SLIP


def _letters(spelling: Spelling) -> str:
    """The text as it is compared: abbreviations written out and without spaces, so that they are no slips."""
    parsed = spelling.parsed
    return "".join([*parsed.numbers, *parsed.words.split()])
