"""Signs: what becomes of each sign, in every text, wherever the text lies in its column."""

import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from resolver.signs import Laid, rewritten, single_spaced, table

TEXTS = st.lists(st.text(st.sampled_from("aB1 -\t\0\x7f"), max_size=8), max_size=12)
SHOUTED = table(lambda sign: "" if sign in "-\t" else sign.upper())


@given(texts=TEXTS)
def test_each_sign_becomes_what_the_table_says(texts: list[str]) -> None:
    expected = [text.replace("-", "").replace("\t", "").upper() for text in texts]
    assert rewritten(pa.array(texts, pa.string()), SHOUTED).to_pylist() == expected


@given(texts=TEXTS, start=st.integers(0, 12))
def test_a_part_of_a_column_is_rewritten_by_itself(texts: list[str], start: int) -> None:
    part = pa.array(texts, pa.string()).slice(start)
    assert Laid.of(part).texts().to_pylist() == texts[start:]
    assert (
        rewritten(part, SHOUTED).to_pylist()
        == rewritten(pa.array(texts, pa.string()), SHOUTED)[start:].to_pylist()
    )


@given(texts=TEXTS)
def test_spaces_are_single_and_none_is_at_an_end(texts: list[str]) -> None:
    expected = [" ".join(word for word in text.split(" ") if word) for text in texts]
    assert single_spaced(pa.array(texts, pa.string())).to_pylist() == expected


def test_what_is_not_ascii_is_left_as_it_is() -> None:
    assert rewritten(pa.array(["é-ß", "ÿ"]), SHOUTED).to_pylist() == ["éß", "ÿ"]
