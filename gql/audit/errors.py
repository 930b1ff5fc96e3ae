"""What is wrong with an audit log, told by the number of the first entry that is not as it was written."""

from gql.errors import SettingsError


class BusyLogError(SettingsError):
    """Another process writes the log."""


class DamagedLogError(Exception):
    """The log is not as it was written.

    Attributes:
        entry: the first entry, counted from 1, that is not as it was written.
        until: where it cannot be told exactly, the last of the entries of which one is not.
    """

    exit_code = 1

    def __init__(self, entry: int, reason: str, until: int | None = None) -> None:
        where = f"entry {entry}" if until in {None, entry} else f"one of the entries {entry} to {until}"
        super().__init__(f"{where}: {reason}")
        self.entry = entry
        self.until = until
