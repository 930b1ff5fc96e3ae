"""Ids: a place for each id, and back, at a few bytes an id.

Invariant: places are given in the order in which ids are met; what stands at a place never changes.
"""

from bisect import bisect_left
from collections.abc import Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from resolver.packed import Codes


class Ids:
    """Ids by place: the settled ones as sorted Arrow text, those met since in a dictionary."""

    def __init__(self, settled: Sequence[str] | pa.StringArray = ()) -> None:
        self._texts = settled if isinstance(settled, pa.Array) else pa.array(settled, pa.string())
        self._order: Codes = pc.sort_indices(self._texts).to_numpy().astype(np.int32)
        self._met: dict[str, int] = {}
        self._met_texts: list[str] = []

    def __len__(self) -> int:
        return len(self._texts) + len(self._met_texts)

    def place(self, text: str) -> int:
        """The place of an id, -1 where it was never met."""
        if text in self._met:
            return self._met[text]
        found = bisect_left(range(len(self._order)), text, key=self._ordered)
        is_held = found < len(self._order) and self._ordered(found) == text
        return int(self._order[found]) if is_held else -1

    def meet(self, text: str) -> int:
        """The place of an id, a new one where it was never met."""
        place = self.place(text)
        return place if place >= 0 else self.renew(text)

    def renew(self, text: str) -> int:
        """A new place for an id; the one it had keeps its text and is not found again."""
        place = self._met[text] = len(self)
        self._met_texts.append(text)
        return place

    def texts(self) -> pa.StringArray:
        """All ids in the order of their places."""
        return pa.concat_arrays([self._texts, pa.array(self._met_texts, pa.string())])

    def at(self, places: Codes) -> list[str]:
        """The ids at these places."""
        settled = len(self._texts)
        is_settled = places < settled
        held = self._texts.take(places[is_settled]).to_pylist()
        if len(held) == len(places):
            return [str(text) for text in held]
        following = iter(held)
        return [
            str(next(following)) if place < settled else self._met_texts[place - settled]
            for place in places.tolist()
        ]

    def compacted(self) -> "Ids":
        """The same ids, those met since settled where they are most; no id may have been renewed."""
        return Ids(self.texts()) if len(self._met_texts) > len(self._texts) else self

    @property
    def bytes(self) -> int:
        """Memory of the settled ids."""
        return int(self._texts.nbytes + self._order.nbytes)

    def _ordered(self, rank: int) -> str:
        return str(self._texts[int(self._order[rank])])
