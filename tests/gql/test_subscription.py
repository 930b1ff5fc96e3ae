"""A subscription is read into what it follows and the question that each event asks, or is refused."""

from typing import Any

import pytest
from graphql import parse

from gql.errors import AccessError
from gql.limits import Limits
from gql.plans import Question
from gql.roles import Operation
from gql.subscription import MOST_IDS, Subscription, read_subscription


def read(text: str, **variables: Any) -> Subscription:
    return read_subscription(Question(text, None, variables), Limits())


def same(text: str, other: str) -> bool:
    return parse(text, no_location=True) == parse(other, no_location=True)


def test_the_question_of_an_event_is_what_it_selects_of_somebody() -> None:
    found = read(
        "subscription C($ids: [ID!]!) { changed: entityChanges(ids: $ids) { at who: person { id } } }",
        ids=["a", "b", "a"],
    )
    assert (found.operation, found.key) == (Operation.ENTITY_CHANGES, "changed")
    assert found.ids == ("a", "b")
    assert found.fields == (("at", "at"), ("who", "person"))
    assert found.text is not None
    assert same(found.text, "query ($kith0: ID!) { k0_who: person(id: $kith0) { id } }")
    question = found.question("b")
    assert (question.variables, question.under) == ({"kith0": "b"}, "entityChanges")
    told = found.event({"at": "now", "id": "b"}, {"k0_who": {"id": "b"}})
    assert told == {"changed": {"at": "now", "who": {"id": "b"}}}


def test_a_pair_is_asked_for_record_by_record() -> None:
    found = read("subscription { reviewQueue { waits records { id } __typename } }")
    assert found.text is not None
    assert same(
        found.text,
        "query ($kith0: ID!, $kith1: ID!) "
        "{ k0_records: record(id: $kith0) { id } k1_records: record(id: $kith1) { id } }",
    )
    told = found.event({"at": "now", "waits": True}, {"k0_records": {"id": "a"}, "k1_records": {"id": "b"}})
    assert told == {
        "reviewQueue": {"waits": True, "records": [{"id": "a"}, {"id": "b"}], "__typename": "ReviewChange"}
    }


def test_who_is_not_selected_is_asked_for_all_the_same() -> None:
    """Null then says that they may not be found, and no event is told."""
    found = read('subscription { entityChanges(ids: ["a"]) { at } }')
    assert found.text is not None
    assert same(found.text, "query ($kith0: ID!) { k0: person(id: $kith0) { __typename } }")


def test_alerts_ask_nothing_of_the_graph() -> None:
    found = read("subscription { alerts { kind subjects } }")
    assert (found.text, found.ids) == (None, ())
    told = {"kind": "attempt", "at": "now", "who": "ann", "purpose": "audit", "subjects": ["p"]}
    assert found.event(told, {}) == {"alerts": {"kind": "attempt", "subjects": ["p"]}}


def test_variables_and_fragments_go_with_the_question_that_uses_them() -> None:
    found = read(
        """subscription ($ids: [ID!]!, $most: Int!, $is: Boolean!) {
          entityChanges(ids: $ids) { ...Event }
        }
        fragment Event on EntityChange { person { ...Who } }
        fragment Who on Person { records(first: $most) { id @include(if: $is) } }""",
        ids=["a"],
        most=3,
        **{"is": True},
    )
    assert found.text is not None
    assert same(
        found.text,
        """query ($most: Int!, $is: Boolean!, $kith0: ID!) { k0_person: person(id: $kith0) { ...Who } }
        fragment Who on Person { records(first: $most) { id @include(if: $is) } }""",
    )
    assert found.question("a").variables == {"most": 3, "is": True, "kith0": "a"}


REFUSED: dict[str, tuple[str, dict[str, Any], str]] = {
    "no ids": ("subscription ($ids: [ID!]!) { entityChanges(ids: $ids) { at } }", {"ids": []}, "VARIABLES"),
    "too many ids": (
        "subscription ($ids: [ID!]!) { entityChanges(ids: $ids) { at } }",
        {"ids": [str(number) for number in range(MOST_IDS + 1)]},
        "VARIABLES",
    ),
    "an id that is none": (
        "subscription ($ids: [ID!]!) { entityChanges(ids: $ids) { at } }",
        {"ids": [None]},
        "VARIABLES",
    ),
    "a question": ("{ sources { name } }", {}, "DOCUMENT"),
    "a mutation": ("mutation { __typename }", {}, "DOCUMENT"),
    "two at once": ("subscription { a: alerts { at } b: alerts { at } }", {}, "DOCUMENT"),
    "two by a fragment": (
        "subscription { alerts { at } ...B } fragment B on Subscription { b: alerts { at } }",
        {},
        "DOCUMENT",
    ),
    "nothing but its type": ("subscription { __typename }", {}, "DOCUMENT"),
    "the schema": ("subscription { __schema { queryType { name } } }", {}, "DOCUMENT"),
    "a field that is none": ("subscription { alerts { everything } }", {}, "DOCUMENT"),
    "a condition on it": ("subscription { alerts @skip(if: true) { at } }", {}, "DOCUMENT"),
    "a condition on an event": ("subscription { alerts { at @include(if: false) } }", {}, "DOCUMENT"),
    "a condition by a fragment": (
        "subscription { alerts { ...A } } fragment A on AlertRaised { ... @skip(if: true) { at } }",
        {},
        "DOCUMENT",
    ),
    "a variable named as ours": (
        'subscription ($kith0: Int!) { entityChanges(ids: ["a"]) { person {'
        " records(first: $kith0) { id } } } }",
        {"kith0": 3},
        "DOCUMENT",
    ),
    "too deep": (
        'subscription { entityChanges(ids: ["a"]) { person { '
        + "household { members { " * 6
        + "id"
        + " } }" * 6
        + " } } }",
        {},
        "TOO_COSTLY",
    ),
    "not a document": ("subscription {", {}, "DOCUMENT"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_refused(name: str) -> None:
    text, variables, code = REFUSED[name]
    with pytest.raises(AccessError) as refused:
        read(text, **variables)
    assert code in refused.value.code
