"""Postcodes: those like the one, or the part of one, that was asked for.

Invariant: a part is the beginning or the last three signs; a whole postcode also finds its district and those
a slip away.
"""

import numpy as np
from rapidfuzz.distance import OSA
from rapidfuzz.process import cpdist

from resolver.compare.homes import postal_district
from resolver.search.alike import Alike, kept
from resolver.search.names import raise_to
from resolver.search.terms import PostcodePart
from resolver.search.vocabulary import Fragments, Sorted, codes_of, grouped

_DISTRICT, _SLIP, _SAME = 1, 2, 3
_INWARD, _SHORTEST_WHOLE = 3, 5


class PostcodeFinder:
    """Finds postcodes."""

    def __init__(self, postcodes: Sorted) -> None:
        self._postcodes = postcodes
        texts = postcodes.all()
        self._fragments = Fragments(texts)
        self._inward = grouped((text[-_INWARD:], code) for code, text in enumerate(texts))

    def find(self, term: PostcodePart) -> Alike:
        """The postcodes like the term's."""
        begun = self._postcodes.beginning_with(term.text)
        ended = codes_of(self._inward, [term.text])
        district, near = begun[:0], begun[:0]
        if len(term.text) >= _SHORTEST_WHOLE:
            district = self._postcodes.beginning_with(postal_district(term.text))
            near = self._fragments.sharing(term.text, 1)
            edits = cpdist([term.text] * len(near), self._postcodes.at(near), scorer=OSA.distance)
            near = near[edits <= 1]
        codes = np.unique(np.concatenate([begun, ended, district, near])).astype(np.int32)
        places = np.zeros(len(codes), dtype=np.uint8)
        for among, place in ((district, _DISTRICT), (near, _SLIP), (ended, _SAME), (begun, _SAME)):
            raise_to(places, codes, among, place)
        return kept(codes, places)
