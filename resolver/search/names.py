"""Names: which words of names are like the one asked for.

Invariant: the closest way in which two words are alike counts; every word within the slips that its length
allows, that sounds the same, begins so or contains what was asked, is found.
"""

from collections.abc import Iterable

import numpy as np
from rapidfuzz.distance import OSA, JaroWinkler
from rapidfuzz.process import cpdist

from resolver.nicknames import nickname_groups
from resolver.packed import Codes
from resolver.search.alike import NOBODY, Alike, kept
from resolver.search.likelihood import Levels
from resolver.search.terms import NameWord
from resolver.search.vocabulary import Fragments, Sorted, codes_of, grouped
from resolver.sounds import sound

_INITIAL, _NEAR, _INSIDE, _OTHER_PLACE, _SOUND, _SLIP, _SOUND_AND_SLIP, _BEGINS, _FORM, _SAME = range(1, 11)
_SHORTEST_SLIP, _LONG = 3, 7
_SHORTEST_INSIDE = 3
_NEAR_ENOUGH = 0.84


class NameFinder:
    """Finds words of one name field."""

    def __init__(self, field: str, words: Sorted) -> None:
        self._field = field
        self._words = words
        texts = words.all()
        self._fragments = Fragments(texts)
        self._sounds = grouped((sound(word), code) for code, word in enumerate(texts))
        self._forms = grouped((str(form), code) for code, word in enumerate(texts) for form in _forms(word))

    def find(self, term: NameWord) -> Alike:
        """The words like the term's, in the field it is meant for or by mistake in another."""
        found = self._initials(term.word) if len(term.word) == 1 else self._alike(term.word)
        if not term.meant or self._field in term.meant:
            return found
        return kept(found.codes, np.where(found.levels > _SLIP, _OTHER_PLACE, 0).astype(np.uint8))

    def _initials(self, letter: str) -> Alike:
        codes = self._words.beginning_with(letter)
        return kept(codes, np.full(len(codes), _INITIAL, dtype=np.uint8))

    def _alike(self, word: str) -> Alike:
        if not len(self._words):
            return NOBODY
        heard = codes_of(self._sounds, [sound(word)] if sound(word) else ())
        forms = codes_of(self._forms, map(str, _forms(word)))
        begun = self._words.beginning_with(word)
        initial = [code for code in (self._words.code(word[0]),) if code >= 0]
        near = self._fragments.sharing(word, slips_of(word))
        codes = np.unique(np.concatenate([heard, forms, begun, near, initial])).astype(np.int32)
        places = judged(word, self._words.at(codes))
        at = np.searchsorted(codes, heard)
        places[at] = np.maximum(places[at], np.where(places[at] == _SLIP, _SOUND_AND_SLIP, _SOUND))
        raise_to(places, codes, forms, _FORM)
        places[codes == self._words.code(word)] = _SAME
        return kept(codes, places)


def slips_of(word: str) -> int:
    """How many slips a word of this length may have and still be taken for it."""
    return 0 if len(word) < _SHORTEST_SLIP else 1 if len(word) < _LONG else 2


def judged(word: str, texts: list[str]) -> Levels:
    """How alike each of the texts is to a word of two letters or more, as written; 0 for not."""
    asked = [word] * len(texts)
    edits = cpdist(asked, texts, scorer=OSA.distance, score_cutoff=2)
    similarity = cpdist(asked, texts, scorer=JaroWinkler.similarity, score_cutoff=_NEAR_ENOUGH)
    lengths = np.array([len(text) for text in texts])
    shorter = np.minimum(lengths, len(word))
    places = np.zeros(len(texts), dtype=np.uint8)
    places[(lengths == 1) & np.array([text[0] == word[0] for text in texts], dtype=bool)] = _INITIAL
    places[(similarity >= _NEAR_ENOUGH) & (lengths > 1)] = _NEAR
    if len(word) >= _SHORTEST_INSIDE:
        places[[word in text for text in texts]] = _INSIDE
    places[((edits <= 1) & (shorter >= _SHORTEST_SLIP)) | ((edits <= 2) & (shorter >= _LONG))] = _SLIP
    places[[text.startswith(word) for text in texts]] = _BEGINS
    return places


def raise_to(places: Levels, codes: Codes, among: Codes, place: int) -> None:
    """Lift those of the ascending `codes` that are `among` others to a place, where theirs is lower."""
    where = np.searchsorted(codes, among)
    places[where] = np.maximum(places[where], place)


def _forms(word: str) -> Iterable[int]:
    return nickname_groups().get(word, ())
