"""What an extract is asked for: a question, for whom the file is, for what project, and for which days.

What is stated goes into the audit log as it is; it is about the file and never about anybody in it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from gql.body import question_of, read_object
from gql.errors import InvalidVariablesError, MalformedRequestError
from gql.plans import Question

_STATED = ("recipient", "project", "since", "until")
_KEYS = {"query", "documentId", "variables", "operationName", *_STATED}
_LONGEST = 100


@dataclass(frozen=True)
class Commission:
    """An extract that is asked for.

    Attributes:
        recipient: for whom the file is.
        project: what it is for, within the purpose.
        since: the first day on which it is used.
        until: the last; the file is to be gone afterwards.
    """

    question: Question
    recipient: str
    project: str
    since: date
    until: date

    def stated(self) -> dict[str, Any]:
        """What the audit is told of it."""
        period = f"{self.since.isoformat()}/{self.until.isoformat()}"
        return {"recipient": self.recipient, "project": self.project, "period": period}


def read_commission(body: bytes) -> Commission:
    """The extract that a body asks for.

    Raises:
        MalformedRequestError: it is not one JSON object with a question and what is to be stated.
        TooCostlyError: it holds too many objects and lists.
        InvalidVariablesError: what is stated is empty or too long, or the period ends before it begins or
            before today.
    """
    asked = read_object(body)
    if not set(asked) <= _KEYS or not all(isinstance(asked.get(name), str) for name in _STATED):
        raise MalformedRequestError
    since, until = _day(asked, "since"), _day(asked, "until")
    if until < max(since, datetime.now(UTC).date()):
        raise InvalidVariablesError
    return Commission(question_of(asked), _text(asked, "recipient"), _text(asked, "project"), since, until)


def _text(asked: Mapping[str, Any], name: str) -> str:
    text: str = asked[name].strip()
    if not 1 <= len(text) <= _LONGEST or not text.isprintable():
        raise InvalidVariablesError
    return text


def _day(asked: Mapping[str, Any], name: str) -> date:
    try:
        return date.fromisoformat(asked[name])
    except ValueError:
        raise InvalidVariablesError from None
