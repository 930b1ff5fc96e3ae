"""Blocks: which blocks each record is in, as words that are the same in every table that holds the record.

Invariant: two records share a word exactly where `resolver.block.candidate_pairs`, told what is crowded,
proposes them as a pair. A word has the number of its rule and the depth of its split above the hash of the
keys, so that words of different rules, or of different depths, never meet.
"""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from resolver.hashing import mixed
from resolver.keys import NO_KEY, Keys
from resolver.packed import Codes, Longs, Words, is_among
from resolver.records import Records
from resolver.settings import Settings

_HASH_BITS = np.uint64(40)
_DEPTH_BITS = np.uint64(8)


class Blocks(NamedTuple):
    """One entry a record and block: the block's word, and the place of the record as held."""

    words: Words
    places: Codes


def blocks_by_rule(records: Records, settings: Settings, crowded: Words) -> Iterator[Blocks]:
    """The blocks of each rule in turn; what is crowded to the last is no block.

    Raises:
        SettingsError: a rule names a part of a field that does not exist.
    """
    keys = Keys(records)
    for number, rule in enumerate(settings.blocking):
        words = keys.rule(rule)
        members = np.flatnonzero(words != NO_KEY)
        found = _uncrowded(keys, words[members], members, settings.split_by, crowded)
        tag = np.uint64(number) << (_HASH_BITS + _DEPTH_BITS)
        yield Blocks(found.words | tag, keys.members[found.places].astype(np.int32))


def _uncrowded(keys: Keys, words: Words, members: Longs, split_by: tuple[str, ...], crowded: Words) -> Blocks:
    """The words of members in blocks that are not crowded, split by one key after another."""
    kept_words, kept = [np.empty(0, dtype=np.uint64)], [np.empty(0, dtype=np.int64)]
    for depth, key in enumerate((*split_by, None)):
        is_crowded = is_among(words, crowded)
        kept_words.append(words[~is_crowded] | (np.uint64(depth) << _HASH_BITS))
        kept.append(members[~is_crowded])
        members = members[is_crowded]
        if key is None or not len(members):
            break
        words = mixed(words[is_crowded], keys.words(key)[members])
    return Blocks(np.concatenate(kept_words), np.concatenate(kept))
