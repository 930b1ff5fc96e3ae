"""Tokens: the words of many texts at once, each distinct word under one code.

Invariant: the words of a text stay together, in the order of the texts; whatever is asked of a word is worked
out once, however many texts have it.
"""

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple, Self, cast

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from resolver.bulk import chosen, listed, taken
from resolver.packed import Codes, Flags, Longs


class Tokens(NamedTuple):
    """Words of texts.

    Attributes:
        owners: the place of the text that each word is of, ascending.
        codes: which word it is.
        vocabulary: the words; each once, but where they were rewritten.
        texts: how many texts there are.
    """

    owners: Longs
    codes: Codes
    vocabulary: Sequence[str]
    texts: int

    @classmethod
    def of(cls, texts: pa.StringArray) -> Self:
        """The words of texts, none of them null, as spaces part them."""
        lists = pc.split_pattern(texts, " ")
        encoded = lists.flatten().dictionary_encode()
        owners = np.repeat(np.arange(len(texts), dtype=np.int64), np.diff(lists.offsets.to_numpy()))
        codes = encoded.indices.to_numpy().astype(np.int32)
        found = cls(owners, codes, listed(cast("pa.StringArray", encoded.dictionary)), len(texts))
        return found.rewritten(lambda word: word)

    def said(self, asked: Callable[[str], Any], kind: npt.DTypeLike = np.bool_) -> npt.NDArray[Any]:
        """What is said of each word, worked out once a distinct one."""
        return np.array([asked(word) for word in self.vocabulary], dtype=kind)[self.codes]

    def only(self, kept: Flags) -> Self:
        """The words that are marked."""
        return self._replace(owners=self.owners[kept], codes=self.codes[kept])

    def of_texts(self, chosen: npt.NDArray[np.integer]) -> Self:
        """The words of the texts in these places, one after another; a place may occur more than once."""
        starts = np.searchsorted(self.owners, np.arange(self.texts + 1))
        sizes = np.diff(starts)[chosen]
        owners = np.repeat(np.arange(len(chosen), dtype=np.int64), sizes)
        within = np.arange(len(owners)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
        codes = self.codes[np.repeat(starts[chosen], sizes) + within]
        return self._replace(owners=owners, codes=codes, texts=len(chosen))

    def rewritten(self, rewrite: Callable[[str], str | None]) -> Self:
        """Each word rewritten by itself; one that becomes nothing is left out."""
        rewritten = [rewrite(word) for word in self.vocabulary]
        is_kept = np.array([bool(word) for word in rewritten], dtype=np.bool_)
        places = np.cumsum(is_kept, dtype=np.int32) - 1
        kept = self if is_kept.all() else self.only(is_kept[self.codes])
        return kept._replace(codes=places[kept.codes], vocabulary=[word for word in rewritten if word])

    def joined(self) -> pa.StringArray:
        """The words of each text with a space between them; null for a text without words."""
        sizes = np.bincount(self.owners, minlength=self.texts)
        offsets = np.append(0, np.cumsum(sizes)).astype(np.int32)
        words = taken(pa.array(self.vocabulary, pa.string()), self.codes)
        lists = pa.ListArray.from_arrays(pa.array(offsets, pa.int32()), words)
        return chosen(sizes > 0, cast("pa.StringArray", pc.binary_join(lists, " ")))


def word_by_word(rewrite: Callable[[str], str | None]) -> Callable[[pa.StringArray], pa.StringArray]:
    """The function of many texts that rewrites each word by itself."""
    return lambda texts: Tokens.of(texts).rewritten(rewrite).joined()
