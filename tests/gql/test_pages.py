"""The pages about GraphQL and access name every field, part, limit, role, pack and audit field."""

from dataclasses import fields as fields_of
from pathlib import Path

import pytest
import yaml

from gql.alerts import AlertKind
from gql.limits import Limits
from gql.marks import Involved
from gql.model import model
from gql.packs import POLICIES, Packs
from gql.roles import Purpose, Role
from gql.roots import ROOTS, SEARCH
from gql.service import _entry, _Trail

DOCS = Path(__file__).parents[2] / "docs"
GRAPHQL = (DOCS / "graphql.md").read_text("utf-8")
ACCESS = (DOCS / "access.md").read_text("utf-8")
AUDIT = (DOCS / "audit.md").read_text("utf-8")


@pytest.mark.parametrize("root", ROOTS)
def test_root_fields(root: str) -> None:
    assert f"| `{root}" in GRAPHQL


@pytest.mark.parametrize("part", SEARCH)
def test_search_parts(part: str) -> None:
    assert f"| `{part}` |" in GRAPHQL


@pytest.mark.parametrize("kind", [name for name, each in model().items() if each.edges or each.ends])
def test_edges(kind: str) -> None:
    (line,) = [
        line for line in GRAPHQL.splitlines() if line.startswith("| ") and f"`{kind}`" in line.split("|")[1]
    ]
    for name in {**model()[kind].edges, **model()[kind].ends}:
        assert f"`{name}`" in line


def test_limits() -> None:
    limits = Limits()
    for field in fields_of(limits):
        value = getattr(limits, field.name)
        assert f"| {value:g} " in GRAPHQL or f"| {value} " in GRAPHQL, field.name


def test_roles_and_purposes() -> None:
    for role in Role:
        assert role.value.replace("_", " ") in ACCESS
    for purpose in Purpose:
        assert f"`{purpose.value}`" in ACCESS


def test_the_example_of_a_pack_is_the_pack() -> None:
    example = yaml.safe_load(ACCESS.partition("```yaml\n")[2].partition("```")[0])
    shipped = yaml.safe_load((POLICIES / "research.yaml").read_text("utf-8"))
    assert example.pop("legal_basis").removesuffix("…") in shipped.pop("legal_basis")
    assert example == shipped
    assert Packs.read().packs


def test_audit_fields() -> None:
    for name in [*_entry(_Trail(), "refused", None), *Involved, *AlertKind]:
        assert f"`{name}`" in AUDIT
