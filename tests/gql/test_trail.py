"""An entry of the audit says what is known of a request, and holds no text that could be anything."""

from hypothesis import given
from hypothesis import strategies as st

from gql.caller import Caller
from gql.changes.done import Done
from gql.roles import Role
from gql.trail import Trail, identifier
from tests.gql.questions import plan_of, prepare

PLAN = plan_of(Role.CASEWORKER)
CALLER = Caller("ann", frozenset({Role.CASEWORKER}), frozenset(), "North", 0)
IDS = st.lists(st.sampled_from(["p-1", "p-2", "p-3"]), max_size=3)


def test_nothing_is_known_of_a_request_that_was_not_read() -> None:
    entry = Trail().entry("refused", "UNAUTHENTICATED")
    assert (entry["decision"], entry["code"]) == ("refused", "UNAUTHENTICATED")
    assert {name: entry[name] for name in ("who", "pack", "purpose", "document")} == dict.fromkeys(
        ("who", "pack", "purpose", "document")
    )
    assert entry.keys().isdisjoint({"event", "changed", "extract"})


def test_an_entry_names_the_fields_of_the_statement_and_those_that_are_hidden() -> None:
    prepared = prepare('{ person(id: "a") { givenName records { original } } }', PLAN)
    trail = Trail(CALLER, plan=PLAN, prepared=prepared, fields=("Mutation.breakGlass",))
    entry = trail.entry("answered")
    assert entry["fields"][0] == "Mutation.breakGlass"
    assert {"Person.givenName", "Person.records"} <= set(entry["fields"])
    assert tuple(entry["hidden"]) == ("Record.original",)
    assert (entry["who"], entry["team"], entry["pack"]) == ("ann", "North", "direct_care")


@given(before=IDS, more=IDS)
def test_people_are_added_each_once_and_nobody_is_lost(before: list[str], more: list[str]) -> None:
    trail = Trail(people=tuple(dict.fromkeys(before)), states={"sealed": list(dict.fromkeys(before))})
    trail.add(more, {"sealed": more, "glass": more})
    assert list(trail.people) == list(dict.fromkeys([*more, *before]))
    assert trail.states == {
        "sealed": list(dict.fromkeys([*more, *before])),
        "glass": list(dict.fromkeys(more)),
    }


def test_what_was_changed_is_told_with_whom_it_is_about() -> None:
    trail = Trail(people=("p-2",))
    trail.tell(Done(is_done=True, ids=("e-1",), people=("p-1",)), ("p-old",))
    entry = trail.entry("answered")
    assert (entry["asked"], entry["people"], entry["changed"]) == (("p-old",), ("p-1", "p-2"), ("e-1",))


@given(text=st.text())
def test_what_is_no_id_is_there_by_its_hash_alone(text: str) -> None:
    told = identifier(text)
    assert told == text or told.startswith("sha256:")
    assert told.isascii()
    assert " " not in told


def test_an_id_is_there_as_it_is() -> None:
    assert identifier("health/7#2") == "health/7#2"
    assert identifier("Amina Khan").startswith("sha256:")
    assert identifier("a" * 101).startswith("sha256:")
