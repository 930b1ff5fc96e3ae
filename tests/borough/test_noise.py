"""Noise changes what it should, and only so far."""

import random
from datetime import date

from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.distance import OSA

from borough import noise
from borough.calendar import CUT
from borough.names import spellings

_NAMES = st.text("abcdefghijklmnopqrstuvwxyzłśéü", min_size=3, max_size=15)
_SEEDS = st.integers(0, 10**6)


@given(_NAMES, _SEEDS)
def test_one_slip_is_one_edit(name: str, seed: int) -> None:
    assert OSA.distance(name, noise.mistyped(random.Random(seed), name)) <= 1


@given(_NAMES)
def test_folding_is_idempotent(name: str) -> None:
    assert noise.folded(noise.folded(name)) == noise.folded(name)


def test_folding_takes_off_every_accent() -> None:
    assert noise.folded("Łukasz Gonçalves-Bērziņš Đorđe") == "Lukasz Goncalves-Berzins Dorde"


@given(st.dates(date(1925, 1, 1), CUT), _SEEDS)
def test_a_wrong_birth_date_is_another_day_not_after_the_cut(born: date, seed: int) -> None:
    wrong = noise.misdated(random.Random(seed), born)
    assert wrong != born
    assert wrong <= CUT


@given(_SEEDS)
def test_a_listed_name_gets_a_listed_spelling(seed: int) -> None:
    assert noise.respelt(random.Random(seed), "Mohammed", spellings()) in spellings()["Mohammed"]


@given(_NAMES, _SEEDS)
def test_an_unlisted_name_changes_by_its_sound_alone(name: str, seed: int) -> None:
    heard = noise.misheard(random.Random(seed), name)
    assert abs(len(heard) - len(name)) <= 1


def test_a_short_name_is_left_alone() -> None:
    assert noise.mistyped(random.Random(1), "Li") == "Li"
