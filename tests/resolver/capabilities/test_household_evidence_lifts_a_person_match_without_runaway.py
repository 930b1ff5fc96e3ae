"""Two records whose household members match each other gain, once, within bounds, and not on each other."""

import numpy as np
import pyarrow as pa
import pytest

from resolver.link import link
from resolver.linkage import Linkage
from resolver.relate import COMPANIONS
from resolver.relation_worth import MOST_BITS
from tests.resolver.people import Row
from tests.resolver.town import town, valid_nhs_number

FIELDS = (
    "source",
    "key",
    "given_name",
    "family_name",
    "birth_date",
    "sex",
    "nhs_number",
    "address_text",
    "postcode",
)
STREETS = ("ash", "birk", "cott", "dray", "elm", "fern", "gold", "hex", "ivy", "jack", "kell", "lark")
OLD = {"address_text": "7 tinker row", "postcode": "ZX5 5AA"}
NEW = {"address_text": "81 cooper yard", "postcode": "ZX8 8BB"}
MOTHER = {"given_name": "ludmila", "family_name": "jones", "birth_date": "1977-03-02", "sex": "female"}
SON = {"given_name": "peter", "family_name": "jones", "sex": "male"}
DAUGHTER = {"given_name": "emily", "family_name": "jones", "sex": "female"}


@pytest.fixture(scope="module")
def background() -> pa.Table:
    return town(700, 21)


def linked(background: pa.Table, rows: list[Row]) -> Linkage:
    """The rows first, then the town, so that row numbers are those of the list."""
    mine = pa.table({name: pa.array([row.get(name) for row in rows], pa.string()) for name in FIELDS})
    return link(pa.concat_tables([mine, background.select(list(FIELDS))]))


def family(source: str, home: Row, *members: Row) -> list[Row]:
    return [
        {"source": source, "key": f"{source}{number}", **home, **each} for number, each in enumerate(members)
    ]


def weight(linkage: Linkage, left: int, right: int) -> float:
    parts = linkage.scorer.parts(*(pa.array([row]).to_numpy() for row in (left, right)))
    return sum(float(part.bits[0]) for part in parts)


def companions(linkage: Linkage, left: int, right: int) -> float:
    parts = linkage.scorer.parts(*(pa.array([row]).to_numpy() for row in (left, right)))
    return next(float(part.bits[0]) for part in parts if part.comparison == COMPANIONS)


def entities(linkage: Linkage, count: int) -> list[object]:
    return linkage.clusters["entity_id"].to_pylist()[:count]


def test_a_son_who_moved_is_found_by_his_mother(background: pa.Table) -> None:
    rows = [*family("benefits", OLD, MOTHER, SON), *family("care", NEW, MOTHER, SON)]
    together = linked(background, rows)
    alone = linked(background, [rows[1], rows[3]])
    assert 0 < weight(together, 1, 3) - weight(alone, 0, 1) <= MOST_BITS + 0.5
    assert entities(together, 4)[1] == entities(together, 4)[3]
    assert entities(alone, 2)[0] != entities(alone, 2)[1]


def test_it_is_a_line_of_the_explanation_and_adds_up(background: pa.Table) -> None:
    rows = [*family("benefits", OLD, MOTHER, SON), *family("care", NEW, MOTHER, SON)]
    linkage = linked(background, rows)
    pairs = linkage.pairs.to_pylist()
    pair = next(place for place, each in enumerate(pairs) if {each["left"], each["right"]} == {1, 3})
    reasons = linkage.explain(pair)
    assert sum(reason.bits for reason in reasons) == pytest.approx(pairs[pair]["weight"], abs=1e-3)
    line = next(reason for reason in reasons if reason.comparison == COMPANIONS)
    assert line.level == "people recorded with them match too"
    assert 0 < line.bits <= MOST_BITS


def test_two_companions_are_worth_no_more_than_one(background: pa.Table) -> None:
    father = {"given_name": "casimir", "family_name": "jones", "birth_date": "1974-09-21", "sex": "male"}
    members = (MOTHER, SON, father)
    linkage = linked(background, [*family("benefits", OLD, *members), *family("care", NEW, *members)])
    assert companions(linkage, 1, 4) == pytest.approx(linkage.model.companions)


def test_members_of_one_household_are_not_lifted_into_one(background: pa.Table) -> None:
    members = (MOTHER, {**SON, "birth_date": "2004-05-06"}, {**DAUGHTER, "birth_date": "2004-05-06"})
    found = entities(
        linked(background, [*family("benefits", OLD, *members), *family("care", OLD, *members)]), 6
    )
    assert found[:3] == found[3:]
    assert len(set(found)) == 3


def test_families_of_common_names_do_not_lift_each_other(background: pa.Table) -> None:
    """Couples of one pair of common names: where no pair is sure by itself, nothing begins."""
    rows: list[Row] = []
    for number in range(24):
        couple = [{"given_name": given, "family_name": "smith"} for given in ("john", "mary")]
        rows += family(("care", "benefits", "health")[number % 3], home(number), *couple)
    linkage = linked(background, keyed(rows))
    parts = linkage.scorer.parts(*(ends.astype(np.int32) for ends in np.triu_indices(48, 1)))
    assert not next(part for part in parts if part.comparison == COMPANIONS).bits.any()


def test_evidence_goes_no_further_than_from_one_household_to_the_next(background: pa.Table) -> None:
    """A chain of homes, each sharing one sure member with the next: the others along it stay themselves."""
    rows: list[Row] = []
    for number in range(12):
        born = f"{1990 + 2 * number}-{1 + number:02}-{28 - 2 * number:02}"
        given = ("leopold", "leopolt")[number % 2]
        child = {**SON, "given_name": given, "family_name": "quill", "birth_date": born}
        rows += family(("care", "benefits")[number % 2], home(number), sure(number), sure(number + 1), child)
    linkage = linked(background, keyed(rows))
    found = entities(linkage, 36)
    assert all(found[3 * number + 1] == found[3 * number + 3] for number in range(11))
    assert companions(linkage, 2, 5) > 0
    assert len({found[place] for place in range(2, 36, 3)}) == 12


def home(number: int) -> Row:
    """A home unlike any other."""
    street = STREETS[number % len(STREETS)] + STREETS[-1 - number // 2]
    return {
        "address_text": f"{number + 1} {street} walk",
        "postcode": f"Z{chr(65 + number)}{number % 9} {number % 8}AA",
    }


def sure(number: int) -> Row:
    """Somebody whose records are recognised by themselves."""
    given = (
        "ada",
        "bea",
        "cleo",
        "dora",
        "edith",
        "flora",
        "gwen",
        "hilda",
        "iris",
        "judith",
        "kate",
        "lena",
        "maud",
    )
    number_given = valid_nhs_number(700_000_000 + 37 * number)
    return {"given_name": given[number], "family_name": "jones", "nhs_number": number_given, "sex": "female"}


def keyed(rows: list[Row]) -> list[Row]:
    return [{**row, "key": f"x{number:03}"} for number, row in enumerate(rows)]
