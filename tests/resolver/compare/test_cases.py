"""Comparisons, case by case from the table."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from resolver.compare.declared import comparisons_for
from resolver.records import Records
from resolver.settings import default_settings
from tests.resolver.people import table

TABLE = yaml.safe_load((Path(__file__).parents[1] / "cases" / "comparisons.yaml").read_text("utf-8"))
CASES = [(name, case) for name, cases in TABLE.items() for case in cases]
PLENTY = {
    "source": "elsewhere",
    "household_key": "1",
    "given_name": "Quentin",
    "middle_name": "Xaver",
    "family_name": "Zzyzx",
    "birth_date": "1931-03-03",
    "address_text": "1 Elsewhere Close",
    "nhs_number": "4010232137",
    "personal_number": "QQ000000A",
    "phone": "+441632960001",
    "email": "q@example.com",
    "sex": "other",
    "birth_place": "Elsewhere",
    "occupation": "lighthouse keeper",
}


@pytest.mark.parametrize(("name", "case"), CASES, ids=[f"{name}-{n}" for n, (name, _) in enumerate(CASES)])
@pytest.mark.parametrize("turned", [False, True], ids=["as given", "turned"])
def test_two_records_agree_as_far_as_the_table_says(name: str, case: dict[str, Any], *, turned: bool) -> None:
    records = Records(
        table([{"key": "0", **case["left"]}, {"key": "1", **case["right"]}, {"key": "2", **PLENTY}])
    )
    comparison = {each.name: each for each in comparisons_for(records, default_settings())}[name]
    left, right = (records.places[[place]] for place in ((1, 0) if turned else (0, 1)))
    code = int(comparison.compare(left, right).levels[0])
    assert (comparison.levels[code - 1].label if code else "nothing") == case["level"]


def test_every_declared_comparison_has_cases() -> None:
    assert {declared.name for declared in default_settings().comparisons} == set(TABLE)


def test_expected_shares_of_the_levels_add_up() -> None:
    for comparison in comparisons_for(Records(table([PLENTY, {"given_name": "Ada"}])), default_settings()):
        assert sum(level.same_person for level in comparison.levels) == pytest.approx(1)
        assert sum(level.household for level in comparison.levels) == pytest.approx(1)


def test_comparisons_without_fields_are_left_out() -> None:
    records = Records(table([{"given_name": "Ada"}, {"given_name": None}]))
    assert [each.name for each in comparisons_for(records, default_settings())] == ["given_name"]
