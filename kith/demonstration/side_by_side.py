"""Two answers to one question beside each other, a line a fact."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from rich.table import Table

from kith.console import shown
from kith.demonstration.question import Answer

_LINES = 5
HIDDEN = "—"


def side_by_side(answers: Sequence[Answer]) -> Table:
    """A table with a row a fact and a column an asker; a fact that an asker may not see is a dash."""
    facts = [dict(_facts(answer.data, ())) for answer in answers]
    table = Table(title="One question, two askers", title_justify="left", show_lines=True)
    table.add_column("fact", no_wrap=True)
    for answer in answers:
        table.add_column(f"{answer.role}, for {answer.purpose}", overflow="fold")
    for name in dict.fromkeys(name for each in facts for name in each):
        table.add_row(name, *(each.get(name, HIDDEN) for each in facts))
    return table


def _facts(value: Any, path: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """Each fact with its name: nested objects are followed, lists are shown a line an item."""
    if isinstance(value, Mapping):
        for name, each in value.items():
            yield from _facts(each, (*path, name))
        return
    name = " ".join(path[1:])
    yield name, _lines(value) if isinstance(value, list) else shown(value)


def _lines(items: Sequence[Any]) -> str:
    lines = [" · ".join(_leaves(item)) for item in items[:_LINES]]
    more = len(items) - _LINES
    return "\n".join([*lines, *([f"… and {more} more"] if more > 0 else [])])


def _leaves(value: Any) -> Iterator[str]:
    """The values of an item; a reason of a score is told by its wording alone."""
    if isinstance(value, Mapping):
        for each in [value["wording"]] if "wording" in value else value.values():
            yield from _leaves(each)
    else:
        yield shown(value)
