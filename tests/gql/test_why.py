"""Why somebody sees something: the rules named are those that decided, and what would change it would."""

from datetime import date
from random import Random

import pytest

from gql.cases import is_known
from gql.errors import SettingsError
from gql.facts import STATES, Restriction, State, Tie
from gql.model import fields
from gql.packs import Packs
from gql.roles import Operation, Purpose, Role
from gql.why import HIDDEN, Asked, Why, described, reasons_of

REASONS = reasons_of(Packs.read())
WHATS = [
    *(f"{kind}.{field.name}" for kind, field in fields()),
    *{kind for kind, _ in fields()},
    *(f"do {each.value}" for each in Operation),
]


def why(role: Role, purpose: Purpose, what: str, state: State | None = None) -> Why:
    return REASONS.why(Asked(role, purpose, what, state or State()))


def test_a_sealed_person_is_hidden_by_the_rule_of_that_clause() -> None:
    found = why(
        Role.CASEWORKER, Purpose.DIRECT_CARE, "Person.birthDate", State(restriction=Restriction.SEALED)
    )
    assert found.outcome == HIDDEN
    assert {(each.id, each.effect, each.clause) for each in found.rules} == {
        ("direct-care-restricted", "forbids", "2.2"),
        ("direct-care-sealed", "forbids", "2.3"),
    }
    changed = {each.what: each.outcome for each in found.would_change}
    assert changed["if the person were sensitive"] == "allowed"
    assert changed["as adoption_officer for adoption"] == "allowed"
    assert "if the person were restricted" not in changed


def test_what_is_permitted_names_the_rules_that_permit_it() -> None:
    found = why(Role.DATA_SCIENTIST, Purpose.RESEARCH, "Person.birthDate")
    assert found.outcome == "coarsened"
    assert [each.id for each in found.rules] == ["research-kinds", "research-coarsened"]
    assert found.agreement is not None
    assert found.agreement.review_date == date(2027, 11, 30)
    assert found.rules[1].says.startswith("Of a birth or death the year")


def test_a_field_that_is_somebodys_needs_the_relationship_too() -> None:
    found = why(Role.CASEWORKER, Purpose.DIRECT_CARE, "Score.band")
    assert (found.outcome, found.rules) == (HIDDEN, ())
    assert found.because == ("No rule permits finding Score.",)
    found = why(Role.CASEWORKER, Purpose.DIRECT_CARE, "Score.band", State(dissent=True))
    assert {(each.id, each.about) for each in found.rules} == {
        ("direct-care-dissent", "finding Person"),
        ("direct-care-dissent", "finding Score"),
    }


@pytest.mark.parametrize(
    ("role", "purpose", "what", "because"),
    [
        (Role.ANALYST, Purpose.RESEARCH, "Person.sex", "The protocol does not list the role analyst."),
        (Role.AUDITOR, Purpose.AUDIT, "Person.phone", "The protocol's items do not include contact."),
        (Role.AUDITOR, Purpose.AUDIT, "Household", "No rule permits finding Household."),
        (Role.AUDITOR, Purpose.AUDIT, "do breakGlass", "No rule permits do breakGlass."),
    ],
)
def test_what_no_rule_decided_is_told_in_words(role: Role, purpose: Purpose, what: str, because: str) -> None:
    found = why(role, purpose, what)
    assert found.outcome == HIDDEN
    assert because in found.because


def test_after_its_review_date_a_protocol_permits_nothing() -> None:
    late = reasons_of(Packs.read(), date(2030, 1, 1))
    found = late.why(Asked(Role.CASEWORKER, Purpose.DIRECT_CARE, "Person.sex"))
    assert found.outcome == HIDDEN
    assert found.because == ("The protocol was to be reviewed by 2027-11-30.",)
    assert found.would_change == ()


@pytest.mark.parametrize("what", ["Person.shoeSize", "Passport", "do harm", "", "."])
def test_what_there_is_not_is_refused(what: str) -> None:
    assert not is_known(what)
    with pytest.raises(SettingsError, match="There is no"):
        why(Role.CASEWORKER, Purpose.DIRECT_CARE, what)


def test_every_answer_has_a_reason_and_every_change_is_one() -> None:
    random = Random(5)
    pairs = [(role, purpose) for role in Role for purpose in Purpose]
    listed = [(role, each.protocol.purpose) for each in REASONS.packs.packs for role in each.protocol.roles]
    asked = [(random.choice(pairs), random.choice(WHATS), random.choice(STATES)) for _ in range(100)]
    asked += [(random.choice(listed), random.choice(WHATS), random.choice(STATES)) for _ in range(400)]
    for (role, purpose), what, state in asked:
        found = why(role, purpose, what, state)
        effects = {each.effect for each in found.rules}
        if found.outcome == HIDDEN:
            assert found.because or effects == {"forbids"}, (role, purpose, what, state)
        else:
            assert not found.because
            assert effects == {"permits"}, (role, purpose, what, state)
        for change in found.would_change:
            assert change.outcome != found.outcome


def test_the_nearest_states_are_those_with_fewest_other_facts() -> None:
    own_restricted = State(Tie.OWN, Restriction.RESTRICTED)
    found = why(Role.CASEWORKER, Purpose.DIRECT_CARE, "Person.sex", own_restricted)
    assert found.outcome == "allowed"
    states = [each.what for each in found.would_change if each.what.startswith("if")]
    assert states == [
        f"if the person were {described(each)}"
        for each in (
            State(Tie.OWN, Restriction.RESTRICTED, dissent=True),
            State(Tie.OWN, Restriction.SEALED),
            State(Tie.NONE, Restriction.RESTRICTED),
        )
    ]
