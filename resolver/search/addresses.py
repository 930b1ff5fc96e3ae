"""Addresses: those like the words and numbers asked for, weighed as one piece of evidence.

Invariant: how alike two addresses are depends on the two only; a word that says what sort of street it is
(“road”) counts for little, and a number counts only beside words that are alike.
"""

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from resolver.compare.homes import numbers_of, words_of
from resolver.packed import Codes
from resolver.search.alike import Alike, kept
from resolver.search.likelihood import Levels
from resolver.search.names import judged, slips_of
from resolver.search.postings import Postings
from resolver.search.terms import AddressPart
from resolver.search.vocabulary import Fragments, Sorted, codes_of, grouped
from resolver.search.words import search_words

_PART, _PART_AND_NUMBER, _LIKE_OTHER, _LIKE, _STREET, _SAME = range(1, 7)
_WHOLE, _MUCH, _SOME = 0.97, 0.7, 0.3
_SORT_OF_STREET = 0.2
_LIKENESS = np.array([0.0, 0.0, 0.0, 0.5, 0.0, 0.0, 0.8, 0.8, 0.8, 0.0, 1.0])
"""How much a word counts, by how alike it is as a name would be: inside 0.5, a slip or the beginning 0.8."""

Scores = npt.NDArray[np.float32]


class AddressFinder:
    """Finds addresses."""

    def __init__(self, addresses: Sorted) -> None:
        self._count = len(addresses)
        texts = addresses.all()
        pairs = [(word, code) for code, text in enumerate(texts) for word in (words_of(text) or "").split()]
        self._numbers = grouped(
            (number, code) for code, text in enumerate(texts) for number in (numbers_of(text) or "").split()
        )
        self._words, self._postings = _inverted(pairs)
        self._fragments = Fragments(self._words.all())

    def find(self, term: AddressPart) -> Alike:
        """The addresses like the term's."""
        score = np.zeros(self._count, dtype=np.float32)
        for word in term.words:
            score += _weight(word) * self._likeness(word)
        score /= max(sum(map(_weight, term.words)), _SORT_OF_STREET)
        codes = np.flatnonzero(score >= _SOME).astype(np.int32)
        return kept(codes, _places(score[codes], self._has_numbers(term)[codes], bool(term.numbers)))

    def _likeness(self, word: str) -> Scores:
        """How alike the closest word of each address is."""
        begun = self._words.beginning_with(word)
        near = self._fragments.sharing(word, slips_of(word))
        codes = np.union1d(begun, near).astype(np.int32)
        found = np.zeros(self._count, dtype=np.float32)
        if len(codes):
            alike = _LIKENESS[judged(word, self._words.at(codes))].astype(np.float32)
            alike[codes == self._words.code(word)] = 1.0
            order = np.argsort(alike, kind="stable")
            places, which = self._postings.of_values(codes[order])
            found[places] = alike[order][which]
        return found

    def _has_numbers(self, term: AddressPart) -> npt.NDArray[np.bool_]:
        found = np.full(self._count, bool(term.numbers))
        for number in term.numbers:
            has_it = np.zeros(self._count, dtype=np.bool_)
            has_it[codes_of(self._numbers, [number])] = True
            found &= has_it
        return found


def _places(score: Scores, has_numbers: npt.NDArray[np.bool_], is_number_asked: bool) -> Levels:
    """The place on the scale of addresses of this likeness."""
    is_whole, is_much = score >= _WHOLE, score >= _MUCH
    is_met = has_numbers | (not is_number_asked)
    cases = [
        (is_whole & is_met, _SAME),
        (is_whole, _STREET),
        (is_much & is_met, _LIKE),
        (is_much, _LIKE_OTHER),
        (has_numbers, _PART_AND_NUMBER),
    ]
    return np.select([case for case, _ in cases], [place for _, place in cases], _PART).astype(np.uint8)


def _weight(word: str) -> float:
    return _SORT_OF_STREET if word in search_words()["sorts_of_street"] else 1.0


def _inverted(pairs: list[tuple[str, int]]) -> tuple[Sorted, Postings]:
    """The words of addresses, and which addresses have each."""
    words = sorted({word for word, _ in pairs})
    number = {word: code for code, word in enumerate(words)}
    values: Codes = np.array([number[word] for word, _ in pairs], dtype=np.int32)
    places: Codes = np.array([code for _, code in pairs], dtype=np.int32)
    return Sorted(pa.array(words, pa.string())), Postings.of(values, places, len(words))
