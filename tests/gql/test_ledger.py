"""No two populations that differ by few are told apart, by whomever and whenever they are asked for."""

import os
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from gql.disclosure import Disclosure, Population
from gql.errors import AuditUnavailableError, BudgetSpentError, SettingsError
from gql.ledger import LEDGER, Asker, Ledger

SMALLEST = 10
SECRET = b"populations are hashed with this"
DISCLOSURE = Disclosure(SMALLEST, 5, SECRET)
DAY = date(2026, 11, 1)
ANALYST = Asker("analyst-1", DAY, 10**6)
EVERYBODY = [f"p-{number}" for number in range(90)]
CHANGED = st.sets(st.sampled_from(EVERYBODY), max_size=2 * SMALLEST)


def of(people: Sequence[str]) -> Population:
    return Population.of(people, SECRET)


def told(ledger: Ledger, *populations: Sequence[str], asker: Asker = ANALYST) -> list[int | None]:
    return ledger.told(asker, DISCLOSURE, [of(each) for each in populations])


def crowd(number: int, size: int = 20) -> list[str]:
    """A population that shares nobody with one of another number."""
    return [f"c-{number}-{each}" for each in range(size)]


def opened(folder: Path) -> Ledger:
    return Ledger.open(folder / LEDGER, SECRET)


def is_new(ledger: Ledger, people: Sequence[str]) -> bool:
    """Whether a population would be told anew: an asker who may be told nothing new is refused it."""
    try:
        told(ledger, people, asker=Asker("analyst-2", DAY, 0))
    except BudgetSpentError:
        return True
    return False


@given(changes=st.lists(CHANGED, min_size=1, max_size=12))
@example(changes=[{"p-0"}, {f"p-{number}" for number in range(SMALLEST)}])
def test_whoever_differs_by_few_from_one_told_anew_is_not_told_anew(changes: list[set[str]]) -> None:
    """Differencing: in whatever order, each count is that of a population told before, or quite another."""
    ledger, anew = Ledger(SECRET), list[tuple[set[str], int | None]]()
    for change in [set[str](), *changes]:
        people = set(EVERYBODY) - change
        if is_new(ledger, sorted(people)):
            assert all(len(people ^ others) >= SMALLEST for others, _ in anew)
            anew.append((people, told(ledger, sorted(people))[0]))
        else:
            assert told(ledger, sorted(people))[0] in {count for _, count in anew}


@given(apart=st.integers(min_value=1, max_value=SMALLEST - 1), is_larger_first=st.booleans())
def test_a_whole_and_all_but_a_few_of_it_are_told_alike(apart: int, is_larger_first: bool) -> None:
    order = [EVERYBODY, EVERYBODY[apart:]]
    first, second = told(Ledger(SECRET), *(order if is_larger_first else reversed(order)))
    assert first == second


@given(size=st.integers(min_value=0, max_value=SMALLEST - 1))
def test_a_small_population_is_not_told_and_costs_nothing(size: int) -> None:
    ledger, poor = Ledger(SECRET), Asker("analyst-1", DAY, 0)
    assert told(ledger, EVERYBODY[:size], asker=poor) == [None]


def test_a_larger_smallest_count_holds_for_what_was_told_before_it() -> None:
    ledger = Ledger(SECRET)
    assert told(ledger, EVERYBODY[:12])[0] is not None
    stricter = Disclosure(40, 5, SECRET)
    assert ledger.told(ANALYST, stricter, [of(EVERYBODY[:12])]) == [None]
    assert ledger.told(ANALYST, stricter, [of(EVERYBODY[:45])]) == [None]


def test_a_budget_is_of_a_caller_and_a_day_and_counts_what_is_new() -> None:
    ledger = Ledger(SECRET)
    poor = Asker("analyst-2", DAY, 2)
    assert None not in told(ledger, crowd(1), crowd(2), crowd(1), asker=poor)
    told(ledger, crowd(1), crowd(2), asker=poor)
    with pytest.raises(BudgetSpentError):
        told(ledger, crowd(3), asker=poor)
    assert told(ledger, crowd(3), asker=Asker("analyst-2", DAY + timedelta(days=1), 2))[0] is not None
    assert told(ledger, crowd(3), asker=poor)[0] is not None  # it is new to nobody now
    assert told(ledger, crowd(4), asker=Asker("analyst-3", DAY, 2))[0] is not None


def test_a_question_beyond_the_budget_is_told_nothing_and_spends_nothing() -> None:
    ledger, poor = Ledger(SECRET), Asker("analyst-2", DAY, 2)
    with pytest.raises(BudgetSpentError) as refused:
        told(ledger, crowd(1), crowd(2), crowd(3), asker=poor)
    assert 0 < (refused.value.retry_after or 0) <= 24 * 3600
    assert None not in told(ledger, crowd(4), crowd(5), asker=poor)


def test_what_was_told_outlives_the_service_with_what_was_spent(tmp_path: Path) -> None:
    poor, populations = Asker("analyst-2", DAY, 70), [crowd(number) for number in range(70)]
    first = opened(tmp_path)
    before = told(first, *populations, asker=poor)
    first.close()
    again = opened(tmp_path)
    assert told(again, *(each[1:] for each in populations), asker=ANALYST) == before
    with pytest.raises(BudgetSpentError):
        told(again, crowd(71), asker=poor)
    again.close()


def test_a_row_that_was_torn_was_never_told_and_is_taken_off(tmp_path: Path) -> None:
    ledger = opened(tmp_path)
    before = told(ledger, crowd(1))
    ledger.close()
    path = tmp_path / LEDGER
    whole = path.read_bytes()
    path.write_bytes(whole + whole[: len(whole) // 2])
    again = opened(tmp_path)
    assert path.read_bytes() == whole
    assert told(again, crowd(1)[1:]) == before
    told(again, crowd(2))
    again.close()
    assert path.stat().st_size == 2 * len(whole)


def test_the_file_names_nobody(tmp_path: Path) -> None:
    ledger = opened(tmp_path)
    told(ledger, EVERYBODY)
    ledger.close()
    body = (tmp_path / LEDGER).read_bytes()
    assert b"analyst" not in body
    assert b"p-1" not in body
    assert (tmp_path / LEDGER).stat().st_mode & 0o077 == 0


def test_a_ledger_has_one_writer(tmp_path: Path) -> None:
    ledger = opened(tmp_path)
    with pytest.raises(SettingsError, match=LEDGER):
        opened(tmp_path)
    ledger.close()
    opened(tmp_path).close()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no device that is always full here")
def test_what_cannot_be_written_down_is_not_told() -> None:
    ledger = Ledger(SECRET, os.open("/dev/full", os.O_RDWR))
    one = Asker("analyst-1", DAY, 1)
    for number in range(3):  # nothing was spent either
        with pytest.raises(AuditUnavailableError):
            told(ledger, crowd(number), asker=one)
    ledger.close()
