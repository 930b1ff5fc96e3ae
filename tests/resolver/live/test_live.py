"""Live: records come to a real graph, one by one and at once, from one process or several."""

import asyncio
from pathlib import Path

import pytest

from graph.contract import Contract
from graph.errors import ContractError
from graph.feed import feed_position, read_feed
from graph.quarantine import quarantine_file, read_entries
from graph.store import Target
from resolver.errors import ModelError
from resolver.live.judgement import Outcome
from resolver.live.live import Live
from tests.resolver.live.town_hall import MAYA, TOWN, TownHall, contract_of, in_town_hall
from tests.resolver.people import Row

pytestmark = pytest.mark.neo4j

CARE, HEALTH = contract_of("care"), contract_of("health")


def row(key: str, **changes: str | None) -> Row:
    return {"key": key, **MAYA, **changes}


NEW_PEOPLE = [
    row(
        given,
        given_name=given,
        family_name=family,
        birth_date=f"{1931 + 7 * number}-0{number + 1}-{28 - number}",
        address_text=f"{3 + 11 * number} {street} lane",
        postcode=f"ZX{number + 1} {9 - number}{'ABDEFGHJ'[number]}L",
    )
    for number, (given, family, street) in enumerate(
        (
            ("Quilla", "Ostrowska", "birch"),
            ("Tobias", "Achterberg", "quarry"),
            ("Ngozi", "Whitlock", "ferry"),
            ("Bartholomew", "Dziedzic", "weaver"),
            ("Oriana", "Kettleby", "falcon"),
            ("Zebedee", "Umarov", "harbour"),
        )
    )
]


def test_created_then_found_then_as_it_was(empty_database: Target, tmp_path: Path) -> None:
    async def work(hall: TownHall) -> None:
        async with await Live.open(hall.premises) as live:
            (first,) = (await live.arrive(CARE, [row("m1")])).arrived
            (second,) = (await live.arrive(HEALTH, [row("m2")])).arrived
            (again,) = (await live.arrive(HEALTH, [row("m2")])).arrived
        assert (first.outcome, first.reasons) == (Outcome.CREATED, [])
        assert (second.outcome, second.compared_with) == (Outcome.FOUND, "care/m1")
        assert second.probability is not None
        assert second.probability > 0.95
        assert sum(reason["weight"] for reason in second.reasons) > 4
        assert (again.outcome, again.person) == (Outcome.FOUND, first.person)
        assert await hall.persons(["care/m1", "health/m2"]) == [first.person, first.person]

    in_town_hall(empty_database, tmp_path, work)


def test_it_ends_as_a_whole_run_by_the_same_model_would(empty_database: Target, tmp_path: Path) -> None:
    async def work(hall: TownHall) -> None:
        async with await Live.open(hall.premises) as live:
            for number, known in enumerate(TOWN.slice(0, 12).to_pylist()):
                await live.arrive(HEALTH, [{**known, "key": f"n{number}", "source": None}])
                await live.arrive(CARE, [row("m1", phone=f"+44770090{number:04}")])
        live_picture = await hall.picture()
        await hall.resolve()
        assert await hall.picture() == live_picture
        assert len(live_picture[1]) > 12

    in_town_hall(empty_database, tmp_path, work)


def test_what_comes_all_at_once_ends_as_a_whole_run_would(empty_database: Target, tmp_path: Path) -> None:
    """Of ten people two records come at the same moment."""

    async def work(hall: TownHall) -> None:
        async def send(live: Live, number: int) -> None:
            known = TOWN.slice(number % 20, 1).to_pylist()[0]
            for source, phone in ((HEALTH, f"+44770090{number:04}"), (CARE, None)):
                await live.arrive(source, [{**known, "key": f"n{number}", "source": None, "phone": phone}])

        async with await Live.open(hall.premises) as live:
            await asyncio.gather(*(send(live, number) for number in range(30)))
        live_picture = await hall.picture()
        await hall.resolve()
        assert await hall.picture() == live_picture

    in_town_hall(empty_database, tmp_path, work)


def test_whoever_goes_away_stops_nobody_else(empty_database: Target, tmp_path: Path) -> None:
    async def work(hall: TownHall) -> None:
        async with await Live.open(hall.premises) as live:
            await live.arrive(CARE, [row("m0")])
            gone = asyncio.create_task(live.arrive(CARE, [row("m1")]))
            for _ in range(5):  # until it waits for its answer
                await asyncio.sleep(0)
            gone.cancel()
            answer = await asyncio.wait_for(live.arrive(HEALTH, [row("m2")]), 60)
            (arrived,) = answer.arrived
        assert await hall.persons(["health/m2"]) == [arrived.person]

    in_town_hall(empty_database, tmp_path, work)


def test_a_row_with_problems_is_told_and_kept(empty_database: Target, tmp_path: Path) -> None:
    async def work(hall: TownHall) -> None:
        async with await Live.open(hall.premises, tmp_path / "quarantine") as live:
            answer = await live.arrive(CARE, [row("m1", birth_date="yesterday"), row("m2"), row("m2")])
        assert [each.record for each in answer.arrived] == ["care/m2"]
        (bad,) = answer.quarantined
        assert (bad.key, bad.problems[0].field) == ("m1", "birth_date")
        assert list(read_entries(quarantine_file(tmp_path / "quarantine", CARE))) == [bad]

    in_town_hall(empty_database, tmp_path, work)


def test_many_at_once_are_answered_each(empty_database: Target, tmp_path: Path) -> None:
    """Of ten records of one person that come together, and ten versions of one record, nothing is lost."""

    async def work(hall: TownHall) -> None:
        async with await Live.open(hall.premises) as live:
            together = [live.arrive(CARE, [row(f"m{number}")]) for number in range(10)]
            versions = [live.arrive(HEALTH, [row("v", phone=f"+447700900{n}00")]) for n in range(10)]
            answers = await asyncio.gather(*together, *versions)
        told = {each.person for answer in answers for each in answer.arrived}
        assert len(told) == 1
        (version,) = await hall.store.read("MATCH (r:Record {id: 'health/v'}) RETURN r.version AS version")
        assert version["version"] == 10

    in_town_hall(empty_database, tmp_path, work)


def test_two_writers_make_nobody_twice(empty_database: Target, tmp_path: Path) -> None:
    async def work(hall: TownHall) -> None:
        async def write(live: Live, source: Contract) -> None:
            for person in NEW_PEOPLE:
                await live.arrive(source, [person])

        async with await Live.open(hall.premises) as one, await Live.open(hall.premises) as other:
            await asyncio.gather(write(one, CARE), write(other, HEALTH))
        keys = [person["key"] for person in NEW_PEOPLE]
        care = await hall.persons([f"care/{key}" for key in keys])
        assert care == await hall.persons([f"health/{key}" for key in keys])
        assert len(set(care)) == len(keys)

    in_town_hall(empty_database, tmp_path, work)


def test_what_was_loaded_and_is_nobodys_is_judged_at_the_start(
    empty_database: Target, tmp_path: Path
) -> None:
    async def work(hall: TownHall) -> None:
        loaded = {**row("m9"), "id": "care/m9", "source": "care", "row": "person", "version": 1, "hash": "h"}
        await hall.store.write("CREATE (r:Record) SET r = $row", row=loaded)
        assert await hall.persons(["care/m9"]) == [None]
        async with await Live.open(hall.premises) as live:
            (found,) = (await live.arrive(HEALTH, [row("m2")])).arrived
        assert found.outcome is Outcome.FOUND
        assert await hall.persons(["care/m9"]) == [found.person]

    in_town_hall(empty_database, tmp_path, work)


def test_each_arrival_is_in_the_feed(empty_database: Target, tmp_path: Path) -> None:
    async def work(hall: TownHall) -> None:
        before = await feed_position(hall.store)
        async with await Live.open(hall.premises) as live:
            (first,) = (await live.arrive(CARE, [row("m1")])).arrived
            await live.arrive(HEALTH, [row("m2")])
        entries = await read_feed(hall.store, before)
        assert [(entry.person, entry.what) for entry in entries] == [
            (first.person, "created"),
            (first.person, "changed"),
        ]

    in_town_hall(empty_database, tmp_path, work)


def test_after_a_run_that_learned_anew_arrivals_go_on(empty_database: Target, tmp_path: Path) -> None:
    async def work(hall: TownHall) -> None:
        async with await Live.open(hall.premises) as live:
            await live.arrive(CARE, [row("m1")])
            await hall.store.write("MATCH (r:Record {id: $id}) SET r.given_name = 'Zora'", id=_a_record())
            await hall.resolve(uses_kept=False)
            (found,) = (await live.arrive(HEALTH, [row("m2")])).arrived
        assert await hall.persons(["care/m1"]) == [found.person]

    in_town_hall(empty_database, tmp_path, work)


def _a_record() -> str:
    first = TOWN.slice(0, 1).to_pylist()[0]
    return f"{first['source']}/{first['key']}"


def test_without_a_model_nothing_opens(empty_database: Target, tmp_path: Path) -> None:
    async def work(hall: TownHall) -> None:
        elsewhere = TownHall(hall.store, tmp_path / "elsewhere")
        with pytest.raises(ModelError, match="kith resolve"):
            await Live.open(elsewhere.premises)

    in_town_hall(empty_database, tmp_path, work)


def test_only_rows_of_people_arrive(empty_database: Target, tmp_path: Path) -> None:
    async def work(hall: TownHall) -> None:
        episodes = Contract.model_validate(
            {**CARE.model_dump(mode="json"), "row": "episode", "columns": {"person_key": "who"}}
        )
        async with await Live.open(hall.premises) as live:
            with pytest.raises(ContractError, match="not people"):
                await live.arrive(episodes, [{"key": "e1", "who": "m1"}])

    in_town_hall(empty_database, tmp_path, work)
