"""What was known on a day, of the people as they were known then."""

from dataclasses import fields
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from graph.facts import Facts
from graph.facts_export import export_facts
from graph.links import links_as_of, person_of
from graph.store import Store, Target
from resolver.facts_known import facts_known
from tests.graph.derived_world import with_store
from tests.resolver.life_world import KEY, Council, review

pytestmark = pytest.mark.neo4j

TODAY = datetime.now(UTC).date()
LONG_AGO = TODAY - timedelta(days=40)


def _rows(facts: Facts) -> dict[str, list[str]]:
    """Every fact; a household is told by its first member, because its id may have changed since."""
    tables = {each.name: getattr(facts, each.name).to_pylist() for each in fields(facts)}
    first: dict[str, str] = {}
    for row in tables["memberships"]:
        first[row["household"]] = min(row["person"], first.get(row["household"], row["person"]))
    for row in tables["memberships"]:
        row["household"] = first[row["household"]]
    return {name: sorted(map(str, rows)) for name, rows in tables.items()}


def test_where_nothing_was_joined_or_parted_they_are_the_facts_of_the_graph(
    empty_database: Target, tmp_path: Path
) -> None:
    async def work(store: Store) -> None:
        await Council(store, tmp_path).begin()
        for day in (date(2015, 1, 1), date(2020, 6, 1), date(2022, 2, 15), TODAY):
            assert _rows(await facts_known(store, day, KEY)) == _rows((await export_facts(store)).as_of(day))

    with_store(empty_database, work)


def test_before_a_merge_was_known_there_were_two_people(empty_database: Target, tmp_path: Path) -> None:
    async def work(store: Store) -> None:
        council = Council(store, tmp_path)
        await council.begin()
        before = _rows((await export_facts(store)).as_of(LONG_AGO))
        people = await council.people()
        other = await council.person_of("register/12")
        await review(store, {("register/0", "register/12"): "match"})
        await council.resolve()
        after = await council.people()
        assert after != people
        assert _rows((await export_facts(store)).as_of(LONG_AGO)) != before
        assert _rows(await facts_known(store, LONG_AGO, KEY)) == before
        assert _rows(await facts_known(store, TODAY, KEY)) == _rows((await export_facts(store)).as_of(TODAY))
        assert await person_of(store, "register/12", LONG_AGO) == other
        assert await person_of(store, "register/12", TODAY) == await council.person_of("register/12")
        assert await person_of(store, "register/12", date(2019, 1, 1)) is None
        assert (await links_as_of(store, LONG_AGO))["claims/12"] == other

    with_store(empty_database, work)
