"""Two records of a source that keeps one record a person are never of one, not even through others."""

from resolver.constraints import Decisions
from resolver.settings import default_settings
from tests.resolver.people import Row
from tests.resolver.population import Among

WOMAN = {"given_name": "ottilie", "family_name": "larkin", "birth_date": "1961-07-19", "sex": "female"}
HOME = {"address_text": "12 tanner street", "postcode": "ZX4 4DD"}
TWICE: list[Row] = [
    {"source": "health", **WOMAN, **HOME},
    {"source": "health", **WOMAN, **HOME},
    {"source": "care", **WOMAN, **HOME},
]
DECLARED = default_settings().model_copy(update={"one_record_a_person": ("health",)})


def test_undeclared_they_may_be_one() -> None:
    assert Among(TWICE).together(0, 1, 2)


def test_declared_they_are_two_even_through_a_third() -> None:
    found = Among(TWICE, DECLARED)
    assert found.people[0] != found.people[1]
    assert found.people[2] in found.people[:2]
    assert found.judged(0, 1) == ("no_match", "both are of a source that keeps one record a person")


def test_nobody_else_has_two_of_them_either() -> None:
    for settings, keeps_one in ((None, False), (DECLARED, True)):
        clusters = Among(TWICE, settings).linkage.clusters.to_pylist()
        people = [row["entity_id"] for row in clusters if row["source"] == "health"]
        assert (len(people) == len(set(people))) == keeps_one


def test_who_judges_that_the_source_is_wrong_is_believed() -> None:
    assert Among(TWICE, DECLARED, Decisions(must_link=[(0, 1)])).together(0, 1, 2)
