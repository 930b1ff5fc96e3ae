"""Rules: which keys two records must share to be a candidate pair.

Invariant: a rule that splits another has all its keys and more, so its blocks lie within those of the other.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from resolver.settings import Settings


@dataclass(frozen=True)
class Rule:
    """Keys that make blocks.

    Attributes:
        keys: what two records must share.
        largest_block: a block of more members is crowded.
        is_split: whether the rule splits the blocks of a declared one.
    """

    keys: tuple[str, ...]
    largest_block: int
    is_split: bool = False


def rules_of(settings: Settings) -> list[Rule]:
    """The rules as declared, and each again with the keys that split it, one key more at a time."""
    declared = dict.fromkeys(settings.blocking)
    split = dict.fromkeys(each for rule in declared for each in _split(rule, settings.split_by))
    largest = settings.largest_block
    return [
        *(Rule(keys, largest) for keys in declared),
        *(Rule(keys, largest, is_split=True) for keys in split if keys not in declared),
    ]


def _split(rule: tuple[str, ...], split_by: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """The rule with further keys, each of which says more than the rule does."""
    for key in split_by:
        if key not in rule and key.partition(":")[0] not in rule:
            rule = (*rule, key)
            yield rule
