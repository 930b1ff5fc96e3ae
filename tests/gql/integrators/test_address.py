"""Both addresses, over HTTP: who may read them, how, and that nothing is released unrecorded."""

from pathlib import Path
from typing import Any

import pytest

from gql.errors import AuditUnavailableError
from gql.integrators.page import MOST, USUAL
from gql.integrators.pages import Listing
from gql.roles import Purpose, Role
from tests.gql.changes.acting import Acting, make_people
from tests.gql.integrators.reading import ask, code, page

pytestmark = [pytest.mark.neo4j, pytest.mark.parametrize("listing", Listing)]
PAGE = Path(__file__).parents[3].joinpath("docs", "graphql.md").read_text("utf-8")


@pytest.fixture(autouse=True)
def _anew(changes: Acting) -> None:
    make_people(changes.settings.target)


@pytest.mark.parametrize("role", [each for each in Role if each is not Role.INTEGRATOR])
def test_for_others_there_is_no_such_address(changes: Acting, role: Role, listing: Listing) -> None:
    """Whatever they ask there: the answer is that of an address which there is not."""
    actor = changes.actor(role)
    nothing = actor.client.get("/nothing", headers=actor.headers()).json()
    assert ask(actor, listing) == ask(actor, listing, first=0) == (404, nothing)


@pytest.mark.parametrize(
    ("change", "status", "told"),
    [
        ({"Authorization": ""}, 401, "UNAUTHENTICATED"),
        ({"Authorization": "Bearer a.b.c"}, 401, "UNAUTHENTICATED"),
        ({"Kith-Purpose": ""}, 403, "PURPOSE_REFUSED"),
        ({"Kith-Purpose": "audit"}, 403, "PURPOSE_REFUSED"),
        ({"Origin": "https://elsewhere.example"}, 403, "ORIGIN_REFUSED"),
    ],
)
def test_who_may_not_ask(
    changes: Acting, listing: Listing, change: dict[str, str], status: int, told: str
) -> None:
    headers = changes.actor(Role.INTEGRATOR).headers() | change
    answer = changes.client.get(f"/{listing}", headers=headers)
    assert (answer.status_code, answer.json()["errors"][0]["extensions"]["code"]) == (status, told)


def test_a_role_for_another_purpose_does_not_open_it(changes: Acting, listing: Listing) -> None:
    actor = changes.actor(Role.INTEGRATOR, purpose=Purpose.DIRECT_CARE)
    assert code(actor, listing) == (403, "PURPOSE_REFUSED")


@pytest.mark.parametrize(
    "given", [{"first": "0"}, {"first": "1001"}, {"after": "x"}, {"after": ""}, {"source": "a"}]
)
def test_a_page_that_there_is_not(changes: Acting, listing: Listing, given: dict[str, Any]) -> None:
    assert code(changes.actor(Role.INTEGRATOR), listing, **given) == (400, "INVALID_PARAMETERS")
    entry = changes.entries()[-1]
    assert (entry["decision"], entry["code"], entry["people"]) == ("refused", "INVALID_PARAMETERS", [])


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS"])
def test_it_is_read_and_nothing_else(changes: Acting, listing: Listing, method: str) -> None:
    headers = changes.actor(Role.INTEGRATOR).headers()
    assert changes.client.request(method, f"/{listing}", headers=headers).status_code == 405


def test_no_answer_is_kept_on_the_way(changes: Acting, listing: Listing) -> None:
    for headers in (changes.actor(Role.INTEGRATOR).headers(), {}):
        answer = changes.client.get(f"/{listing}", headers=headers)
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["content-type"] == "application/json"
        assert "etag" not in answer.headers
        assert "set-cookie" not in answer.headers
        assert "access-control-allow-origin" not in answer.headers


def test_nothing_is_released_unrecorded(
    changes: Acting, listing: Listing, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def full(*_: Any) -> None:
        raise AuditUnavailableError

    page(changes.actor(Role.INTEGRATOR), listing)
    monkeypatch.setattr("gql.audit.AuditLog.record", full)
    assert code(changes.actor(Role.INTEGRATOR), listing) == (503, "AUDIT_UNAVAILABLE")


def test_it_is_documented(listing: Listing) -> None:
    assert f"**`GET /{listing}`**" in PAGE
    assert f"| `first` | how many items at most, 1 to {MOST}; {USUAL} if left out |" in PAGE
    assert f"| items of a page of `/feed` or `/quarantine` | {MOST} |" in PAGE
