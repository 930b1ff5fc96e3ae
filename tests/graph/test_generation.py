"""Units of a generation: whole, complete and small."""

from hypothesis import given
from hypothesis import strategies as st

from graph.generation import Generation, Links, Unit, plan

RECORDS = [f"r{number}" for number in range(8)]
owners = st.lists(st.none() | st.sampled_from("abcd"), min_size=8, max_size=8)


def _generation(chosen: list[str | None], merged: dict[str, str] | None = None) -> Generation:
    person = {record: owner for record, owner in zip(RECORDS, chosen, strict=True) if owner is not None}
    people = {owner: {"id": owner} for owner in person.values()}
    return Generation(people, Links(person, dict.fromkeys(person)), merged or {})


def _apply(present: Generation, units: list[Unit]) -> dict[str, str]:
    person = dict(present.links.person)
    for unit in units:
        person |= {row["record"]: row["person"] for row in unit.linked}
        for row in unit.unlinked:
            del person[row["record"]]
    return person


@given(owners, owners)
def test_all_units_together_make_the_generation_wanted(
    before: list[str | None], after: list[str | None]
) -> None:
    present, wanted = _generation(before), _generation(after)
    units = list(plan(present, wanted, size=1))
    assert _apply(present, units) == wanted.links.person
    written = {row["id"] for unit in units for row in unit.people}
    assert written == set(wanted.people) - set(present.people)
    gone = {row["id"] for unit in units for row in (*unit.gone, *unit.merged)}
    assert gone == set(present.people) - set(wanted.people)


@given(owners, owners)
def test_after_any_unit_alone_each_person_is_whole(before: list[str | None], after: list[str | None]) -> None:
    present, wanted = _generation(before), _generation(after)
    for unit in plan(present, wanted, size=1):
        person = _apply(present, [unit])
        for owner in set(person.values()):
            own = {record for record, each in person.items() if each == owner}
            as_before = {record for record, each in present.links.person.items() if each == owner}
            as_wanted = {record for record, each in wanted.links.person.items() if each == owner}
            assert own in (as_before, as_wanted)


@given(owners)
def test_an_equal_generation_needs_no_unit(chosen: list[str | None]) -> None:
    assert list(plan(_generation(chosen), _generation(chosen))) == []


def test_small_components_share_a_unit() -> None:
    assert len(list(plan(Generation(), _generation(["a", "b", "c", "d"] * 2), size=100))) == 1
