"""The errors of `resolver`: each says what happened, where, and what to do next."""


class ResolverError(Exception):
    """Base of every error that `resolver` raises on purpose.

    Attributes:
        exit_code: what the command line exits with (1 failed, 2 usage).
    """

    exit_code = 1


class RecordsError(ResolverError):
    """The table of records lacks a column that every record must have, or names a record twice."""


class SettingsError(ResolverError):
    """The settings contradict themselves, or name a comparison or a key that does not exist."""

    exit_code = 2


class ModelError(ResolverError):
    """A model file cannot be used: another version, or other comparisons than the settings declare."""


class TruthError(ResolverError):
    """The truth and the prediction are not of the same records."""


class DecisionsError(ResolverError):
    """A decision names a record that there is not, or pairs a record with itself."""


class UndoError(ResolverError):
    """There is no such merge to take back, or nobody says why."""


class QueryError(ResolverError):
    """A search names nothing that can be searched for, or a date or age in it does not exist."""

    exit_code = 2


class ErasureError(ResolverError):
    """There is no such record to erase, or nobody says why."""


class EngineError(ResolverError):
    """The engine that links at scale cannot be started."""
