"""Tails: numbers found by their last digits.

Invariant: numbers are held backwards, so that those that end alike stand together.
"""

import numpy as np

from resolver.search.alike import Alike, kept
from resolver.search.names import raise_to
from resolver.search.terms import LastDigits
from resolver.search.vocabulary import Sorted

_SLIP, _SAME = 1, 2
_SHORTEST_SLIP = 7


def backwards(number: str) -> str:
    """The digits of a number, last first."""
    return "".join(sign for sign in reversed(number) if sign.isdigit())


class TailFinder:
    """Finds numbers held backwards."""

    def __init__(self, numbers: Sorted) -> None:
        self._numbers = numbers

    def find(self, term: LastDigits) -> Alike:
        """The numbers that end as the term says; of a long one, also those with another digit in it."""
        asked = backwards(term.digits)
        same = self._numbers.beginning_with(asked)
        near = [self._numbers.beginning_with(each) for each in _slips(asked)]
        codes = np.unique(np.concatenate([same, *near])).astype(np.int32)
        places = np.full(len(codes), _SLIP, dtype=np.uint8)
        raise_to(places, codes, same, _SAME)
        return kept(codes, places)


def _slips(digits: str) -> list[str]:
    """All that differ in one digit, of a number long enough for that to mean something."""
    if len(digits) < _SHORTEST_SLIP:
        return []
    return [
        digits[:place] + other + digits[place + 1 :]
        for place in range(len(digits))
        for other in "0123456789"
        if other != digits[place]
    ]
