"""Other names: the words of a whole name that are neither the given nor the family name.

Invariant: a middle name that a record states stands; only where there is none is it read off the whole
name.
"""

import numpy as np
import pyarrow as pa

from resolver.packed import Codes, Flags, Longs, group, is_among, pack, sorted_unique
from resolver.signs import rewritten, table
from resolver.standardise import placeholders
from resolver.tokens import Tokens
from resolver.values import Column, as_array, parts_of

_HYPHENS_AS_SPACES = table(lambda sign: " " if sign == "-" else sign)


def middle_names(stated: Column, full: Column, given: Column, family: Column) -> Column:
    """The middle names stated, and where none is, the further words of the whole name."""
    rows = np.flatnonzero((stated.codes < 0) & (full.codes >= 0))
    if not len(rows):
        return stated
    first, inverse = _distinct(full, given, family, rows)
    parts = parts_of(pa.concat_arrays([as_array(stated.values), _further(full, given, family, first)]))
    codes = stated.codes.copy()
    codes[rows] = len(stated.values) + inverse
    return Column(parts.lookup[codes], parts.values)


def _distinct(full: Column, given: Column, family: Column, rows: Longs) -> tuple[Longs, Longs]:
    """One row of each distinct combination of the three names, and which one each row is."""
    names = group(pack(given.codes[rows] + 1, family.codes[rows] + 1)).inverse
    distinct, inverse = group(pack(full.codes[rows], names))
    first = np.empty(len(distinct), dtype=np.int64)
    first[inverse] = rows
    return first, inverse.astype(np.int64)


def _further(full: Column, given: Column, family: Column, rows: Longs) -> pa.StringArray:
    """The words of the whole name of each row that its other names lack; null for none."""
    titles = placeholders()["title"]
    words = _words_of(full).rewritten(lambda word: word if len(word) > 1 and word not in titles else None)
    words = words.of_texts(full.codes[rows])
    said = np.zeros(len(words.codes), dtype=np.bool_)
    for other in (given, family):
        said |= _are_said_by(other, other.codes[rows], words)
    return words.only(~said).joined()


def _words_of(names: Column) -> Tokens:
    return Tokens.of(rewritten(as_array(names.values), _HYPHENS_AS_SPACES))


def _are_said_by(other: Column, codes: Codes, words: Tokens) -> Flags:
    """Which words another name of the row has too."""
    theirs = _words_of(other)
    number = {word: place for place, word in enumerate(words.vocabulary)}
    as_ours = np.array([number.get(word, len(number)) for word in theirs.vocabulary], dtype=np.int32)
    pairs = sorted_unique(pack(theirs.owners, as_ours[theirs.codes]))
    their = codes[words.owners]
    return np.asarray((their >= 0) & is_among(pack(np.maximum(their, 0), words.codes), pairs))


def further_words(full: str, given: str | None, family: str | None) -> str | None:
    """The words of a whole name that the given and the family name lack; all are standardised."""
    said = set(placeholders()["title"])
    for name in (given, family):
        if name is not None:
            said.update(name.replace("-", " ").split())
    words = full.replace("-", " ").split()
    return " ".join(word for word in words if word not in said and len(word) > 1) or None
