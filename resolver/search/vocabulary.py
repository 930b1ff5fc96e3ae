"""Vocabulary: the distinct texts of a field in sorted order, found by beginning, by fragment, by a slip.

Invariant: `sharing` gives every text that is within the asked number of slips, and more: each slip changes
at most four of a word's groups of three letters, so those left unchanged must be shared (the q-gram lemma;
Ukkonen 1992). A word so short that none need be left unchanged must still share one.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Mapping

import numpy as np
import pyarrow as pa

from resolver.packed import Codes

_NONE = np.zeros(0, dtype=np.int32)
_CHANGED_BY_A_SLIP = 4
_LAST = chr(0x10FFFF)

Lookup = Mapping[str, Codes]


class Sorted:
    """Texts in ascending order, kept as Arrow: a text costs its letters and four bytes."""

    def __init__(self, texts: pa.StringArray) -> None:
        self.texts = texts

    def __len__(self) -> int:
        return len(self.texts)

    def __getitem__(self, code: int) -> str:
        return str(self.texts[code])

    def code(self, text: str) -> int:
        """The place of a text, -1 where it is not held."""
        place = self._place(text)
        return place if place < len(self) and self[place] == text else -1

    def beginning_with(self, start: str) -> Codes:
        """The codes of all texts that begin so."""
        return np.arange(self._place(start), self._place(start + _LAST), dtype=np.int32)

    def at(self, codes: Codes) -> list[str]:
        """The texts of codes."""
        return [str(text) for text in self.texts.take(codes).to_pylist()]

    def all(self) -> list[str]:
        """Every text, in order."""
        return [str(text) for text in self.texts.to_pylist()]

    def _place(self, text: str) -> int:
        return bisect_left(range(len(self)), text, key=self.__getitem__)


class Fragments:
    """Finds texts by the groups of three letters that they share with a query."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._codes = grouped((gram, code) for code, text in enumerate(texts) for gram in grams(text))

    def sharing(self, text: str, slips: int) -> Codes:
        """The codes of all texts within `slips` slips, and others that share as many groups."""
        asked = grams(text)
        lists = [self._codes[gram] for gram in asked if gram in self._codes]
        if not lists:
            return _NONE
        codes, shared = np.unique(np.concatenate(lists), return_counts=True)
        return np.asarray(codes[shared >= max(1, len(asked) - _CHANGED_BY_A_SLIP * slips)], dtype=np.int32)


def grams(text: str) -> set[str]:
    """The groups of three letters of a text, its beginning and end marked."""
    marked = f"^{text}$"
    return {marked[start : start + 3] for start in range(len(marked) - 2)}


def grouped(pairs: Iterable[tuple[str, int]]) -> dict[str, Codes]:
    """The codes of each key, in the order given."""
    found: dict[str, list[int]] = defaultdict(list)
    for key, code in pairs:
        found[key].append(code)
    return {key: np.array(codes, dtype=np.int32) for key, codes in found.items()}


def codes_of(lookup: Lookup, keys: Iterable[str]) -> Codes:
    """All codes under any of the keys."""
    lists = [lookup[key] for key in keys if key in lookup]
    return np.unique(np.concatenate(lists)) if lists else _NONE
