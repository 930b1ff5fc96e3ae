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


class QueryError(GraphError):
    """The database refused a query. Only its code is told: its own words may quote values.

    Attributes:
        code: Neo4j's status code, such as `Neo.ClientError.Schema.ConstraintValidationFailed`.
    """

    def __init__(self, code: str) -> None:
        super().__init__(f"The database refused a query: {code}. Nothing of it was kept.")
        self.code = code


class ServerError(GraphError):
    """The local server could not be started or stopped."""

    exit_code = 5


class DownloadError(ServerError):
    """A part of the local server could not be fetched, or was not what the lock file names."""


class NotEnoughRoomError(ServerError):
    """Too little disk or memory is free for the local server."""


class MigrationError(GraphError):
    """The migrations and the database do not fit together, or a migration failed."""


class BusyError(GraphError):
    """Another runner is at the same task on the same database."""


class MovedOnError(GraphError):
    """Somebody else has changed people since they were read; nothing was written."""


class ReviewError(GraphError):
    """A reviewer's decision cannot be taken: it contradicts another, or there is nothing to decide on."""

    exit_code = 2


class ContractError(GraphError):
    """A contract is wrong, or a file does not have the columns that its contract names."""

    exit_code = 4


class FileFormatError(GraphError):
    """A file is not what its contract's format says, so that no row of it can be told apart."""


class QuarantineError(GraphError):
    """A quarantine file is in use by another load, or a line of it is not an entry."""


class RefusedValueError(GraphError, ValueError):
    """A value cannot be made canonical.

    Attributes:
        rule: a short fixed name of the rule that was broken, such as `date_impossible`.
        reason: what is wrong, without the value itself.
        suggestion: what to do next, or an empty text.
        sound: the part of the value that is not in doubt, such as the year of an impossible day.
    """

    def __init__(self, rule: str, reason: str, suggestion: str = "", sound: str | None = None) -> None:
        super().__init__(f"{reason} ({suggestion})" if suggestion else reason)
        self.rule = rule
        self.reason = reason
        self.suggestion = suggestion
        self.sound = sound
