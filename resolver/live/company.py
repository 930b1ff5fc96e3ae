"""Company: a word for the group of companions that a record may be in, the same in every table.

Invariant: two records have one word exactly where `resolver.companions.companion_groups` puts them into one
group, had the group members enough and not too many.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence

import numpy as np

from resolver.companions import CASE, INSTITUTIONS, is_institution
from resolver.compare.homes import numbers_of
from resolver.hashing import hash_of, hashes, mixed, mixed_one
from resolver.keys import NO_KEY
from resolver.live.growing import Growing
from resolver.packed import Words
from resolver.records import Records
from resolver.said import Said, numbers_in
from resolver.values import Column

_CASE, _PLACE, _WORDS, _NUMBER = (np.uint64(kind) for kind in range(1, 5))


def company_words(records: Records) -> Words:
    """The word of each record as held, 0 for one that has no companions."""
    source, case = _hashed(records.source), _hashed(records.column(CASE))
    home = _homes(records)
    word = np.where(case != NO_KEY, mixed(case, _CASE), home)
    return np.where(word != NO_KEY, mixed(source, word), NO_KEY)


def company_word(said: Said) -> int:
    """The word of one record, as `company_words` gives it."""
    case = said.get(CASE)
    word = _home(said) if case is None else mixed_one(hash_of(case), int(_CASE))
    return mixed_one(hash_of(said.source), word) if word else 0


def _home(said: Said) -> int:
    """The word of the home of one record."""
    text, postcode, uprn = (said.get(field) for field in ("address_text", "postcode", "uprn"))
    if said.get("address_kind") in INSTITUTIONS:
        return 0
    if text is None:
        return 0 if uprn is None else mixed_one(hash_of(uprn), int(_NUMBER))
    if postcode is None:
        return mixed_one(hash_of(text), int(_WORDS))
    return mixed_one(mixed_one(hash_of(postcode), hash_of(numbers_in(text) or text)), int(_PLACE))


class Company:
    """The members of each group of companions, by number."""

    def __init__(self, words: Words) -> None:
        self._words = Growing(words)
        self._order = np.argsort(words, kind="stable").astype(np.int32)
        self._sorted = words[self._order]
        self._recent: dict[int, list[int]] = defaultdict(list)

    def add(self, words: Sequence[int]) -> None:
        """Let the next numbers have these words."""
        for number, word in enumerate(words, start=len(self._words)):
            self._recent[word].append(number)
        self._words.extend(np.array(words, dtype=np.uint64))

    def word(self, number: int) -> int:
        """The word of a number."""
        return int(self._words.at(number))

    def words(self, numbers: Iterable[int]) -> list[int]:
        """The words of these numbers, one each."""
        found: list[int] = self._words[np.fromiter(numbers, dtype=np.int64)].tolist()
        return found

    def members(self, words: Collection[int]) -> list[list[int]]:
        """The numbers that have each of these words; none where it is 0."""
        sought = np.fromiter(words, dtype=np.uint64, count=len(words))
        first, last = (np.searchsorted(self._sorted, sought, side).tolist() for side in ("left", "right"))
        return [
            [*self._order[start:end].tolist(), *self._recent.get(word, ())] if word else []
            for word, start, end in zip(words, first, last, strict=True)
        ]


def _homes(records: Records) -> Words:
    """A word for each home as it is written, 0 for an institution and where nothing is known."""
    text, postcode = records.column("address_text"), _hashed(records.column("postcode"))
    numbers = _hashed(text.standardised(lambda words: numbers_of(words) or words))
    words, uprn = _hashed(text), _hashed(records.column("uprn"))
    placed = np.where(postcode != NO_KEY, mixed(mixed(postcode, numbers), _PLACE), mixed(words, _WORDS))
    numbered = np.where(uprn != NO_KEY, mixed(uprn, _NUMBER), NO_KEY)
    return np.where(is_institution(records), NO_KEY, np.where(text.is_known, placed, numbered))


def _hashed(column: Column) -> Words:
    return np.append(hashes(column.values), NO_KEY)[column.codes]
