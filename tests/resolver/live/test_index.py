"""Index: words find exactly the numbers that were entered under them, merged or recent."""

from collections import defaultdict
from unittest.mock import patch

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from resolver.live import index as module
from resolver.live.blocks import Blocks
from resolver.live.index import Index

Entries = list[tuple[int, int]]
entries = st.lists(st.tuples(st.integers(1, 6), st.integers(0, 9)), max_size=20)


def blocks(given_entries: Entries) -> Blocks:
    words, places = zip(*given_entries, strict=True) if given_entries else ((), ())
    return Blocks(np.array(words, dtype=np.uint64), np.array(places, dtype=np.int32))


@given(entries, st.lists(entries, max_size=4), entries)
def test_sharing_is_what_comparing_every_word_finds(
    base: Entries, later: list[Entries], asked: Entries
) -> None:
    with patch.object(module, "_MOST_RECENT", 3):
        index = Index([blocks(base)])
        held: dict[int, list[int]] = defaultdict(list)
        for word, number in base:
            held[word].append(number)
        for round_, added in enumerate(later, start=1):
            for word, place in added:
                index.enter(10 * round_ + place, [(0, word)])
                held[word].append(10 * round_ + place)
        found = index.sharing([(0, word) for word, _ in asked])
    assert found == {number for word, _ in asked for number in held[word]}


def test_words_of_two_rules_never_meet() -> None:
    index = Index([blocks([(1, 0)]), blocks([(2, 1)])])
    assert index.sharing([(0, 2), (1, 1)]) == set()
    assert index.sharing([(0, 1), (1, 2)]) == {0, 1}
