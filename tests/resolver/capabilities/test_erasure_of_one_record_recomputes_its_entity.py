"""A record is erased: its person is what the other records say, nobody else is touched, nothing is left."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from graph.contract import Contract
from graph.erasure import is_complete
from graph.feed import Act, read_feed
from graph.load import load
from graph.people import read_people
from graph.store import Store, Target
from resolver.erase import Erased, erase
from resolver.errors import ErasureError
from resolver.resolve import Options, resolve
from tests.graph.derived_world import with_store
from tests.resolver.life_world import KEY, Council, review

pytestmark = pytest.mark.neo4j

ACT = Act("2099-11-01T09:00:00Z", "officer:ann", "request 17")
CONTRACT = {
    "source": "claims",
    "domain": "benefits",
    "trust": 0.5,
    "format": {"kind": "csv"},
    "row": "person",
    "key": ["id"],
    "columns": {
        "given_name": "first",
        "family_name": "last",
        "birth_date": {"column": "born", "date_formats": ["%d/%m/%Y"]},
    },
}


def _contract(folder: Path) -> Contract:
    path = folder / "claims.yaml"
    path.write_text(yaml.safe_dump(CONTRACT), "utf-8")
    return Contract.read(path)


class KilledError(RuntimeError):
    """Stands for a kill at some moment."""


class KilledStore(Store):
    """A store that is killed right before one of its writes."""

    writes_left = 0

    async def write(self, query: Any, **parameters: Any) -> list[dict[str, Any]]:
        self._count()
        return await super().write(query, **parameters)

    async def write_together(self, statements: Any, guard: Any) -> list[list[dict[str, Any]]]:
        self._count()
        return await super().write_together(statements, guard)

    async def write_batches(self, query: Any, rows: Any, size: int = 5000, **parameters: Any) -> int:
        self._count()
        return await super().write_batches(query, rows, size, **parameters)

    def _count(self) -> None:
        self.writes_left -= 1
        if self.writes_left < 0:
            raise KilledError


async def _erase(council: Council, record: str, store: Store | None = None) -> Erased:
    at = store if store is not None else council.store
    return await erase(at, record, council.learned, ACT, KEY, council.folder / "quarantine")


async def _left_of(store: Store, *needles: str) -> list[dict[str, Any]]:
    """Every property in the graph that holds one of the texts."""
    return await store.read(
        "MATCH (n) UNWIND keys(n) AS name WITH n, name, toStringOrNull(n[name]) AS value "
        "WHERE any(needle IN $needles WHERE value =~ '(?s).*' + needle + '([^0-9].*)?') "
        "RETURN labels(n) AS kind, name, value",
        needles=list(needles),
    )


def test_the_person_is_what_the_other_records_say(empty_database: Target, tmp_path: Path) -> None:
    async def work(store: Store) -> None:
        council = Council(store, tmp_path)
        await council.begin()
        await council.deliver("register", 5, known_as="Secretname", email="gone@example.org")
        await council.resolve()
        person = await council.person_of("register/5")
        before, _ = await read_people(store)
        assert before.people[person]["email"] == "gone@example.org"
        position = (await read_feed(store))[-1].sequence
        done = await _erase(council, "register/5")
        assert done.records == 1
        after, _ = await read_people(store)
        assert after.people[person]["email"] is None
        assert after.people[person]["record_count"] == 1
        assert await council.person_of("claims/5") == person
        assert {id_: each for id_, each in after.people.items() if id_ != person} == {
            id_: each for id_, each in before.people.items() if id_ != person
        }
        told = [(e.person, e.what, e.by, e.reason) for e in await read_feed(store, after=position)]
        assert told == [(person, "erased", ACT.by, ACT.reason)]
        assert await _left_of(store, "register/5", "gone@example.org", "Secretname") == []
        assert (await resolve(store, Options(key=KEY, folder=tmp_path, uses_kept=True))).written == 0

    with_store(empty_database, work)


def test_a_record_that_held_two_others_together_leaves_them_apart(
    empty_database: Target, tmp_path: Path
) -> None:
    async def work(store: Store) -> None:
        council = Council(store, tmp_path)
        await council.begin()
        settled = {("claims/5", "register/5"): "no_match"}
        await review(store, settled)
        await council.resolve()
        assert await council.person_of("claims/5") != await council.person_of("register/5")
        await review(store, {("claims/15", "register/5"): "match", ("claims/15", "claims/25"): "match"})
        await council.resolve()
        person = await council.person_of("register/5")
        assert await council.person_of("claims/25") == person
        await _erase(council, "claims/15")
        parts = await council.people()
        assert parts[await council.person_of("register/5")].isdisjoint(
            parts[await council.person_of("claims/25")]
        )
        assert (await council.resolve()).written == 0

    with_store(empty_database, work)


def test_homes_and_involvement_that_came_from_it_alone_are_gone(
    empty_database: Target, tmp_path: Path
) -> None:
    async def work(store: Store) -> None:
        council = Council(store, tmp_path)
        await council.begin()
        place = "MATCH (a:Address {postcode: 'ZZ9 9ZZ'}) RETURN a.id AS id"
        events = "MATCH (x) WHERE x:Intervention OR x:Outcome OR x:Episode RETURN x.id AS id"
        related = "MATCH ()-[r:RELATED]->() RETURN r.kind AS kind"
        person = await council.person_of("register/0")
        assert len(await store.read(place)) == 1
        assert len(await store.read(events)) == 4
        done = await _erase(council, "register/0")
        assert done.records == 6
        assert await store.read(place) == []
        assert len(await store.read(events)) == 1
        assert await store.read(related) == []
        assert await council.person_of("claims/0") == person
        assert (await council.resolve()).written == 0

    with_store(empty_database, work)


def test_a_row_about_a_person_takes_what_came_from_it_and_leaves_the_person(
    empty_database: Target, tmp_path: Path
) -> None:
    async def work(store: Store) -> None:
        council = Council(store, tmp_path)
        await council.begin()
        people = await council.people()
        for row, gone in (
            ("s0", "MATCH (x:Address {postcode: 'ZZ9 9ZZ'}) RETURN x.id AS id"),
            ("r0", "MATCH (p:Person)-[x:RELATED]->() RETURN p.id AS id"),
            ("o0", "MATCH (x:Outcome) RETURN x.id AS id"),
        ):
            assert len(await store.read(gone)) == 1
            assert (await _erase(council, f"register/{row}")).records == 1
            assert await store.read(gone) == []
        assert await council.people() == people
        assert (await council.resolve()).written == 0

    with_store(empty_database, work)


def test_a_person_of_whom_nothing_is_left_is_retired(empty_database: Target, tmp_path: Path) -> None:
    async def work(store: Store) -> None:
        council = Council(store, tmp_path)
        await council.begin()
        person = await council.person_of("register/5")
        for record in ("register/5", "claims/5"):
            await _erase(council, record)
        assert person not in (await read_people(store))[0].people
        assert [entry.what for entry in await read_feed(store) if entry.person == person] == [
            "created",
            "erased",
            "erased",
        ]
        assert (await council.resolve()).written == 0

    with_store(empty_database, work)


@pytest.mark.parametrize("writes", [0, 2, 4, 8])
def test_killed_at_any_moment_the_same_call_completes(
    empty_database: Target, tmp_path: Path, writes: int
) -> None:
    async def work(store: Store) -> None:
        council = Council(store, tmp_path)
        await council.begin()
        async with await KilledStore.connect(empty_database) as killed:
            killed.writes_left = writes
            with pytest.raises(KilledError):
                await _erase(council, "register/0", killed)
        await _erase(council, "register/0")
        assert await is_complete(store, "register/0", KEY) is True
        assert await _left_of(store, "register/0") == []
        assert (await store.read("MATCH (e:Erasure) WHERE e.completed_at IS NULL RETURN e.id AS id")) == []
        assert (await council.resolve()).written == 0

    with_store(empty_database, work)


def test_what_was_erased_is_not_taken_in_again_and_leaves_the_quarantine(
    empty_database: Target, tmp_path: Path
) -> None:
    rows, place = tmp_path / "rows.csv", tmp_path / "quarantine"
    rows.write_text("id,first,last,born\n5,Secretname,Ashdown,1/1/1990\n500,Newcomer,Ashdown,2/1/1990\n")

    async def work(store: Store) -> None:
        council = Council(store, tmp_path)
        await council.begin()
        await _erase(council, "claims/5")
        report = await load(store, _contract(tmp_path), rows, place, key=KEY)
        assert (report.created, report.quarantined) == (1, 1)
        assert {problem.rule for problem in report.problems} == {"record_erased"}
        assert await _left_of(store, "Secretname") == []
        text = "".join(path.read_text() for path in place.glob("*.jsonl"))
        assert "erased from Kith on request" in text
        assert "Secretname" not in text

    with_store(empty_database, work)


def test_a_quarantined_row_is_erased_too_and_what_is_unknown_is_told(
    empty_database: Target, tmp_path: Path
) -> None:
    rows, place = tmp_path / "rows.csv", tmp_path / "quarantine"
    rows.write_text("id,first,last,born\n700,Secretname,Ashdown,31/31/1990\n701,Other,Ashdown,32/32/1990\n")

    async def work(store: Store) -> None:
        council = Council(store, tmp_path)
        await council.begin()
        await load(store, _contract(tmp_path), rows, place, key=KEY)
        done = await _erase(council, "claims/700")
        assert done.quarantined == 1
        text = "".join(path.read_text() for path in place.glob("*.jsonl"))
        assert "Secretname" not in text
        assert "Other" in text
        with pytest.raises(ErasureError, match="no record"):
            await _erase(council, "claims/999")

    with_store(empty_database, work)
