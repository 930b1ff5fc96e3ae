"""What the user sees: data on standard output, progress and messages on standard error.

A command hands over plain data; it is printed as a table for people or, with `--json`, as one JSON
document for programs.
"""

import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import fields, is_dataclass
from datetime import date
from enum import Enum
from pathlib import Path
from typing import Any

import orjson
from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TaskID, TextColumn, TimeElapsedColumn
from rich.table import Table

OUT = Console()
ERR = Console(stderr=True)


def plain(value: Any) -> Any:
    """A value as JSON can hold it: dataclasses as objects, paths, dates and enums as text.

    A field that a dataclass keeps out of its `repr`, such as a password, is kept out here too.
    """
    if is_dataclass(value) and not isinstance(value, type):
        return {each.name: plain(getattr(value, each.name)) for each in fields(value) if each.repr}
    if isinstance(value, Mapping):
        return {str(key): plain(each) for key, each in value.items()}
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, (str, int, float, bool)) or value is None:
        return value
    if isinstance(value, (Path, date)):
        return str(value)
    return [plain(each) for each in value]


def say(message: str, style: str | None = None) -> None:
    """Print a message to standard error as it is: no markup, no colours of its own, no folded lines."""
    ERR.print(message, style=style, markup=False, highlight=False, soft_wrap=True)


def emit(data: Any, *, as_json: bool, title: str = "") -> None:
    """Print `data` (a dataclass or mapping) to standard output, as a table or as JSON."""
    content = plain(data)
    if as_json:
        emit_json(content)
        return
    OUT.print(facts_table(content, title))


def emit_json(data: Any) -> None:
    """Print one JSON document to standard output."""
    sys.stdout.write(orjson.dumps(plain(data), option=orjson.OPT_INDENT_2).decode() + "\n")


def facts_table(content: Mapping[str, Any], title: str = "") -> Table:
    """A table of two columns: what, and its value."""
    table = Table(title=title or None, show_header=False, title_justify="left")
    table.add_column(style="bold", no_wrap=True)
    table.add_column(overflow="fold")
    for name, value in content.items():
        table.add_row(name.replace("_", " "), shown(value))
    return table


def rows_table(rows: Sequence[Mapping[str, Any]], title: str = "") -> Table:
    """A table with a column for each key of the first row."""
    table = Table(title=title or None, title_justify="left")
    names = list(rows[0]) if rows else []
    for name in names:
        is_number = isinstance(rows[0][name], (int, float))
        table.add_column(name.replace("_", " "), justify="right" if is_number else "left")
    for row in rows:
        table.add_row(*(shown(row[name]) for name in names))
    return table


def shown(value: Any) -> str:
    """A value for people: thousands separated, four significant decimals, nested facts on lines."""
    if value is None:
        return "—"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, (int, float)):
        return _number(value)
    if isinstance(value, Mapping):
        return "\n".join(f"{key}: {shown(each)}" for key, each in value.items())
    if isinstance(value, (list, tuple)):
        return "\n".join(shown(each) for each in value)
    return str(value)


def _number(value: float) -> str:
    if isinstance(value, int):
        return f"{value:,}"
    return f"{value:,.4g}" if abs(value) < 1000 else f"{value:,.0f}"


class Reporter:
    """Progress on standard error: moving lines on a terminal, one line a stage elsewhere."""

    def __init__(self, progress: Progress | None) -> None:
        self._progress = progress
        self._tasks: dict[str, TaskID | None] = {}

    def __call__(self, stage: str, done: int) -> None:
        """Say that `done` rows of `stage` are done."""
        if stage not in self._tasks:
            self._tasks[stage] = self._begun(stage)
        task = self._tasks[stage]
        if self._progress is not None and task is not None:
            self._progress.update(task, completed=done)

    def _begun(self, stage: str) -> TaskID | None:
        if self._progress is not None:
            return self._progress.add_task(stage, total=None)
        say(stage)
        return None


@contextmanager
def progress() -> Iterator[Reporter]:
    """A reporter that draws while the block runs."""
    if not ERR.is_terminal:
        yield Reporter(None)
        return
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        TextColumn("{task.completed:,}"),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=ERR, transient=True) as drawn:
        yield Reporter(drawn)
