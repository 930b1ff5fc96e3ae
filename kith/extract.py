"""An extract: what a question answers, page by page, as rows of a file in which nobody is among few.

All of it is asked of the service, under the access plan of whoever holds the token, and recorded there; this
module sees nothing else. Where the purpose has a smallest count, no combination of what is told of who and
where people are occurs fewer times than that in the file: such rows lose those values, and go altogether
where too few are left that have lost them.
"""

import json
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Row = dict[str, Any]
Asked = Callable[[Mapping[str, Any]], "Reply"]
_PAGES = 100_000
_WAITS = 100


class ExtractError(Exception):
    """An extract cannot be made; the message says why, and holds nothing of what was answered."""

    exit_code = 1


@dataclass(frozen=True)
class Reply:
    """What the service answered, and after how many seconds it is to be asked again, if it says so."""

    body: Mapping[str, Any]
    retry_after: float | None = None


def rows_of(
    ask: Asked, variables: Mapping[str, Any], sleep: Callable[[float], None] = time.sleep
) -> Iterator[Row]:
    """The rows of every page. A document with pages has a variable `after` and selects `pageInfo`.

    Args:
        ask: puts the question with some variables to the service.
        sleep: waits, where the caller's budget is spent for now.

    Raises:
        ExtractError: the service refuses, or the answer is not of one list.
    """
    given = dict(variables)
    for _ in range(_PAGES):
        root = _root(_answered(ask, given, sleep))
        yield from (_flat(each) for each in _listed(root))
        page = root.get("pageInfo") if isinstance(root, Mapping) else None
        if not page or not page.get("hasNextPage"):
            return
        if page.get("endCursor") in {None, given.get("after")}:
            raise ExtractError("The pages do not go on; select pageInfo { hasNextPage endCursor }.")
        given["after"] = page["endCursor"]
    raise ExtractError("There is no end to the pages.")


def _answered(ask: Asked, given: Mapping[str, Any], sleep: Callable[[float], None]) -> Mapping[str, Any]:
    for _ in range(_WAITS):
        reply = ask(given)
        if "errors" not in reply.body:
            data: Mapping[str, Any] = reply.body["data"]
            return data
        if reply.retry_after is None:
            told = reply.body["errors"][0]
            raise ExtractError(f"{told['message']} ({told['extensions']['code']})")
        sleep(reply.retry_after)
    raise ExtractError("The budget for this purpose is spent again and again; ask for less.")


def _root(data: Mapping[str, Any]) -> Any:
    if len(data) != 1:
        raise ExtractError("The document must ask one list; it asks several things.")
    return next(iter(data.values()))


def _listed(root: Any) -> list[Mapping[str, Any]]:
    """The rows of a list, or of a connection by its nodes or edges; one object is one row."""
    if isinstance(root, Mapping) and "nodes" in root:
        return list(root["nodes"])
    if isinstance(root, Mapping) and "edges" in root:
        return [each["node"] for each in root["edges"]]
    if isinstance(root, Mapping):
        return [root]
    return list(root or ())


def _flat(value: Mapping[str, Any], before: str = "") -> Row:
    """An object as one row: what is inside others under names with dots, lists as JSON."""
    row: Row = {}
    for name, each in value.items():
        if isinstance(each, Mapping):
            row |= _flat(each, f"{before}{name}.")
        else:
            row[before + name] = json.dumps(each) if isinstance(each, list) else each
    return row


@dataclass(frozen=True)
class Safe:
    """Rows of which none is among few, and what that took.

    Attributes:
        blanked: how many rows lost what is told of who and where somebody is.
        left_out: how many rows are not there.
    """

    rows: list[Row]
    blanked: int
    left_out: int


def made_safe(rows: Sequence[Row], telling: frozenset[str], smallest: int) -> Safe:
    """Rows in which each combination of telling values occurs at least `smallest` times.

    Args:
        telling: names of fields that tell who or where somebody is; a column is of the last part of its name.

    Raises:
        ExtractError: a list holds such a field, so that its values cannot be compared.
    """
    columns = sorted({name for row in rows for name in row if name.rpartition(".")[2] in telling})
    _refuse_lists(rows, telling)
    cells = Counter(_cell(row, columns) for row in rows)
    blank = dict.fromkeys(columns)
    few = [row for row in rows if cells[_cell(row, columns)] < smallest]
    kept = [row for row in rows if cells[_cell(row, columns)] >= smallest]
    already = cells[tuple(None for _ in columns)]
    enough = len(few) + (already if already >= smallest else 0) >= smallest
    shown = [row | blank for row in few] if enough else []
    return Safe(in_order([*kept, *shown]), len(shown), len(few) - len(shown))


def in_order(rows: Sequence[Row]) -> list[Row]:
    """Rows in an order of their own, so that no two extracts can be joined by theirs."""
    return sorted(rows, key=lambda row: [str(row.get(name)) for name in ("id", *sorted(row))])


def _cell(row: Row, columns: Sequence[str]) -> tuple[Any, ...]:
    return tuple(row.get(name) for name in columns)


def _refuse_lists(rows: Sequence[Row], telling: frozenset[str]) -> None:
    lists = {name: json.loads(row[name]) for row in rows for name in row if _is_list(row[name])}
    for name, value in lists.items():
        if telling & set(_names_in(value)):
            raise ExtractError(f"The list {name!r} tells who or where people are; ask for one value of it.")


def _is_list(value: Any) -> bool:
    return isinstance(value, str) and value.startswith("[")


def _names_in(value: Any) -> Iterator[str]:
    if isinstance(value, list):
        for each in value:
            yield from _names_in(each)
    elif isinstance(value, Mapping):
        for name, each in value.items():
            yield name
            yield from _names_in(each)
