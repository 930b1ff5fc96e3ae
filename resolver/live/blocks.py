"""Blocks: which blocks each record is in, as words that are the same in every table that holds the record.

Invariant: two records share a word exactly where `resolver.block.candidate_pairs`, told what is crowded,
proposes them as a pair. Words of different rules are kept apart.
"""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from resolver.block_of_few import FEW, block_words
from resolver.keys import NO_KEY, Keys
from resolver.packed import Codes, Words, is_among
from resolver.records import Records
from resolver.rules import rules_of
from resolver.settings import Settings


class Blocks(NamedTuple):
    """One entry a record and block: the block's word, and the place of the record as held."""

    words: Words
    places: Codes


def blocks_by_rule(records: Records, settings: Settings, crowded: Words) -> Iterator[Blocks]:
    """The blocks of each rule in turn; what is crowded is no block.

    Raises:
        SettingsError: a rule names a part of a field that does not exist.
    """
    keys, rules = Keys(records), rules_of(settings)
    if len(records) <= FEW:
        found: Iterable[Words] = block_words(keys, rules, crowded)
    else:
        found = (_without(keys.rule(rule.keys), crowded) for rule in rules)
    for words in found:
        is_block = words != NO_KEY
        yield Blocks(words[is_block], keys.members[is_block])


def _without(words: Words, crowded: Words) -> Words:
    words[is_among(words, crowded)] = NO_KEY
    return words
