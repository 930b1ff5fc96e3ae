"""Driver errors: what the Neo4j driver raises, told as our own errors, which quote no value."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from neo4j.exceptions import AuthError, ConfigurationError, Neo4jError, ServiceUnavailable, SessionExpired

from graph.errors import DatabaseUnavailableError, QueryError
from graph.target import Target

_NO_DATABASE = {
    "Neo.ClientError.Database.DatabaseNotFound",
    "Neo.TransientError.General.DatabaseUnavailable",
}


@asynccontextmanager
async def told_as_ours(target: Target) -> AsyncIterator[None]:
    """Turn the driver's errors into ours, which tell no value.

    Raises:
        DatabaseUnavailableError: in place of what says that no server answers, or not this user.
        QueryError: in place of what says that the server refused a query.
    """
    try:
        yield
    except AuthError:
        raise DatabaseUnavailableError(
            f"Neo4j at {target.address} refused the user {target.user!r}. "
            "Set KITH_NEO4J_USER and KITH_NEO4J_PASSWORD to its own."
        ) from None
    except Neo4jError as error:
        if error.code in _NO_DATABASE:
            raise unavailable(target, error) from None
        raise QueryError(error.code or "unknown") from None
    except (ServiceUnavailable, SessionExpired, ConfigurationError, OSError) as error:
        raise unavailable(target, error) from None


def unavailable(target: Target, error: Exception) -> DatabaseUnavailableError:
    """What says that a database does not answer, and what to do."""
    return DatabaseUnavailableError(
        f"No database {target.database!r} answers at {target.address} ({type(error).__name__}). "
        "Start the local one with `kith up`, or set KITH_NEO4J_URI to one that runs."
    )
