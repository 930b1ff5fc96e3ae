"""A pack is a whole sharing protocol with sound rules, or the service does not start."""

from datetime import date, timedelta
from pathlib import Path
from shutil import copytree

import pytest
import yaml

from gql.errors import SettingsError
from gql.packs import POLICIES, Packs
from gql.roles import Purpose, Role


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(copytree(POLICIES, tmp_path / "policies"))


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")


def test_packs_that_ship_serve_every_purpose_and_role() -> None:
    packs = Packs.read()
    assert {pack.protocol.purpose for pack in packs.packs} == set(Purpose)
    assert frozenset().union(*(pack.protocol.roles for pack in packs.packs)) == set(Role)


@pytest.mark.parametrize(
    "field",
    [
        "name",
        "purpose",
        "lead_body",
        "other_bodies",
        "roles",
        "items",
        "legal_basis",
        "review_date",
        "clauses",
    ],
)
def test_a_protocol_states_everything(folder: Path, field: str) -> None:
    path = folder / "research.yaml"
    stated = yaml.safe_load(path.read_text("utf-8"))
    del stated[field]
    path.write_text(yaml.safe_dump(stated), "utf-8")
    with pytest.raises(SettingsError, match=r"research\.yaml"):
        Packs.read(folder)


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("unless {", "when {", "'when'"),
        ('@id("direct-care-kinds")', "", "@id"),
        ('@id("direct-care-sealed")', '@id("direct-care-kinds")', "two rules"),
        ('@clause("1.3")', '@clause("7.7")', "'7.7'"),
        ('@clause("2.3")', "", "''"),
        ("resource.name !=", "resource.colour !=", "colour"),
        ("permit (principal", "permitted (principal", "parse"),
        ("resource has dissent && !resource.dissent", "!resource.dissent", "dissent"),
        ('resource.restriction == "none"', 'resource.restriction like "n*"', "'like'.*write out"),
        ('resource.restriction == "none"', "resource.restriction == resource.name", "two attributes"),
        ('resource.restriction == "none"', 'principal in Role::"caseworker"', "'in'.*head of the rule"),
        ('resource.restriction == "none"', "resource is Field", "'is'.*head of the rule"),
        ('resource.restriction == "none"', "1 + 1 == 2", r"'\+'"),
        ('resource.restriction == "none"', 'resource == Field::"x"', "'Var'"),
        ('resource.restriction == "none"', 'ip("10.0.0.1").isLoopback()', "isLoopback|parse|ip"),
        (
            'action == Action::"read", resource)',
            'action == Action::"read", resource == Field::"x")',
            "one resource",
        ),
    ],
)
def test_unsound_rules_are_refused(folder: Path, old: str, new: str, reason: str) -> None:
    change(folder / "direct_care.cedar", old, new)
    with pytest.raises(SettingsError, match=reason):
        Packs.read(folder)


def test_statistics_without_disclosure_control_are_refused(folder: Path) -> None:
    change(folder / "statistics.yaml", "smallest_count: 10\n", "")
    with pytest.raises(SettingsError, match="smallest_count"):
        Packs.read(folder)


def test_templates_are_refused(folder: Path) -> None:
    with (folder / "audit.cedar").open("a", encoding="utf-8") as file:
        file.write('@id("t") permit (principal in ?principal, action == Action::"find", resource);')
    with pytest.raises(SettingsError, match="template"):
        Packs.read(folder)


def test_extracts_without_a_smallest_count_are_refused(folder: Path) -> None:
    change(folder / "integration.cedar", '"loadRecords"', '"loadRecords", "extract"')
    with pytest.raises(SettingsError, match="permits extracts"):
        Packs.read(folder)


def test_two_packs_for_one_purpose_are_refused(folder: Path) -> None:
    for suffix in (".yaml", ".cedar"):
        (folder / f"again{suffix}").write_bytes((folder / f"audit{suffix}").read_bytes())
    with pytest.raises(SettingsError, match="exactly one pack"):
        Packs.read(folder)


def test_a_folder_without_packs_is_refused(tmp_path: Path) -> None:
    (tmp_path / "access.cedarschema").write_bytes((POLICIES / "access.cedarschema").read_bytes())
    with pytest.raises(SettingsError, match="there must be one"):
        Packs.read(tmp_path)


def test_a_missing_file_is_named(folder: Path) -> None:
    (folder / "audit.cedar").unlink()
    with pytest.raises(SettingsError, match=r"audit\.cedar"):
        Packs.read(folder)


def test_a_pack_is_dead_from_its_review_date_on() -> None:
    packs = Packs.read()
    roles = frozenset({Role.DATA_SCIENTIST})
    last = next(p for p in packs.packs if p.protocol.purpose is Purpose.RESEARCH).protocol.review_date
    assert packs.serving(Purpose.RESEARCH, roles, last - timedelta(days=1)) is not None
    assert packs.serving(Purpose.RESEARCH, roles, last) is None


def test_a_pack_serves_only_its_roles_and_purpose() -> None:
    packs = Packs.read()
    today = date(2026, 1, 1)
    assert packs.serving(Purpose.RESEARCH, frozenset({Role.CASEWORKER}), today) is None
    served = packs.serving(Purpose.AUDIT, frozenset({Role.CASEWORKER, Role.AUDITOR}), today)
    assert served is not None
    assert served.id == "audit"


def test_the_hash_covers_every_byte(folder: Path) -> None:
    before = Packs.read(folder).hash
    assert before == Packs.read().hash
    change(folder / "audit.yaml", "officer", "officers")
    assert Packs.read(folder).hash != before
