"""Bulk forms: they give what the functions they are forms of give, text by text."""

from collections.abc import Callable

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from resolver import bulk_forms, standardise  # noqa: F401 (importing bulk_forms declares them)
from resolver.address_text import standardised_address
from resolver.bulk import has_bulk_form, made_of
from resolver.compare.homes import numbers_of, place_of, words_of
from resolver.sounds import sound
from resolver.tokens import Tokens

FUNCTIONS = (
    standardise.compact,
    standardise.email,
    standardise.name,
    standardise.nhs_number,
    standardise.postcode,
    standardise.words,
    standardised_address,
    numbers_of,
    place_of,
    sound,
    words_of,
)
STANDARD_FIRST = {
    numbers_of: standardised_address,
    place_of: standardised_address,
    sound: standardise.name,
    words_of: standardised_address,
}
WORDS = ("12", "a", "0", "007", "b12", "3c", "Rd", "flat", "no", "fixed", "abode", "nfa", "rough", "sleeping")
NAMES = ("O'Neill", "Smith-Jones", "baby", "twin", "two", "unknown", "zz99 3vz", "9434765919", "1111111111")
ODD = ("a@b", "@", "-", "--", "'", "`", "é", "ß", "\t", "\x1c", "_", ",", "\n", "")
TEXTS = st.one_of(
    st.lists(st.sampled_from((*WORDS, *NAMES, *ODD)), max_size=6).map(" ".join),
    st.lists(st.sampled_from((*WORDS, *NAMES, *ODD)), max_size=6).map("".join),
    st.text(st.sampled_from("ab01 -@'É"), max_size=12),
)


@pytest.mark.parametrize("function", FUNCTIONS, ids=lambda function: function.__name__)
@given(texts=st.lists(TEXTS, max_size=30))
def test_a_bulk_form_gives_what_its_function_gives(
    function: Callable[[str], str | None], texts: list[str]
) -> None:
    assert has_bulk_form(function)
    if function in STANDARD_FIRST:
        texts = [made for text in texts if (made := STANDARD_FIRST[function](text))]
    expected = [function(text) or None for text in texts]
    assert [made or None for made in made_of(function, pa.array(texts, pa.string())).to_pylist()] == expected


def test_a_function_without_a_bulk_form_is_called_for_each_text() -> None:
    assert not has_bulk_form(standardise.date)
    assert made_of(standardise.date, pa.array(["1980-02-01", "soon"])).to_pylist() == ["19800201", None]


def test_what_is_not_ascii_is_left_to_the_function() -> None:
    assert made_of(standardise.compact, pa.array(["É 1", "E 1"])).to_pylist() == ["e1", "e1"]


def test_words_of_chosen_texts_follow_one_another() -> None:
    tokens = Tokens.of(pa.array(["ada rose", "", "bo"])).of_texts(pa.array([2, 0, 0, 1]).to_numpy())
    assert tokens.joined().to_pylist() == ["bo", "ada rose", "ada rose", None]
