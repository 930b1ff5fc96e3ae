import numpy as np
import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.distance import OSA

from resolver.search.names import slips_of
from resolver.search.postings import Postings
from resolver.search.vocabulary import Fragments, Sorted, grams

WORDS = st.text("abcde", min_size=3, max_size=12)


@given(st.sets(st.text("abz\u00e9\u4e00", min_size=1, max_size=4)), st.text("abz\u00e9", max_size=3))
def test_texts_are_found_by_beginning_and_whole(texts: set[str], start: str) -> None:
    held = Sorted(pa.array(sorted(texts), pa.string()))
    assert held.at(held.beginning_with(start)) == sorted(text for text in texts if text.startswith(start))
    assert all(held[held.code(text)] == text for text in texts)
    assert held.code("q") == -1


@given(WORDS, st.data())
def test_a_slip_is_never_missed(word: str, data: st.DataObject) -> None:
    other = data.draw(st.text("abcde", min_size=max(3, len(word) - 2), max_size=len(word) + 2))
    slips = slips_of(word)
    shares = grams(word) & grams(other)
    if OSA.distance(word, other) <= slips and shares:
        assert 0 in Fragments([other]).sharing(word, slips)


@given(st.lists(st.tuples(st.integers(-1, 5), st.integers(0, 9))))
def test_postings_give_each_place_of_each_value_once(pairs: list[tuple[int, int]]) -> None:
    values = np.array([value for value, _ in pairs], dtype=np.int32)
    places = np.array([place for _, place in pairs], dtype=np.int32)
    postings = Postings.of(values, places, 6)
    asked = np.array([5, 0, 3])
    found, which = postings.of_values(asked)
    expected = [
        (int(asked[n]), place) for n in range(3) for place in sorted({p for v, p in pairs if v == asked[n]})
    ]
    assert [(int(asked[n]), int(place)) for n, place in zip(which, found, strict=True)] == expected
    assert len(postings.pairs[0]) == len({pair for pair in pairs if pair[0] >= 0})
