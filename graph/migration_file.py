"""Migration files: `V0001__name.cypher`, read in the order of their numbers and checked before any runs.

A file changes the schema or the data, never both, since Neo4j cannot do both in one transaction.
Statements on the schema can be repeated; so a file that was cut short can simply run again. The same is
asked of data that is changed IN TRANSACTIONS, a batch at a time: what was changed must not be met again.
"""

import hashlib
import re
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import graph
from graph.errors import MigrationError
from graph.statement import changes_schema, commits_batches, may_be_repeated, split_statements

_NAME = re.compile(r"V(?P<version>\d{4,})__(?P<name>[a-z0-9_]+)\.cypher")


@dataclass(frozen=True)
class MigrationFile:
    """One file: its number, its name, the SHA-256 of its text, and its statements."""

    version: int
    name: str
    checksum: str
    statements: tuple[str, ...]

    @property
    def label(self) -> str:
        """The file's name without its ending."""
        return f"V{self.version:04d}__{self.name}"

    @property
    def is_schema(self) -> bool:
        """Whether it changes the schema (and then nothing else)."""
        return changes_schema(self.statements[0])

    @property
    def is_in_batches(self) -> bool:
        """Whether it changes data a batch at a time (and then all of it so)."""
        return commits_batches(self.statements[0])


def migrations_folder() -> Path:
    """The folder that came with Kith: inside the package when installed, beside it in a checkout."""
    package = Path(graph.__file__).parent
    installed = package / "migrations"
    return installed if installed.is_dir() else package.parent / "migrations"


def read_migrations(folder: Path) -> list[MigrationFile]:
    """Every migration in a folder, in order.

    Raises:
        MigrationError: a file is misnamed, empty, unreadable, or mixes schema and data.
    """
    found = sorted((_read(path) for path in folder.glob("*.cypher")), key=lambda each: each.version)
    if not found:
        raise MigrationError(f"There is no migration in {folder}.")
    for earlier, later in pairwise(found):
        if earlier.version == later.version:
            raise MigrationError(
                f"{earlier.label} and {later.label} have one number. Give the newer a higher one."
            )
    return found


def _read(path: Path) -> MigrationFile:
    matched = _NAME.fullmatch(path.name)
    if matched is None:
        raise MigrationError(f"{path.name} is not named like V0001__what_it_does.cypher. Rename it.")
    text = path.read_text("utf-8")
    try:
        statements = tuple(split_statements(text))
    except ValueError as error:
        raise MigrationError(f"{path.name}: {error}.") from None
    _check(path.name, statements)
    return MigrationFile(int(matched["version"]), matched["name"], _checksum(text), statements)


def _check(name: str, statements: tuple[str, ...]) -> None:
    if not statements:
        raise MigrationError(f"{name} has no statement.")
    schema = [each for each in statements if changes_schema(each)]
    if schema and len(schema) < len(statements):
        raise MigrationError(f"{name} changes both schema and data. Make two files of it.")
    if len({commits_batches(each) for each in statements}) > 1:
        raise MigrationError(f"{name} changes some data in batches and some at once. Make two files of it.")
    if not all(may_be_repeated(each) for each in schema):
        raise MigrationError(
            f"{name} would fail if it ran again. Say IF NOT EXISTS, or IF EXISTS when dropping."
        )


def _checksum(text: str) -> str:
    return hashlib.sha256("\n".join(text.splitlines()).encode()).hexdigest()
