"""A search is parameters only, looks only at what may be read, and is never finer than what may be read."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gql.access import Outcome
from gql.errors import AccessError, EmptySearchError, NotSearchableError
from gql.roles import Role
from gql.roots import SEARCH
from gql.search import searchable
from tests.gql.questions import parcel, plan_of, prepare

CASEWORKER = plan_of(Role.CASEWORKER)
SCIENTIST = plan_of(Role.DATA_SCIENTIST)
TEXT = "query Q($search: PersonSearch!) { people(search: $search) { id } }"
CLAUSE = re.compile(r"\((?:(?:given|middle|family)_name:[^\W_]+(?:'[^\W_]+)*\*(?: OR |(?=\))))+\)")


def row(search: dict[str, object], role: Role = Role.CASEWORKER) -> list[object]:
    plan = CASEWORKER if role is Role.CASEWORKER else SCIENTIST
    sent = parcel(prepare(TEXT, plan, {"search": search})).row
    return [each for each in sent if isinstance(each, str)]


@pytest.mark.parametrize(
    ("role", "expected"),
    [
        (Role.CASEWORKER, dict.fromkeys(SEARCH, Outcome.ALLOW)),
        (Role.SAFEGUARDING_LEAD, dict.fromkeys(SEARCH, Outcome.ALLOW)),
        (Role.INTEGRATOR, dict.fromkeys(SEARCH, Outcome.HIDE)),
        (Role.AUDITOR, dict.fromkeys(SEARCH, Outcome.HIDE)),
        (Role.ANALYST, dict.fromkeys(SEARCH, Outcome.HIDE)),
        (Role.ADOPTION_OFFICER, dict.fromkeys(SEARCH, Outcome.ALLOW)),
        (
            Role.DATA_SCIENTIST,
            {
                "name": Outcome.HIDE,
                "givenName": Outcome.HIDE,
                "familyName": Outcome.HIDE,
                "birthDate": Outcome.COARSEN,
                "birthYear": Outcome.COARSEN,
                "postcode": Outcome.COARSEN,
            },
        ),
    ],
)
def test_what_each_role_may_search_by(role: Role, expected: dict[str, Outcome]) -> None:
    assert {part: searchable(plan_of(role), part) for part in SEARCH} == expected


@pytest.mark.parametrize(
    ("search", "expected"),
    [
        ({"name": "Amina"}, ["(given_name:amina* OR middle_name:amina* OR family_name:amina*)"]),
        ({"familyName": "O\u2019Brien-Smith"}, ["(family_name:o'brien*) AND (family_name:smith*)"]),
        ({"givenName": "ZOË"}, ["(given_name:zoe* OR middle_name:zoe*)"]),
        ({"birthYear": 1984}, ["1984"]),
        ({"birthDate": "1984-02"}, ["1984-02"]),
        ({"birthDate": " 1984-02-03 "}, ["1984-02-03"]),
        ({"postcode": "rm108aa"}, ["RM10 8AA"]),
        ({"postcode": "rm10"}, ["RM10 "]),
        ({"postcode": "E1", "birthYear": 1984, "name": None}, ["1984", "E1 "]),
    ],
)
def test_what_reaches_the_database(search: dict[str, object], expected: list[object]) -> None:
    assert row(search) == expected


@pytest.mark.parametrize(
    "search",
    [
        {},
        {"name": None},
        {"name": ""},
        {"name": "a"},
        {"name": "* ? ~ [a TO z]"[:5]},
        {"name": "ab " * 9},
        {"birthDate": "84"},
        {"birthDate": "3/2/1984"},
        {"birthDate": "1984-02-03T00:00"},
        {"birthYear": 84},
        {"birthYear": -1984},
        {"postcode": "RM"},
        {"postcode": "RM10 8"},
        {"postcode": "%"},
    ],
)
def test_a_search_for_too_little_is_refused(search: dict[str, object]) -> None:
    with pytest.raises(EmptySearchError):
        row(search)


@pytest.mark.parametrize(
    "search",
    [
        {"name": "amina"},
        {"familyName": "khan"},
        {"givenName": "amina", "birthYear": 1984},
        {"birthDate": "1984-02-03"},
        {"birthDate": "1984-02"},
        {"postcode": "RM10 8AA"},
        {"postcode": "nonsense"},
    ],
)
def test_attack_2_a_data_scientist_cannot_search_finer_than_they_read(search: dict[str, object]) -> None:
    with pytest.raises(NotSearchableError):
        row(search, Role.DATA_SCIENTIST)


@pytest.mark.parametrize("search", [{"birthYear": 1984}, {"birthDate": "1984"}, {"postcode": "RM10"}])
def test_a_data_scientist_searches_by_what_they_read(search: dict[str, object]) -> None:
    assert row(search, Role.DATA_SCIENTIST)


@given(name=st.text(max_size=40) | st.text(alphabet="ab*?~()[]{}\":\\/+-!&|^ ANDOR'", max_size=40))
def test_attack_24_a_name_can_only_be_the_beginning_of_words(name: str) -> None:
    try:
        (query,) = row({"name": name})
    except AccessError:
        return
    assert isinstance(query, str)
    assert all(CLAUSE.fullmatch(clause) for clause in query.split(" AND "))


@given(value=st.text(max_size=20))
def test_attack_24_dates_and_postcodes_have_their_shape_or_are_refused(value: str) -> None:
    for part, shape in (("birthDate", r"[0-9]{4}(-[0-9]{2}){0,2}"), ("postcode", r"[A-Z0-9]+ [A-Z0-9]*")):
        try:
            (found,) = row({part: value})
        except AccessError:
            continue
        assert re.fullmatch(shape, str(found))
