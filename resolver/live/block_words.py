"""Block words: the blocks that one record is in, worked out for records that come one by one.

Invariant: they are the words that `resolver.live.blocks.blocks_by_rule` gives the record in any table.
"""

from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache

import numpy as np

from resolver.hashing import hash_of, mixed_one
from resolver.keys import OTHER_FIELD, part_of
from resolver.learned import Learned
from resolver.packed import is_among
from resolver.rules import rules_of
from resolver.said import Said

_REMEMBERED = 1 << 18
_HOME = ("uprn", "postcode", "address_text")

Word = tuple[int, int]
"""The number of a rule, and the hash of a block of it."""

Part = Callable[[str], str | None]


class BlockWords:
    """Finds the blocks of a record by what was learned."""

    def __init__(self, learned: Learned) -> None:
        rules = [rule.keys for rule in rules_of(learned.settings)]
        keys = list(dict.fromkeys(key for rule in rules for key in rule))
        self._crowded = learned.background.crowded
        self._keys = [_split(key) for key in keys]
        self._rules = [(hash_of(" ".join(rule)), tuple(keys.index(key) for key in rule)) for rule in rules]

    def of(self, said: Said) -> list[Word]:
        """The distinct blocks of a record; what is crowded is no block."""
        found = sorted({word for values in _members(said) for word in self._words(values)})
        if not found:
            return []
        is_crowded = is_among(np.array([word for _, word in found], dtype=np.uint64), self._crowded)
        return [word for word, is_none in zip(found, is_crowded.tolist(), strict=True) if not is_none]

    def _words(self, values: Mapping[str, str]) -> Iterator[Word]:
        """The word of each rule of all whose keys something is said."""
        said = [_key_hash(values, field, part) for field, part in self._keys]
        for number, (first, keys) in enumerate(self._rules):
            joined = first
            for key in keys:
                if not said[key]:
                    break
                joined = mixed_one(joined, said[key])
            else:
                yield number, joined


def _split(key: str) -> tuple[str, Part]:
    field, _, part = key.partition(":")
    return field, part_of("sound" if field == "names" else part)


def _members(said: Said) -> Iterator[Mapping[str, str]]:
    """What a record says; the same under its other names; and the same at each of its former addresses."""
    yield said.values
    others = {field: said.values[other] for field, other in OTHER_FIELD.items() if other in said.values}
    if others:
        yield {**said.values, **others}
    for home in said.former:
        yield {**{name: value for name, value in said.values.items() if name not in _HOME}, **home}


def _key_hash(values: Mapping[str, str], field: str, part: Part) -> int:
    """The hash of one key; 0 where nothing is said."""
    if field == "names":
        given, family = (_key_hash(values, name, part) for name in ("given_name", "family_name"))
        return mixed_one(min(given, family), max(given, family)) if given and family else 0
    value = values.get(field)
    return 0 if value is None else _hash_of_part(part, value)


@lru_cache(_REMEMBERED)
def _hash_of_part(part: Part, value: str) -> int:
    return hash_of(part(value) or "")
