"""Attack 9: seals inferred from resolution: joins, decisions, sizes, neighbours and scores of those around.

Everything is asked of the people around somebody sealed, then every trace of the sealed is taken out of the
database, and it is asked again. The answers are the same.
"""

from typing import Any

import pytest

from gql.roles import Role
from tests.gql.conftest import Served
from tests.gql.sealed import take_out_sealed, write_sealed

pytestmark = pytest.mark.neo4j

HIDDEN_FROM = [each for each in Role if each is not Role.ADOPTION_OFFICER]
AROUND = ("p-amina", "p-tariq", "p-john", "p-mary", "p-old")
QUESTIONS = {
    "merges and joins": """query Q($id: ID!) { person(id: $id) { id createdAt recordCount
      records { id decisions { id judgement weight evidence records { id person { id } } } }
      decisions { id weight } } }""",
    "the size of a household": """query Q($id: ID!) { person(id: $id) { household { id from to size
      members { id } memberships { from to person { id } } address { households { id size from to }
      residents { from person { id } } } } memberships { from household { size from to } } } }""",
    "neighbours": """query Q($id: ID!) { person(id: $id) { neighbourhood(depth: 2, first: 100) {
      people { distance ties person { id } } services { id name } workers { id } } related { kind
      person { id } other { id } } workers { worker { id } } } }""",
    "scores": """query Q($id: ID!) { person(id: $id) { scores { id }
      score { band probability reasons asOf } } }""",
}
OF_ALL = {
    "by name": '{ people(search: {name: "kh"}, first: 100) { id household { size } } }',
    "by postcode": '{ people(search: {postcode: "RM10 8AA"}, first: 100) { id } }',
    "statistics": "{ statistics { people groups { people sex } } }",
    "sources": "{ sources { name trust } }",
}
RECORD = "query Q($id: ID!) { record(id: $id) { id person { id } decisions { id weight records { id } } } }"


def everything(served: Served, role: Role) -> list[Any]:
    """All answers of a role."""
    asker = served.asker(role, "North")
    told: list[Any] = [asker.post(query, {"id": id_}) for query in QUESTIONS.values() for id_ in AROUND]
    told += [asker.post(query) for query in OF_ALL.values()]
    return told + [asker.post(RECORD, {"id": id_}) for id_ in ("housing/1", "health/7", "health/8")]


def test_what_surrounds_the_sealed_is_as_if_they_were_not_there(served: Served) -> None:
    target = served.settings.target
    write_sealed(target)
    for_adoption = everything(served, Role.ADOPTION_OFFICER)
    before = {role: everything(served, role) for role in HIDDEN_FROM}
    take_out_sealed(target)
    for role in HIDDEN_FROM:
        assert everything(served, role) == before[role], role
    assert everything(served, Role.ADOPTION_OFFICER) != for_adoption


def test_a_household_has_the_size_of_those_who_may_be_found(served: Served) -> None:
    question = "query Q($id: ID!) { household(id: $id) { size from to members { id } } }"
    target = served.settings.target
    write_sealed(target)
    seen = served.asker(Role.CASEWORKER, "North").data(question, {"id": "h-khan"})["household"]
    whole = served.asker(Role.ADOPTION_OFFICER).data(question, {"id": "h-khan"})["household"]
    take_out_sealed(target)
    assert (seen["size"], seen["from"], seen["to"], len(seen["members"])) == (2, "2020-01-01", None, 2)
    assert (whole["size"], whole["from"], len(whole["members"])) == (22, "2012-01-01", 22)
