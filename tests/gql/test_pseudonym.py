"""A pseudonym is stable for one recipient, useless to any other, and turned back only here."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gql.pseudonym import Pseudonyms

SECRET = bytes(range(32))
MINE = Pseudonyms.of(SECRET, "scientist-1", "research", 2026)
OTHERS = {
    "another recipient": Pseudonyms.of(SECRET, "scientist-2", "research", 2026),
    "another purpose": Pseudonyms.of(SECRET, "scientist-1", "audit", 2026),
    "another year": Pseudonyms.of(SECRET, "scientist-1", "research", 2027),
    "an extract": Pseudonyms.of_extract(SECRET, "scientist-1", "research", "falls", "2026-01-01/2026-12-31"),
    "another secret": Pseudonyms.of(bytes(32), "scientist-1", "research", 2026),
}

FILE = ("university", "research", "falls", "2026-01-01/2026-12-31")


@given(identifier=st.text(min_size=1, max_size=60))
def test_a_pseudonym_comes_back(identifier: str) -> None:
    pseudonym = MINE.hide(identifier)
    assert MINE.reveal(pseudonym) == identifier
    assert MINE.hide(identifier) == pseudonym
    assert pseudonym.isascii()


@given(identifier=st.text(min_size=1, max_size=60))
def test_attack_16_extracts_cannot_be_joined(identifier: str) -> None:
    pseudonym = MINE.hide(identifier)
    for other in OTHERS.values():
        assert other.hide(identifier) != pseudonym
        assert other.reveal(pseudonym) is None


@given(text=st.text(max_size=80))
def test_anything_else_is_nobody(text: str) -> None:
    assert MINE.reveal(text) is None


@given(first=st.text(min_size=1, max_size=20), second=st.text(min_size=1, max_size=20))
def test_different_identifiers_have_different_pseudonyms(first: str, second: str) -> None:
    assert (MINE.hide(first) == MINE.hide(second)) == (first == second)


def test_attack_16_it_is_no_hash_that_could_be_enumerated() -> None:
    plain = hashlib.sha256(b"9434765919").hexdigest()
    assert plain not in MINE.hide("9434765919")


def test_a_recipient_cannot_take_anothers_name_apart() -> None:
    one = Pseudonyms.of(SECRET, "b", "research\x002026\x00a", 2026)
    two = Pseudonyms.of(SECRET, "a\x002026\x00b", "research", 2026)
    assert one.hide("p") != two.hide("p")


@pytest.mark.parametrize("place", range(len(FILE)))
def test_files_for_another_recipient_purpose_project_or_period_cannot_be_joined(place: int) -> None:
    mine = Pseudonyms.of_extract(SECRET, *FILE)
    other = Pseudonyms.of_extract(
        SECRET, *(f"{each}!" if at == place else each for at, each in enumerate(FILE))
    )
    assert mine.hide("p-1") == Pseudonyms.of_extract(SECRET, *FILE).hide("p-1") != other.hide("p-1")
    assert other.reveal(mine.hide("p-1")) is None
