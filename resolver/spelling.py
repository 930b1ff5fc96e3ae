"""Spellings of addresses, and which of them are of one place."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations

from rapidfuzz.distance import OSA

from resolver import standardise
from resolver.address_text import AddressText, is_no_fixed_abode, parse

_MOST_COMPARED = 150


@dataclass(frozen=True, order=True)
class Spelling:
    """An address as some record writes it; an empty part is not given."""

    uprn: str
    postcode: str
    text: str

    @property
    def parsed(self) -> AddressText:
        """What tells the text from others."""
        return parse(self.text)

    @property
    def is_no_abode(self) -> bool:
        """Whether it stands for having no address."""
        is_stand_in = bool(self.postcode) and standardise.postcode(self.postcode) is None
        return (is_stand_in and not self.parsed.numbers) or is_no_fixed_abode(self.text)

    @property
    def names_a_place(self) -> bool:
        """Whether it says more than a postcode, which many homes share."""
        return bool(self.uprn or self.text)


def same_places(spellings: Sequence[Spelling]) -> list[int]:
    """The place of each of the distinct spellings, as numbers from 0.

    The spellings must come in one order always, such as sorted, for the places to be the same always.
    """
    joined = _Joined(spellings)
    for bucket in _buckets(each.uprn or None for each in spellings):
        joined.join_all(bucket)
    for bucket in _buckets(each.is_no_abode or None for each in spellings):
        joined.join_all(bucket)
    for bucket in _buckets(
        (each.postcode, each.parsed.numbers) if each.postcode else None for each in spellings
    ):
        joined.join_where(bucket, _is_same_text)
    for bucket in _buckets(each.parsed if each.parsed.numbers else None for each in spellings):
        is_sure = len({spellings[each].postcode for each in bucket} - {""}) <= 1
        joined.join_where(bucket, _is_any if is_sure else _is_near_postcode)
    return joined.places()


class _Joined:
    """Union-find over spellings in which no place ever has two UPRNs."""

    def __init__(self, spellings: Sequence[Spelling]) -> None:
        self._spellings = spellings
        self._parent = list(range(len(spellings)))
        self._uprn = [each.uprn for each in spellings]

    def join_all(self, bucket: Sequence[int]) -> None:
        """Join every spelling of the bucket with the first."""
        for each in bucket[1:]:
            self._join(bucket[0], each)

    def join_where(self, bucket: Sequence[int], is_same: Callable[[Spelling, Spelling], bool]) -> None:
        """Join the pairs of the bucket that are the same."""
        for left, right in combinations(bucket[:_MOST_COMPARED], 2):
            if self._root(left) != self._root(right) and is_same(
                self._spellings[left], self._spellings[right]
            ):
                self._join(left, right)

    def places(self) -> list[int]:
        """A number a spelling, equal for those joined, in the order of their first."""
        numbers: dict[int, int] = {}
        return [numbers.setdefault(self._root(each), len(numbers)) for each in range(len(self._parent))]

    def _root(self, each: int) -> int:
        parent = self._parent
        while parent[each] != each:
            parent[each] = parent[parent[each]]
            each = parent[each]
        return each

    def _join(self, left: int, right: int) -> None:
        low, high = sorted((self._root(left), self._root(right)))
        if self._uprn[low] and self._uprn[high] and self._uprn[low] != self._uprn[high]:
            return
        self._parent[high] = low
        self._uprn[low] = self._uprn[low] or self._uprn[high]


def _buckets(keys: Iterable[Hashable]) -> Iterable[list[int]]:
    """The positions of equal keys, in order; None is no key."""
    found: dict[Hashable, list[int]] = defaultdict(list)
    for position, key in enumerate(keys):
        if key is not None:
            found[key].append(position)
    return found.values()


def _is_same_text(left: Spelling, right: Spelling) -> bool:
    return bool(left.text and right.text) and left.parsed.is_same_place(right.parsed)


def _is_near_postcode(left: Spelling, right: Spelling) -> bool:
    return bool(left.postcode and right.postcode) and OSA.distance(left.postcode, right.postcode) <= 1


def _is_any(left: Spelling, right: Spelling) -> bool:
    return bool(left.text and right.text)
