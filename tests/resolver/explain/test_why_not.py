"""Every obstacle between two records is named, and no other."""

from collections.abc import Mapping

import pytest

from resolver.constraints import Decisions
from resolver.explain.close_up import CloseUp
from resolver.explain.text import why_not_text
from resolver.explain.why_not import Obstacle, closest_pair, why_not
from tests.resolver.explain.worlds import small, world
from tests.resolver.people import table
from tests.resolver.town import valid_nhs_number

ANN = {
    "given_name": "ann",
    "family_name": "boateng",
    "birth_date": "1970-04-11",
    "sex": "female",
    "address_text": "3 mill lane",
    "postcode": "ZX1 2AB",
    "middle_name": None,
    "former_name": None,
    "nhs_number": None,
    "phone": None,
}
NUMBER, OTHER_NUMBER = (valid_nhs_number(nine) for nine in (412_345_670, 498_765_430))


def _view(*changes: Mapping[str, str | None], decisions: Decisions | None = None) -> CloseUp:
    sources = ("benefits", "care", "health")
    rows = [{**ANN, **change, "source": source} for source, change in zip(sources, changes, strict=False)]
    return small(table(rows), decisions)


def _obstacles(view: CloseUp, one: int = 0, other: int = 1) -> set[Obstacle]:
    return set(why_not(view, view.ids[one], view.ids[other]).obstacles)


def test_two_that_are_together_meet_no_obstacle() -> None:
    view = _view({}, {})
    found = why_not(view, *view.ids)
    assert (found.together, found.obstacles, found.between) == (True, (), ())
    assert "What would part them" in why_not_text(found)


def test_somebody_judged_them_apart() -> None:
    assert _obstacles(_view({}, {}, decisions=Decisions(cannot_link=[(0, 1)]))) == {Obstacle.JUDGED_APART}


def test_their_numbers_differ() -> None:
    view = _view({"nhs_number": NUMBER}, {"nhs_number": OTHER_NUMBER})
    assert Obstacle.IDENTIFIERS_DIFFER in _obstacles(view)


def test_numbers_differ_through_a_third() -> None:
    view = _view({"nhs_number": NUMBER}, {"nhs_number": OTHER_NUMBER}, {})
    apart = 0 if view.entities[2] == view.entities[1] else 1
    assert Obstacle.IDENTIFIERS_DIFFER in _obstacles(view, apart, 2)


def test_no_rule_pairs_them() -> None:
    changed = {
        "given_name": "olga",
        "family_name": "nguyen",
        "birth_date": "2001-12-30",
        "address_text": "90 high road",
        "postcode": "ZX9 9YY",
    }
    view = _view({}, changed)
    assert _obstacles(view) == {Obstacle.NOT_PROPOSED, Obstacle.TOO_LITTLE}
    assert "no blocking rule" in why_not_text(why_not(view, *view.ids))


def test_what_is_nearly_compared_is_told() -> None:
    other = {"given_name": "xavier", "birth_date": None, "address_text": None, "postcode": None}
    view = _view({}, other)
    found = why_not(view, *view.ids)
    assert Obstacle.NOT_PROPOSED in found.obstacles
    assert ("given_name:1",) in {near.missing for near in found.near_rules}
    assert "family_name:sound" in why_not_text(found)


def test_too_little_is_said() -> None:
    elsewhere = {"address_text": "90 high road", "postcode": "ZX9 9YY"}
    view = _view({"birth_date": "1971-09-28", "given_name": "a", **elsewhere}, {})
    found = why_not(view, *view.ids)
    assert found.obstacles == (Obstacle.TOO_LITTLE,)
    assert found.what_if
    assert all(each.weight >= found.needed for each in found.what_if)
    assert "What would make them a match" in why_not_text(found)


def test_the_closest_pair_of_two_people_is_found() -> None:
    view = _view({"birth_date": "1931-01-02", "given_name": "ruth"}, {}, {})
    assert closest_pair(view, ([view.ids[0], view.ids[1]], [view.ids[2]])) == (view.ids[1], view.ids[2])


def test_an_unknown_record_is_refused() -> None:
    with pytest.raises(KeyError):
        why_not(_view({}, {}), "nobody/1", "nobody/2")


def test_pairs_kept_apart_by_others_are_told_so() -> None:
    """In the town, a match that the clustering kept apart always has an obstacle."""
    town = world()
    for row in town.linkage.pairs.to_pylist():
        if row["judgement"] == "match" and town.entities[row["left"]] != town.entities[row["right"]]:
            view = town.around(row["left"], row["right"])
            assert _obstacles(view, *(view.row(town.ids[row[side]]) for side in ("left", "right")))
