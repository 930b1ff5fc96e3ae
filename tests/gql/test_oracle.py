"""The predicates that guard every answer say of each row what Cedar says of it, whatever the row holds.

Random people, whose facts may be missing, null or of another type, are asked for by random callers. Cedar is
asked of each row with the facts worked out in Python; the database is asked with the predicate.
"""

import asyncio
import json
from collections.abc import Iterator
from dataclasses import dataclass
from random import Random
from typing import Any

import cedarpy
import pytest

from gql.access import decide, kind_resource
from gql.condition import Condition
from gql.deciding import Resource
from gql.facts import Restriction, State, Tie
from gql.guard import predicate
from gql.packs import Pack, Packs
from gql.roles import Operation, Role
from graph.store import Store, Target

pytestmark = pytest.mark.neo4j

PACKS = Packs.read()
ASKERS = [(pack, role) for pack in PACKS.packs for role in sorted(pack.protocol.roles)]
RESTRICTIONS = (*Restriction, *Restriction, None, "", "None", "sealed ", 0, True, ["none"], 1.5)
PURPOSES = tuple(pack.protocol.purpose.value for pack in PACKS.packs)
PEOPLE, CALLERS = 250, 3
WORKERS, TEAMS = ("w-0", "w-1", "w-2", "w-3", "w-4"), ("t-0", "t-1")
DECISIONS = 100_000


@dataclass(frozen=True)
class Row:
    """A person as written to the database, and who works, or worked, with them."""

    properties: dict[str, Any]
    workers: tuple[tuple[str, str | None], ...]


@dataclass(frozen=True)
class Caller:
    """Whoever asks: a worker, a team, and the ids of those for whom the glass is broken."""

    worker: str | None
    team: str | None
    glass: frozenset[str]


class Given:
    """The facts of a caller as fields of one parameter."""

    worker, team, glass = "caller.worker", "caller.team", "caller.glass"

    def __init__(self, purpose: str) -> None:
        self.purpose = purpose

    def once(self, person: str, text: str, *, is_certain: bool) -> str:
        return text


def team_of(worker: str) -> str | None:
    return None if worker == "w-4" else TEAMS[int(worker[-1]) % 2]


def random_row(random: Random, number: int) -> Row:
    properties: dict[str, Any] = {"id": f"p-{number}", "restriction": random.choice(RESTRICTIONS)}
    listed = [each for each in PURPOSES if random.random() < 0.25]
    odd: tuple[Any, ...] = (None, "direct_care", True, [], [1, 2], 7)
    properties["dissents"] = listed if random.random() < 0.7 else random.choice(odd)
    workers = random.sample(WORKERS, random.choice((0, 0, 1, 2)))
    ended = (None, None, "2026-01-01")
    return Row(properties, tuple((each, random.choice(ended)) for each in workers))


def random_caller(random: Random) -> Caller:
    glass = frozenset(f"p-{number}" for number in range(PEOPLE) if random.random() < 0.3)
    return Caller(random.choice((None, *WORKERS)), random.choice((None, *TEAMS, "t-9")), glass)


def state_of(row: Row, caller: Caller, purpose: str) -> State:
    """The facts, from the row itself; what is not plainly so counts as the strictest."""
    now = [worker for worker, until in row.workers if until is None]
    is_near = caller.team is not None and caller.team in {team_of(each) for each in now}
    tie = Tie.OWN if caller.worker in now else Tie.TEAM if is_near else Tie.NONE
    held, dissents = row.properties["restriction"], row.properties["dissents"]
    known = [each for each in Restriction if isinstance(held, str) and held == each.value]
    is_list = isinstance(dissents, list) and all(isinstance(each, str) for each in dissents)
    return State(
        tie,
        known[0] if known else Restriction.SEALED,
        not is_list or purpose in dissents,
        row.properties["id"] in caller.glass,
    )


def questions() -> list[tuple[Pack, Role, str, Resource, Condition]]:
    """For every role and purpose: what Cedar is asked of a person, and the condition made of it."""
    asked = []
    for pack, role in ASKERS:
        plan = decide(PACKS, pack, frozenset({role}))
        asked.append((pack, role, "find", kind_resource("Person"), plan.finds("Person")))
        for each in Operation:
            resource = Resource("Operation", {"name": each.value}, has_facts=True)
            asked.append((pack, role, "do", resource, plan.does(each)))
    return asked


def cedar(pack: Pack, role: Role, action: str, resource: Resource, states: list[State]) -> Iterator[bool]:
    """What Cedar says of each row, one request a row."""
    parent = {"type": "Role", "id": role.value}
    entities: list[dict[str, Any]] = [
        {"uid": parent, "attrs": {}, "parents": []},
        {"uid": {"type": "Caller", "id": "c"}, "attrs": {}, "parents": [parent]},
    ]
    entities += [
        {
            "uid": {"type": resource.type, "id": str(number)},
            "attrs": {**resource.attributes, **vars(state)},
            "parents": [],
        }
        for number, state in enumerate(states)
    ]
    context = {"purpose": pack.protocol.purpose.value, "use": "row"}
    requests = [
        {
            "principal": 'Caller::"c"',
            "action": f'Action::"{action}"',
            "resource": f'{resource.type}::"{number}"',
            "context": context | {"day": {"__extn": {"fn": "datetime", "arg": "2026-12-01"}}},
        }
        for number in range(len(states))
    ]
    known = cedarpy.Entities.from_json_str(json.dumps(entities), PACKS.schema)
    results = cedarpy.is_authorized_batch(requests, pack.rules.parsed, known, PACKS.schema)
    return (each.allowed and not each.diagnostics.errors for each in results)


WRITE = """
UNWIND $workers AS each
MERGE (w:Worker {id: each.id})
FOREACH (team IN each.teams | MERGE (t:Team {id: team}) MERGE (w)-[:IN_TEAM]->(t))
"""
WRITE_PEOPLE = """
UNWIND $rows AS row
CREATE (p:Person) SET p = row.properties
WITH p, row UNWIND row.workers AS works
MATCH (w:Worker {id: works[0]})
CREATE (w)-[r:WORKS_WITH {from: '2020-01-01'}]->(p) SET r.to = works[1]
"""


async def asked_of_database(
    target: Target, rows: list[Row], callers: list[Caller], conditions: dict[str, list[str]]
) -> dict[str, dict[tuple[int, str], list[bool]]]:
    """For each purpose, caller and person, what each predicate says: one statement a purpose."""
    workers = [{"id": each, "teams": [team] if (team := team_of(each)) else []} for each in WORKERS]
    written = [
        {"properties": row.properties, "workers": [list(each) for each in row.workers]} for row in rows
    ]
    given = [
        {"number": number, **vars(caller), "glass": sorted(caller.glass)}
        for number, caller in enumerate(callers)
    ]
    found: dict[str, dict[tuple[int, str], list[bool]]] = {}
    async with await Store.connect(target) as store:
        await store.write(WRITE, workers=workers)
        await store.write(WRITE_PEOPLE, rows=written)
        for purpose, predicates in conditions.items():
            answer = await store.read(
                "UNWIND $callers AS caller MATCH (p:Person) "
                f"RETURN caller.number AS number, p.id AS id, [{', '.join(predicates)}] AS said",
                callers=given,
            )
            found[purpose] = {(row["number"], row["id"]): row["said"] for row in answer}
    return found


def test_cedar_and_the_database_agree_on_every_row(empty_database: Target) -> None:
    random = Random(20261124)
    rows = [random_row(random, number) for number in range(PEOPLE)]
    callers = [random_caller(random) for _ in range(CALLERS)]
    asked = questions()
    predicates: dict[str, list[str]] = {}
    place = []
    for pack, _, _, _, condition in asked:
        purpose = pack.protocol.purpose.value
        listed = predicates.setdefault(purpose, [])
        place.append((purpose, len(listed)))
        listed.append(predicate(condition, Condition.ALWAYS, "p", Given(purpose)))
    said = asyncio.run(asked_of_database(empty_database, rows, callers, predicates))
    decisions, permitted, wrong = 0, 0, []
    for (pack, role, action, resource, condition), (purpose, at) in zip(asked, place, strict=True):
        rows_asked = [(number, row) for number in range(CALLERS) for row in rows]
        states = [state_of(row, callers[number], purpose) for number, row in rows_asked]
        expected = cedar(pack, role, action, resource, states)
        for (number, row), state, is_allowed in zip(rows_asked, states, expected, strict=True):
            told = said[purpose][number, row.properties["id"]][at]
            decisions += 1
            permitted += is_allowed
            if told is not is_allowed:
                wrong.append((role, purpose, resource.attributes, state, row, condition))
    assert wrong == []
    assert decisions >= DECISIONS
    assert 0.02 < permitted / decisions < 0.9
