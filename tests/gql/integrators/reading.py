"""Whoever reads pages: answers as they come, and a list to its end."""

from typing import Any

from gql.integrators.pages import Listing
from tests.gql.changes.acting import Actor


def ask(actor: Actor, listing: Listing, **given: Any) -> tuple[int, Any]:
    """The status and the body of an answer."""
    answer = actor.client.get(f"/{listing}", params=given, headers=actor.headers())
    return answer.status_code, answer.json()


def page(actor: Actor, listing: Listing, **given: Any) -> Any:
    """A page, which must be given."""
    status, body = ask(actor, listing, **given)
    assert status == 200, body
    return body


def code(actor: Actor, listing: Listing, **given: Any) -> tuple[int, str]:
    """The status and the code of a refusal."""
    status, body = ask(actor, listing, **given)
    return status, body["errors"][0]["extensions"]["code"]
