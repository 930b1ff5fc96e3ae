"""The probe: whether a server answers over Bolt, and what it says it is."""

from dataclasses import dataclass
from typing import Any

from neo4j import Driver, GraphDatabase
from neo4j.exceptions import AuthError, DriverError, Neo4jError

from graph.errors import ServerError
from graph.store import Target

_SECONDS = 5.0


@dataclass(frozen=True)
class Versions:
    """What a server is: Neo4j's version, and that of Graph Data Science where it has it."""

    neo4j: str
    gds: str | None


def is_answering(target: Target) -> bool:
    """Whether a server answers there and lets the user in.

    Raises:
        ServerError: it answers and refuses the password.
    """
    with _driver(target) as driver:
        return _agent(driver) is not None


def read_versions(target: Target) -> Versions | None:
    """What answers there, or None where nothing does.

    Raises:
        ServerError: it answers and refuses the password.
    """
    with _driver(target) as driver:
        agent = _agent(driver)
        return None if agent is None else Versions(agent.removeprefix("Neo4j/"), _gds_version(driver, target))


def _driver(target: Target) -> Driver:
    options: dict[str, Any] = {"connection_timeout": _SECONDS, "notifications_min_severity": "OFF"}
    return GraphDatabase.driver(target.uri, auth=(target.user, target.password), **options)


def _agent(driver: Driver) -> str | None:
    try:
        return str(driver.get_server_info().agent)
    except AuthError:
        raise ServerError(
            "The local Neo4j refuses the password that is kept beside it: one of the two was replaced. "
            "Put the password file back, or move the server's folder away to start with an empty database."
        ) from None
    except (DriverError, Neo4jError, OSError):
        return None


def _gds_version(driver: Driver, target: Target) -> str | None:
    try:
        records, _, _ = driver.execute_query("RETURN gds.version() AS version", database_=target.database)
    except (DriverError, Neo4jError):
        return None
    return str(records[0]["version"])
