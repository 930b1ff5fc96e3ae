"""Answers in two parts: the statistics of people, and all else.

Who finds nobody but counts people is compared with two copies of a graph: all else with one in which nobody
is left, the statistics with one in which those are left whom they may count.
"""

from collections.abc import Callable
from functools import lru_cache
from typing import Any

from graphql import FieldNode, Visitor, parse, visit

from tests.gql.redaction.asking import Put

Part = Callable[[Put, list[Any]], list[Any]]
"""Of a question and its answers (status and body of each page), that which is compared."""


def whole(_: Put, answers: list[Any]) -> list[Any]:
    """Everything."""
    return answers


def without_counts(question: Put, answers: list[Any]) -> list[Any]:
    """All but the statistics. A question that asks for them and is refused has nothing else to compare."""
    names = counting_names(question.text)
    return [_kept(each, lambda name: name not in names) for each in answers if not names or _has_data(each)]


def counts_alone(question: Put, answers: list[Any]) -> list[Any]:
    """The statistics, and whole answers that are refusals."""
    names = counting_names(question.text)
    return [_kept(each, lambda name: name in names) for each in answers]


@lru_cache(maxsize=1024)
def counting_names(text: str) -> frozenset[str]:
    """The names under which a document asks for statistics."""
    names = set[str]()

    class _Names(Visitor):
        def enter_field(self, node: FieldNode, *_: Any) -> None:
            if node.name.value == "statistics":
                names.add((node.alias or node.name).value)

    visit(parse(text), _Names())
    return frozenset(names)


def _has_data(answer: Any) -> bool:
    _, body = answer
    return isinstance(body.get("data"), dict)


def _kept(answer: Any, is_kept: Callable[[str], bool]) -> Any:
    status, body = answer
    if not _has_data(answer):
        return answer
    data = {name: value for name, value in body["data"].items() if is_kept(name)}
    return [status, body | {"data": data}]
