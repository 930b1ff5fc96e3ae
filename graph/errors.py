"""The errors of `graph`: each says what happened, where, and what to do next."""


class GraphError(Exception):
    """Base of every error that `graph` raises on purpose.

    Attributes:
        exit_code: what the command line exits with (0 done, 1 failed, 2 usage, 3 some rows
            quarantined, 4 contract violated, 5 database unavailable).
    """

    exit_code = 1


class DatabaseUnavailableError(GraphError):
    """No Neo4j answers at the address asked for."""

    exit_code = 5


class ContractError(GraphError):
    """A contract is wrong, or a file does not have the columns that its contract names."""

    exit_code = 4
