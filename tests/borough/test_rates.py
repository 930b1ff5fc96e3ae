"""The delivered records are no cleaner than promised, measured against the truth."""

import csv
from collections import Counter
from pathlib import Path

import pytest

from tests.borough import measure
from tests.borough.delivered import rows
from tests.borough.measure import Known, known, rate

_TABLE = Path(__file__).with_name("rates.csv")
_RATES = list(csv.DictReader(_TABLE.read_text("utf-8").splitlines()))


@pytest.fixture(scope="module")
def records(folder: Path) -> list[Known]:
    return known(folder)


@pytest.mark.parametrize("promise", _RATES, ids=[each["what"] for each in _RATES])
def test_errors_are_no_rarer_than_promised(records: list[Known], promise: dict[str, str]) -> None:
    among = [each for each in records if getattr(measure, promise["among"])(each)]
    found = rate(among, getattr(measure, promise["what"]))
    assert float(promise["at_least"]) <= found < 2 * float(promise["at_least"])


def test_nhs_numbers_are_in_health_and_in_half_of_adult_social_care(records: list[Known]) -> None:
    filled = Counter(each.row.source for each in records if each.row.nhs_number)
    total = Counter(each.row.source for each in records)
    assert set(filled) == {"health", "adult_social_care"}
    assert filled["health"] / total["health"] > 0.95
    assert filled["adult_social_care"] / total["adult_social_care"] == pytest.approx(0.5, abs=0.07)


def test_one_system_has_no_birth_dates_and_one_no_addresses(records: list[Known]) -> None:
    sources = {each.row.source for each in records}
    assert sources - {each.row.source for each in records if each.row.born} == {"benefits"}
    assert sources - {each.row.source for each in records if each.row.address} == {"homelessness"}


def test_most_people_are_known_to_one_to_five_of_six_systems(records: list[Known], folder: Path) -> None:
    known_to: dict[str, set[str]] = {}
    for each in records:
        known_to.setdefault(each.person["person"], set()).add(each.row.source)
    here = measure.current_homes(folder)
    counts = Counter(len(known_to.get(person, ())) for person in here)
    assert set(counts) <= set(range(7))
    assert min(counts[systems] for systems in range(1, 6)) > 0
    assert counts[0] / len(here) < 0.03


def test_health_knows_nearly_everybody(records: list[Known], folder: Path) -> None:
    here = set(measure.current_homes(folder))
    patients = {each.person["person"] for each in records if each.row.source == "health"}
    assert 0.85 < len(here & patients) / len(here) < 0.97


def test_some_people_have_two_records_in_one_system(records: list[Known]) -> None:
    counts = Counter((each.row.source, each.person["person"]) for each in records)
    twice = {source for (source, _), count in counts.items() if count > 1}
    assert len(twice) == 6


def test_council_tax_knows_few_birth_dates_and_many_initials(records: list[Known]) -> None:
    held = [each.row for each in records if each.row.source == "council_tax"]
    assert 0.03 < sum(bool(each.born) for each in held) / len(held) < 0.1
    assert 0.25 < sum(len(each.given) == 1 for each in held) / len(held) < 0.5
    assert {"MR & MRS", "EXORS OF", ""} <= {each.title for each in held}
    assert "THE OCCUPIER" in {each.family for each in held}


def test_council_tax_knows_somebody_of_nearly_every_home(records: list[Known], folder: Path) -> None:
    homes = {person: each["household"] for person, each in measure.current_homes(folder).items()}
    payers = {each.person["person"] for each in records if each.row.source == "council_tax"}
    answered = {home for person, home in homes.items() if person in payers} - {None}
    assert len(answered) / len(set(homes.values()) - {None}) > 0.9


def test_telephones_are_shared(records: list[Known]) -> None:
    people: dict[str, set[str]] = {}
    for each in records:
        people.setdefault(each.row.phone, set()).add(each.person["person"])
    people.pop("", None)
    assert max(map(len, people.values())) > 20
    assert sum(len(sharing) > 1 for sharing in people.values()) > 100


def test_default_dates_are_present(folder: Path) -> None:
    born = Counter(each.born for each in rows(folder))
    assert born["1900-01-01"] > 5


def test_a_household_can_be_known_for_nearly_every_home(records: list[Known]) -> None:
    """For the perfect resolver, that is: somebody holds the present address of each member known."""
    held: dict[str, dict[str, bool]] = {}
    for each in records:
        if each.home is not None and each.home["household"] is not None and measure.claims_an_address(each):
            members = held.setdefault(each.home["household"], {})
            person = each.person["person"]
            members[person] = members.get(person, False) or measure.is_at_home(each)
    assert sum(all(members.values()) for members in held.values()) / len(held) > 0.98
