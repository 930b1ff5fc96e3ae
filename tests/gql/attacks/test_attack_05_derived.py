"""Attack 5: derived values whose inputs are hidden: each is guarded like the strictest of its inputs."""

from collections.abc import Iterator
from itertools import chain, combinations

import pytest

from gql import model as model_of
from gql.access import field_resource
from gql.deciding import Asker, Deciding, Resource
from gql.edges import LINEAGE
from gql.errors import SettingsError
from gql.fields import Leaf
from gql.model import fields, inputs_of
from gql.packs import Pack, Packs
from gql.roles import Role
from graph.vocabulary import Sensitivity
from tests.gql.conftest import Served
from tests.gql.test_access import PLANS

PACKS = Packs.read()
ASKERS = [(pack, role) for pack in PACKS.packs for role in sorted(pack.protocol.roles)]
DERIVED = [
    (kind, leaf)
    for kind, leaf in fields()
    if isinstance(leaf, Leaf)
    and LINEAGE.get(f"{kind}.{leaf.stored}", frozenset()) - {leaf.declared.sensitivity}
]


def of_inputs(kind: str, leaf: Leaf, inputs: tuple[Sensitivity, ...]) -> Resource:
    """The field, as if it told only of some of its inputs."""
    resource = field_resource(kind, leaf)
    return Resource(resource.type, {**resource.attributes, "inputs": frozenset(inputs)}, resource.has_facts)


def parts_of(inputs: frozenset[Sensitivity]) -> Iterator[tuple[Sensitivity, ...]]:
    return chain.from_iterable(combinations(sorted(inputs), size) for size in range(1, len(inputs) + 1))


@pytest.mark.parametrize(("pack", "role"), ASKERS, ids=lambda each: getattr(each, "id", each))
def test_another_input_never_shows_more(pack: Pack, role: Role) -> None:
    deciding = Deciding(PACKS, pack, Asker(frozenset({role}), pack.protocol.review_date))
    for action in ("read", "coarsen", "pseudonym", "mask"):
        for kind, leaf in DERIVED:
            parts = list(parts_of(inputs_of(leaf)))
            said = deciding.conditions(action, [of_inputs(kind, leaf, part) for part in parts])
            whole = said[-1]
            assert parts[-1] == tuple(sorted(inputs_of(leaf)))
            assert all((whole & each) is whole for each in said), (kind, leaf.name, action)


@pytest.mark.parametrize(("role", "purpose"), list(PLANS))
def test_a_derived_field_needs_every_input_among_the_items(role: Role, purpose: str) -> None:
    pack = next(each for each in PACKS.packs if each.protocol.purpose == purpose)
    for kind, leaf in DERIVED:
        if not inputs_of(leaf) <= pack.protocol.items:
            assert not PLANS[role, pack.protocol.purpose].shows(kind, leaf.name), (kind, leaf.name)


def test_the_strictest_input_of_a_score_is_where_people_live() -> None:
    for name in ("probability", "band", "reasons"):
        inputs = inputs_of(model_of.model()["Score"].leaves[name])
        assert {Sensitivity.LOCATION, Sensitivity.INVOLVEMENT} <= inputs
    assert inputs_of(model_of.model()["Record"].leaves["hash"]) >= {Sensitivity.ORIGINAL}


@pytest.mark.parametrize("name", sorted(LINEAGE.keys() - {"Record.hash", "Person.record_count"}))
def test_the_model_is_not_built_where_nothing_says_what_was_inferred_from(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delitem(LINEAGE, name)
    with pytest.raises(SettingsError, match="is inferred"):
        model_of.model.__wrapped__()


@pytest.mark.neo4j
@pytest.mark.parametrize("role", [Role.INTEGRATOR, Role.AUDITOR])
def test_what_was_derived_from_hidden_values_is_no_answer(served: Served, role: Role) -> None:
    asker = served.asker(role)
    found = asker.data('{ person(id: "p-amina") { id score { band } records { hash } household { size } } }')
    records = [{"hash": None}] * len(found["person"]["records"])
    assert found["person"] == {"id": "p-amina", "score": None, "records": records, "household": None}
