"""Aspect: one field of the records in searchable form: its values, who has them, and how to find them.

Invariant: joining aspects gives what one made of all their records at once would be.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol, Self

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from resolver.packed import Codes
from resolver.search.addresses import AddressFinder
from resolver.search.alike import Alike
from resolver.search.births import BirthFinder
from resolver.search.names import NameFinder
from resolver.search.postcodes import PostcodeFinder
from resolver.search.postings import Postings
from resolver.search.tails import TailFinder
from resolver.search.terms import FAMILY, GIVEN
from resolver.search.vocabulary import Sorted


class Finder(Protocol):
    """Finds the values of a field that are like what a term asks."""

    def find(self, term: Any) -> Alike:
        """The codes of the values that are like the term's, with levels."""


class Marked(Protocol):
    """Says which records stay, and where."""

    def __call__(self, places: Codes, /) -> Codes:
        """The new place of each record; negative for one that does not stay."""


FIELDS = (*GIVEN, *FAMILY, "birth_date", "postcode", "address_text", "phone", "nhs_number")
NUMBERS = ("phone", "nhs_number")


@dataclass(frozen=True)
class Aspect:
    """A field of some records: distinct values in order, the places of the records with each, a finder."""

    field: str
    values: Sorted
    postings: Postings
    finder: Finder

    @classmethod
    def of(cls, field: str, texts: Sequence[str], values: Codes, places: Codes) -> Self:
        """The aspect in which the record at `places[n]` has `texts[values[n]]`; texts may repeat."""
        return cls._made(field, pa.array(texts, pa.string()), values, places)

    @classmethod
    def joined(cls, aspects: Sequence["Aspect"], moved: Marked) -> Self:
        """One aspect of all these, their records moved."""
        offsets = np.cumsum([0, *(len(each.values) for each in aspects)])
        pairs = [each.postings.pairs for each in aspects]
        values = np.concatenate([pair[0] + first for pair, first in zip(pairs, offsets, strict=False)])
        places = moved(np.concatenate([pair[1] for pair in pairs]))
        texts = pa.concat_arrays([each.values.texts for each in aspects])
        stays = places >= 0
        return cls._made(aspects[0].field, texts, values[stays].astype(np.int32), places[stays])

    @classmethod
    def _made(cls, field: str, texts: pa.StringArray, values: Codes, places: Codes) -> Self:
        is_used = np.zeros(len(texts), dtype=np.bool_)
        is_used[values] = True
        distinct = pc.unique(texts.filter(pa.array(is_used)))
        distinct = distinct.take(pc.sort_indices(distinct))
        codes = pc.index_in(texts, distinct).fill_null(-1).to_numpy(zero_copy_only=False).astype(np.int32)
        held = Sorted(distinct)
        return cls(field, held, Postings.of(codes[values], places, len(held)), _finder(field, held))

    def shown(self, code: int) -> str:
        """A value as users read it."""
        text = self.values[code]
        return text[::-1] if self.field in NUMBERS else text

    @property
    def bytes(self) -> int:
        """Memory of values and postings; that of the finder comes on top."""
        return int(self.values.texts.nbytes + self.postings.starts.nbytes + self.postings.places.nbytes)


def _finder(field: str, values: Sorted) -> Finder:
    if field in (*GIVEN, *FAMILY):
        return NameFinder(field, values)
    if field in NUMBERS:
        return TailFinder(values)
    if field == "birth_date":
        return BirthFinder(values)
    if field == "postcode":
        return PostcodeFinder(values)
    return AddressFinder(values)
