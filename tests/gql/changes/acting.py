"""Whoever makes changes: a service over the small graph with a few more people, and callers of any name."""

import asyncio
import itertools
import json
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

from starlette.testclient import TestClient

from gql.audit import entries
from gql.changes.writing import Writing
from gql.keys import DevelopmentKey
from gql.roles import Purpose, Role
from gql.server import application
from gql.settings import ServerSettings
from gql.token import Claims, issue
from graph.store import Store, Target
from tests.gql.world import PURPOSES, make_world, settings_for

KEY = b"ids of people are made with this"
MORE = """
MATCH (amina:Person {id: 'p-amina'}), (mary:Person {id: 'p-mary'}), (john:Person {id: 'p-john'})
MATCH (care:Service {id: 's-care'}), (w:Worker {id: 'w-1'}), (a7:Record {id: 'health/7'})
MATCH (m8:Record {id: 'health/8'})
CREATE (rita:Person {id: 'p-rita', given_name: 'Rita', family_name: 'Marsh', birth_date: '1970-05-06',
  nhs_number: '9434765870', restriction: 'restricted', dissents: [], record_count: 1})
CREATE (rita)-[:SCORED]->(:Score {id: 'x-rita', probability: 0.5, band: 'high', as_of: '2026-06-30'})
CREATE (:Record {id: 'health/30', source: 'health', key: '30', row: 'person', restriction: 'restricted'})
  -[:IS]->(rita)
CREATE (seal:Person {id: 'p-seal', given_name: 'Sela', family_name: 'Marsh', birth_date: '1971-05-06',
  nhs_number: '9434765919', restriction: 'sealed', dissents: [], record_count: 1})
CREATE (:Record {id: 'health/31', source: 'health', key: '31', row: 'person', restriction: 'sealed'})
  -[:IS]->(seal)
CREATE (w)-[:WORKS_WITH {from: '2020-01-01'}]->(seal)
CREATE (dora:Person {id: 'p-dora', given_name: 'Dora', family_name: 'Lane', birth_date: '1980-01-01',
  restriction: 'none', dissents: ['direct_care'], record_count: 1})
CREATE (d32:Record {id: 'health/32', source: 'health', key: '32', row: 'person', given_name: 'Dora'})
  -[:IS]->(dora)
CREATE (w)-[:WORKS_WITH {from: '2020-01-01'}]->(dora)
CREATE (j33:Record {id: 'health/33', source: 'health', key: '33', row: 'person', given_name: 'John'})
  -[:IS]->(john)
CREATE (r:Record {id: 'housing/34', source: 'housing', key: '34', row: 'person', given_name: 'Jon'})
  -[:IS]->(john)
SET amina.nhs_number = '9434765846'
WITH a7, m8, j33, r
UNWIND [['u-tied', a7, m8], ['u-plain', m8, j33], ['u-one', j33, r]] AS pair
WITH pair[0] AS id, pair[1] AS left, pair[2] AS right
CREATE (d:Decision {id: id, judgement: 'unsure', weight: 1.0, probability: 0.6, made_by: 'model-1',
  made_at: '2026-01-02T00:00:00Z', evidence: '[]'})
CREATE (d)-[:ABOUT]->(left), (d)-[:ABOUT]->(right)
"""
WIPE = "MATCH (n) WHERE NOT n:KithMigration AND NOT n:KithRunner DETACH DELETE n"
_number = itertools.count()


def fresh() -> str:
    """A key that was never used."""
    return f"k{next(_number)}"


@dataclass(frozen=True)
class Actor:
    """Somebody who makes changes."""

    client: TestClient
    key: DevelopmentKey
    role: Role
    subject: str
    team: str | None
    worker: str | None
    purpose: Purpose
    purposes: frozenset[Purpose]

    def headers(self, purpose: Purpose | None = None) -> dict[str, str]:
        """What an honest request carries."""
        claims = Claims(self.subject, frozenset({self.role}), self.purposes, self.team, self.worker)
        return {
            "Accept": "application/graphql-response+json",
            "Authorization": f"Bearer {issue(self.key, claims)}",
            "Kith-Purpose": (purpose if purpose is not None else self.purpose).value,
        }

    def raw(self, query: str, **variables: Any) -> tuple[int, bytes]:
        """The status and body of an answer."""
        body = {"query": query, "variables": variables}
        answer = self.client.post("/graphql", json=body, headers=self.headers())
        return answer.status_code, answer.content

    def post(self, query: str, **variables: Any) -> tuple[int, dict[str, Any]]:
        """The same, read."""
        body = {"query": query, "variables": variables}
        answer = self.client.post("/graphql", json=body, headers=self.headers())
        return answer.status_code, answer.json()

    def data(self, query: str, **variables: Any) -> Any:
        """What the one field of an answer holds, which must succeed."""
        status, body = self.post(query, **variables)
        assert status == 200, body
        (found,) = body["data"].values()
        return found

    def code(self, query: str, **variables: Any) -> str:
        """The code of a refusal."""
        _, body = self.post(query, **variables)
        code: str = body["errors"][0]["extensions"]["code"]
        return code


@dataclass(frozen=True)
class Remote:
    """The same, over the network, on a port of loopback."""

    port: int
    actor: Actor

    def data(self, query: str, **variables: Any) -> Any:
        """What the one field of an answer holds, which must succeed."""
        headers = {**self.actor.headers(), "Content-Type": "application/json"}
        body = json.dumps({"query": query, "variables": variables})
        with closing(HTTPConnection("127.0.0.1", self.port, timeout=60)) as connection:
            connection.request("POST", "/graphql", body, headers)
            answer = connection.getresponse()
            told = json.loads(answer.read())
        assert answer.status == 200, told
        (found,) = told["data"].values()
        return found


@dataclass(frozen=True)
class Acting:
    """A running service, and whoever acts in it."""

    client: TestClient
    settings: ServerSettings
    key: DevelopmentKey

    def actor(
        self,
        role: Role,
        team: str | None = None,
        *,
        subject: str | None = None,
        worker: str | None = None,
        purpose: Purpose | None = None,
        purposes: frozenset[Purpose] = frozenset(),
    ) -> Actor:
        """Somebody of a role, for the role's own purpose unless told otherwise."""
        states = PURPOSES[role] if purpose is None else purpose
        who = f"{role.value}-1" if subject is None else subject
        return Actor(self.client, self.key, role, who, team, worker, states, purposes | {states})

    def read(self, statement: str, **given: Any) -> list[dict[str, Any]]:
        """What the graph holds."""
        return over(self.settings.target, statement, **given)

    def entries(self) -> list[dict[str, Any]]:
        """The audit log."""
        return list(entries(self.settings.audit))


def over(target: Target, statement: str, **given: Any) -> list[dict[str, Any]]:
    """What a statement gives; it may write."""

    async def ask() -> list[dict[str, Any]]:
        async with await Store.connect(target) as store:
            return await store.write(statement, **given)

    return asyncio.run(ask())


def make_people(target: Target) -> None:
    """The small graph, with a few more people, in the place of whatever there was."""
    over(target, WIPE)
    make_world(target)
    over(target, MORE)


@contextmanager
def acting(target: Target, folder: Path, **writing: Any) -> Iterator[Acting]:
    """A service over a graph."""
    settings, key = settings_for(target, folder)
    settings = replace(
        settings,
        writing=Writing(identity_key=KEY, **writing),
        limits=replace(settings.limits, seconds=60.0),  # a busy machine must not fail a test
        transport=replace(settings.transport, request_seconds=90.0),
    )
    with TestClient(application(settings)) as client:
        yield Acting(client, settings, key)
