"""A small graph with one of everything, and tokens to ask it with."""

import asyncio
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from starlette.testclient import TestClient

from gql.allowance import UNBOUNDED
from gql.keys import DevelopmentKey
from gql.limits import Limits
from gql.roles import Purpose, Role
from gql.settings import ServerSettings
from gql.token import Claims, issue
from graph.store import Store, Target

SECRET = b"pseudonyms are derived from this"

_WORLD = Path(__file__).with_name("world.cypher")

PURPOSES = {
    Role.CASEWORKER: Purpose.DIRECT_CARE,
    Role.SAFEGUARDING_LEAD: Purpose.SAFEGUARDING,
    Role.DATA_SCIENTIST: Purpose.RESEARCH,
    Role.INTEGRATOR: Purpose.INTEGRATION,
    Role.AUDITOR: Purpose.AUDIT,
    Role.ANALYST: Purpose.STATISTICS,
    Role.ADOPTION_OFFICER: Purpose.ADOPTION,
}


def make_world(target: Target) -> None:
    """Write the small graph into an empty database."""

    async def write() -> None:
        async with await Store.connect(target) as store:
            await store.write(_WORLD.read_text("utf-8"))
            await store.read("CALL db.awaitIndexes(60)")

    asyncio.run(write())


@dataclass(frozen=True)
class Asker:
    """Asks the service as one role, for its own purpose unless told otherwise."""

    client: TestClient
    key: DevelopmentKey
    role: Role
    team: str | None = None
    purpose: Purpose | None = None

    @property
    def stated(self) -> Purpose:
        """The purpose that is stated."""
        return PURPOSES[self.role] if self.purpose is None else self.purpose

    def token(self) -> str:
        """A fresh token."""
        purposes = frozenset({self.stated})
        return issue(self.key, Claims(f"{self.role.value}-1", frozenset({self.role}), purposes, self.team))

    def headers(self) -> dict[str, str]:
        """What an honest request carries."""
        return {
            "Accept": "application/graphql-response+json",
            "Authorization": f"Bearer {self.token()}",
            "Kith-Purpose": self.stated.value,
        }

    def post(self, query: str, variables: dict[str, Any] | None = None) -> tuple[int, dict[str, Any]]:
        """The status and body of an answer."""
        body = {"query": query, "variables": variables}
        answer = self.client.post("/graphql", json=body, headers=self.headers())
        return answer.status_code, answer.json()

    def data(self, query: str, variables: dict[str, Any] | None = None) -> Any:
        """The data of an answer that must succeed."""
        status, body = self.post(query, variables)
        assert status == 200, body
        return body["data"]


def settings_for(target: Target, folder: Path) -> tuple[ServerSettings, DevelopmentKey]:
    """Settings with a fresh development key and an audit log in a folder."""
    key = DevelopmentKey.in_home(folder)
    limits = Limits(schema_depth=16, seconds=60.0)  # a busy machine must fail no test
    keys = key.verifying()
    made = ServerSettings(target, folder / "audit", keys, SECRET, limits=limits, allowance=UNBOUNDED)
    return made, key
