"""What an extract is for is stated, in a form that the audit can hold."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from gql.errors import AccessError, InvalidVariablesError, MalformedRequestError
from gql.extracts.commission import read_commission

TODAY = datetime.now(UTC).date()
LATER = TODAY + timedelta(days=30)
ASKED = {
    "query": "{ sources { name } }",
    "recipient": "The university",
    "project": "Evaluation of debt advice",
    "since": "2026-01-01",
    "until": LATER.isoformat(),
}


def body(**changed: Any) -> bytes:
    return json.dumps(
        {name: value for name, value in {**ASKED, **changed}.items() if value is not ...}
    ).encode()


def test_what_is_stated_is_what_the_audit_is_told() -> None:
    found = read_commission(body(recipient="  The university "))
    assert found.question.text == ASKED["query"]
    period = f"2026-01-01/{LATER.isoformat()}"
    assert found.stated() == {"recipient": "The university", "project": ASKED["project"], "period": period}


@pytest.mark.parametrize(
    ("changed", "error"),
    [
        ({"recipient": ...}, MalformedRequestError),
        ({"project": None}, MalformedRequestError),
        ({"project": 7}, MalformedRequestError),
        ({"query": ...}, MalformedRequestError),
        ({"extensions": {}}, MalformedRequestError),
        ({"smallest_count": 1}, MalformedRequestError),
        ({"recipient": "  "}, InvalidVariablesError),
        ({"recipient": "a" * 101}, InvalidVariablesError),
        ({"project": "two\nlines"}, InvalidVariablesError),
        ({"since": "yesterday"}, InvalidVariablesError),
        ({"until": "2026-02-30"}, InvalidVariablesError),
        ({"until": (TODAY - timedelta(days=1)).isoformat()}, InvalidVariablesError),
        ({"since": (LATER + timedelta(days=1)).isoformat()}, InvalidVariablesError),
    ],
)
def test_what_is_not_stated_well_is_refused(changed: dict[str, Any], error: type[AccessError]) -> None:
    with pytest.raises(error):
        read_commission(body(**changed))
