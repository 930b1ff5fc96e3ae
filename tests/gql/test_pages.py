"""The pages about GraphQL and access name every field, part, limit, role, pack and audit field."""

from dataclasses import fields as fields_of
from pathlib import Path

import pytest
import yaml

from gql.alerts import AlertKind
from gql.changes.breaking import MOST_A_DAY, REASON
from gql.changes.change import EVENTS
from gql.changes.declared import MUTATIONS, mutation_schema
from gql.changes.loading import MOST_ROWS
from gql.changes.recording import MOST_TEXT
from gql.changes.writing import Writing
from gql.limits import Limits
from gql.marks import Involved
from gql.model import model
from gql.packs import POLICIES, Packs
from gql.roles import Operation, Purpose, Role
from gql.roots import ROOTS, SEARCH
from gql.trail import Trail

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
    for name in [*Trail().entry("refused"), *Involved, *AlertKind]:
        assert f"`{name}`" in AUDIT


@pytest.mark.parametrize("operation", MUTATIONS)
def test_mutations(operation: Operation) -> None:
    root = mutation_schema().mutation_type
    assert root is not None
    (line,) = [line for line in GRAPHQL.splitlines() if line.startswith(f"| `{operation}(")]
    for name in root.fields[operation.value].args:
        assert f"`{name}`" in line or name in line.split("|")[1]


def test_what_is_told_of_broken_glass() -> None:
    low, high = REASON
    assert f"| reason | {low} to {high} characters" in ACCESS
    assert f"| how often | {MOST_A_DAY} times in 24 hours" in ACCESS
    assert f"| how long | {Writing().glass_minutes:g} minutes" in ACCESS
    for event in [*EVENTS.values(), "intended", "changed"]:
        assert f"`{event}`" in AUDIT
    assert f"up to {MOST_ROWS} rows" in GRAPHQL
    assert f"more than {MOST_TEXT} characters" in GRAPHQL
