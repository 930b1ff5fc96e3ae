"""An extract is asked of the service as one thing, holds nobody among few, and is one event of the audit."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import orjson
import pytest

from gql.audit import LogFolder
from gql.audit.places import lines_after
from gql.caller import Caller
from gql.condition import Condition
from gql.errors import BudgetSpentError, BusyError, NotFoundError, TimeBudgetError, UnauthenticatedError
from gql.extracts.commission import Commission, read_commission
from gql.extracts.extractor import Extractor, Ports, _extracting, _wait
from gql.facts import STATES, Restriction
from gql.plans import Question
from gql.roles import Operation, Role
from gql.trail import Trail
from graph.store import Store, Target
from tests.gql.conftest import Served
from tests.gql.extracts.test_commission import ASKED, body
from tests.gql.questions import PLANS, plan_of
from tests.gql.world import Asker

Entries = Callable[[], list[dict[str, Any]]]

FEMALE, MALE, OTHERS = 80, 46, 4
_PEOPLE = """
MATCH (n) WHERE NOT n:KithMigration AND NOT n:KithRunner DETACH DELETE n
WITH count(*) AS gone
UNWIND range(1, $all) AS number
CREATE (:Person {id: 'p-' + number, created_at: '2026-01-01T00:00:00Z', given_name: 'Ann',
  birth_date: '1980-01-02',
  sex: CASE WHEN number <= $female THEN 'female' WHEN number <= $female + $male THEN 'male' ELSE 'other' END,
  restriction: CASE number WHEN 1 THEN 'sealed' ELSE 'none' END, dissents: [], record_count: 1})
"""
QUESTION = """query ($after: String) { peopleConnection(first: 100, after: $after) {
  nodes { id %s birthDate } pageInfo { hasNextPage endCursor } } }"""


@pytest.fixture(scope="module")
def world(neo4j_target: Target) -> Target:
    """Many who are alike, four who are not, and somebody sealed."""

    async def write() -> None:
        async with await Store.connect(neo4j_target) as store:
            await store.write(_PEOPLE, all=FEMALE + MALE + OTHERS, female=FEMALE, male=MALE)

    asyncio.run(write())
    return neo4j_target


def made(asker: Asker, **changed: Any) -> tuple[int, Any]:
    headers = {**asker.headers(), "Content-Type": "application/json"}
    answer = asker.client.post("/extracts", content=body(**changed), headers=headers)
    return answer.status_code, answer.json()


@pytest.fixture
def entries(served: Served) -> Entries:
    """What has come into the log since the test began."""
    folder = LogFolder(served.settings.audit)
    before = len(list(lines_after(folder, None)))
    return lambda: [orjson.loads(line) for _, line in list(lines_after(folder, None))[before:]]


pytestmark = pytest.mark.neo4j


@pytest.mark.parametrize("sex", ["sex", "x: sex", "id2: sex"])
def test_an_extract_holds_every_page_and_nobody_among_few(served: Served, sex: str) -> None:
    status, told = made(served.asker(Role.DATA_SCIENTIST), query=QUESTION % sex)
    assert status == 200
    assert told["columns"] == ["id", sex.partition(":")[0], "birthDate"]
    assert (told["blanked"], told["left_out"], told["smallest_count"]) == (0, OTHERS, 10)
    assert sorted(row[1] for row in told["rows"]) == ["female"] * (FEMALE - 1) + ["male"] * MALE
    assert {row[2] for row in told["rows"]} == {"1980"}
    assert told["rows"] == sorted(told["rows"])


def test_an_extract_is_one_event_of_the_audit_with_its_intention(served: Served, entries: Entries) -> None:
    made(served.asker(Role.DATA_SCIENTIST), query=QUESTION % "sex")
    intended, done = entries()
    stated = {name: ASKED[name] for name in ("recipient", "project")}
    stated["period"] = f"{ASKED['since']}/{ASKED['until']}"
    assert (intended["decision"], intended["extract"]) == ("intended", {**stated, "smallest_count": 10})
    assert (intended["people"], "event" in intended) == ([], False)
    assert (done["decision"], done["event"], done["purpose"]) == ("answered", "extracted", "research")
    assert done["extract"] == {
        **stated,
        "smallest_count": 10,
        "rows": FEMALE - 1 + MALE,
        "blanked": 0,
        "left_out": OTHERS,
    }
    assert {"Person.id", "Person.sex", "Person.birthDate"} <= set(done["fields"])
    assert set(done["people"]) == {f"p-{number}" for number in range(2, FEMALE + MALE + OTHERS + 1)}
    assert intended["document"] == done["document"]


@pytest.mark.parametrize("role", [each for each in Role if each is not Role.DATA_SCIENTIST])
def test_for_whom_no_extract_is_made_there_is_no_such_address(
    served: Served, entries: Entries, role: Role
) -> None:
    asker = served.asker(role)
    told = made(asker, query=QUESTION % "sex")
    nowhere = asker.client.post("/nothing", headers=asker.headers())
    assert told == (404, nowhere.json())
    (refused,) = entries()
    assert (refused["decision"], refused["code"], refused["people"]) == ("refused", "NOT_FOUND", [])


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("{ sources { name } people(search: {birthYear: 1980}) { id } }", "EXTRACT_REFUSED"),
        (
            "{ people(search: {birthYear: 1980}) { id addresses { address { x: postcode } } } }",
            "EXTRACT_REFUSED",
        ),
        ("{ people(search: {birthYear: 1980}) { id familyName } }", None),
        ('{ people(search: {familyName: "khan"}) { id } }', "NOT_SEARCHABLE"),
        ("{ __schema { types { name } } }", "EXTRACT_REFUSED"),
        ('mutation { endBreakGlass(key: "k", glass: "g") { ids } }', "INVALID_DOCUMENT"),
    ],
)
def test_what_cannot_be_extracted_is_refused_before_anything_is_read(
    served: Served, entries: Entries, text: str, code: str | None
) -> None:
    status, told = made(served.asker(Role.DATA_SCIENTIST), query=text)
    if code is None:
        assert {row[1] for row in told["rows"]} == {None}
        return
    assert (status, told["errors"][0]["extensions"]["code"]) == (status, code)
    assert [each["decision"] for each in entries()] == ["refused"]


def test_a_few_alone_are_left_out_whatever_is_asked_of_them(served: Served) -> None:
    """No column tells anything, but who is in the file was chosen by what does."""
    text = '{ people(search: {birthYear: 1980}, where: {sex: {eq: "other"}}) { score { band } } }'
    status, told = made(served.asker(Role.DATA_SCIENTIST), query=text)
    assert (status, told["rows"], told["left_out"]) == (200, [], OTHERS)


def test_the_type_of_the_body_and_its_form_are_looked_at(served: Served) -> None:
    asker = served.asker(Role.DATA_SCIENTIST)
    plain = asker.client.post(
        "/extracts", content=body(), headers={**asker.headers(), "Content-Type": "text/plain"}
    )
    assert plain.json()["errors"][0]["extensions"]["code"] == "NOT_JSON"
    assert made(asker, recipient=...)[1]["errors"][0]["extensions"]["code"] == "MALFORMED_REQUEST"
    assert asker.client.get("/extracts", headers=asker.headers()).status_code == 405


class Pages:
    """Two pages of one person each, as the service would ask for them."""

    def __init__(self) -> None:
        self.admitted = 0
        self.asked = 0

    async def ask(self, _: Any, trail: Trail) -> dict[str, Any]:
        self.asked += 1
        trail.people = (f"p-{self.asked}",)
        page = {"hasNextPage": self.asked == 1, "endCursor": f"c-{self.asked}"}
        return {
            "peopleConnection": {"nodes": [{"id": "a", "sex": None, "birthDate": None}], "pageInfo": page}
        }

    def admit(self) -> None:
        self.admitted += 1
        if self.admitted == 2:
            raise UnauthenticatedError

    async def note(self, _: Trail) -> None:
        return None


def asking(pages: Any, extractor: Extractor, **changed: Any) -> Any:
    trail = Trail(
        Caller("ann", frozenset({Role.DATA_SCIENTIST}), frozenset(), None, 0),
        plan=plan_of(Role.DATA_SCIENTIST),
    )
    commission: Commission = read_commission(body(query=QUESTION % "sex"))
    ports = Ports(PLANS.prepare, pages.admit, lambda *_: None, pages.ask, pages.note)
    return trail, extractor.made(
        commission, Question(QUESTION % "sex", None, {}), trail, Ports(**{**vars(ports), **changed})
    )


def test_a_token_that_is_revoked_meanwhile_ends_it_and_who_was_read_is_told() -> None:
    pages = Pages()
    trail, making = asking(pages, Extractor(60))
    with pytest.raises(UnauthenticatedError):
        asyncio.run(making)
    assert (pages.asked, trail.people) == (1, ("p-1",))


def test_of_whom_no_extract_may_be_made_is_in_none() -> None:
    """A rule may leave people out of extracts who are found otherwise."""
    unmarked = Condition.where(each for each in STATES if each.restriction is Restriction.NONE)
    plan = plan_of(Role.DATA_SCIENTIST)
    narrowed = _extracting(replace(plan, operations={Operation.EXTRACT: unmarked}))
    assert narrowed.finds("Person") is plan.finds("Person") & unmarked
    assert narrowed.finds("Score") is plan.finds("Score") & unmarked
    assert narrowed.finds("Service") is plan.finds("Service")
    assert narrowed.key != plan.key
    for nobody in (None, replace(plan, operations={})):
        with pytest.raises(NotFoundError):
            _extracting(nobody)


def test_without_a_smallest_count_no_extract_is_made() -> None:
    trail, making = asking(Pages(), Extractor(60))
    trail.plan = replace(trail.plan, smallest_count=None)
    with pytest.raises(NotFoundError):
        asyncio.run(making)


def test_what_takes_too_long_ends() -> None:
    async def never(*_: Any) -> dict[str, Any]:
        await asyncio.Event().wait()
        return {}

    _, making = asking(Pages(), Extractor(0.01), ask=never)
    with pytest.raises(TimeBudgetError):
        asyncio.run(making)


def test_a_caller_makes_one_at_a_time() -> None:
    extractor = Extractor(60)

    async def another(*_: Any) -> dict[str, Any]:
        with pytest.raises(BusyError):
            await asking(Pages(), extractor)[1]
        raise UnauthenticatedError

    with pytest.raises(UnauthenticatedError):
        asyncio.run(asking(Pages(), extractor, ask=another)[1])
    with pytest.raises(UnauthenticatedError):
        asyncio.run(asking(Pages(), extractor)[1])


def test_a_spent_budget_is_waited_for_as_long_as_it_says() -> None:
    def spent() -> None:
        raise BudgetSpentError(7)

    assert _wait(spent) == 7
    assert _wait(lambda: None) == 0


def test_an_auditor_sees_for_whom_a_file_was_made(served: Served) -> None:
    made(served.asker(Role.DATA_SCIENTIST), query=QUESTION % "sex")
    asked = """{ auditTrail(subject: "data_scientist-1", first: 2) {
      event decision extract { recipient project period smallestCount rows blanked leftOut } } }"""
    done, intended = served.asker(Role.AUDITOR).data(asked)["auditTrail"]
    assert (done["event"], intended["decision"]) == ("extracted", "intended")
    assert done["extract"]["recipient"] == intended["extract"]["recipient"] == ASKED["recipient"]
    assert (done["extract"]["leftOut"], intended["extract"]["leftOut"]) == (OTHERS, None)


def test_files_for_one_project_can_be_joined_and_no_others(served: Served) -> None:
    asker = served.asker(Role.DATA_SCIENTIST)

    def ids(**stated: str) -> set[str]:
        status, told = made(asker, query=QUESTION % "sex", **stated)
        assert status == 200
        return {row[0] for row in told["rows"]}

    mine = ids()
    assert len(mine) == FEMALE - 1 + MALE
    assert ids() == mine
    changed = ({"project": "another"}, {"recipient": "another"}, {"until": "2099-12-30"})
    assert all(mine.isdisjoint(ids(**stated)) for stated in changed)
    asked = asker.data(QUESTION % "sex")["peopleConnection"]["nodes"]
    assert mine.isdisjoint(each["id"] for each in asked)
