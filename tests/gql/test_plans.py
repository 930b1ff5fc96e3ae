"""Plans and compiled questions are made once, kept apart by who they are for, and forgotten in time."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from shutil import copytree

import pytest
import yaml

from gql.access import unrestricted
from gql.errors import PurposeError
from gql.keys import VerifyingKeys
from gql.limits import Limits
from gql.packs import POLICIES, Packs
from gql.plans import Bounded, Plans
from gql.role_schema import role_schema
from gql.roles import Purpose, Role
from gql.schema import full_schema
from gql.settings import ServerSettings
from graph.store import Target
from tests.gql.questions import plan_of
from tests.gql.world import SECRET

NOON = datetime(2026, 12, 1, 12, 30, tzinfo=UTC)
CASEWORKER = frozenset({Role.CASEWORKER})


def test_a_cache_forgets_what_was_used_longest_ago() -> None:
    made: list[int] = []
    cache: Bounded[int, int] = Bounded(2)

    def get(number: int) -> int:
        def make() -> int:
            made.append(number)
            return number

        return cache.get(number, make)

    assert [get(number) for number in (1, 2, 1, 3, 1, 2)] == [1, 2, 1, 3, 1, 2]
    assert made == [1, 2, 3, 2]


def test_a_plan_is_decided_once_an_hour() -> None:
    plans = Plans(Packs.read(), Limits())
    made = [
        plans.plan(CASEWORKER, Purpose.DIRECT_CARE, NOON + timedelta(minutes=n)) for n in (0, 5, 29, 31, 59)
    ]
    assert [plan is made[0] for plan in made] == [True, True, True, False, False]
    assert made[3] is made[4]


def test_a_pack_that_dies_takes_its_plans_with_it() -> None:
    packs = Packs.read()
    plans = Plans(packs, Limits())
    day = next(p for p in packs.packs if p.protocol.purpose is Purpose.DIRECT_CARE).protocol.review_date
    last = datetime(day.year, day.month, day.day, tzinfo=UTC) - timedelta(minutes=1)
    assert plans.plan(CASEWORKER, Purpose.DIRECT_CARE, last)
    with pytest.raises(PurposeError):
        plans.plan(CASEWORKER, Purpose.DIRECT_CARE, last + timedelta(minutes=1))


@pytest.mark.parametrize("purpose", [Purpose.RESEARCH, Purpose.AUDIT, Purpose.SAFEGUARDING])
def test_a_purpose_without_a_pack_for_the_role_is_refused(purpose: Purpose) -> None:
    with pytest.raises(PurposeError):
        Plans(Packs.read(), Limits()).plan(CASEWORKER, purpose, NOON)


def test_keys_of_plans_tell_roles_packs_and_policies_apart() -> None:
    keys = {plan_of(role).key for role in Role} | {unrestricted().key}
    assert len(keys) == len(Role) + 1
    assert all(Packs.read().hash[:16] in plan_of(role).key for role in Role)


@pytest.mark.parametrize("role", Role)
def test_the_schema_of_a_role_is_a_part_of_the_full_one(role: Role) -> None:
    seen, full = role_schema(plan_of(role)), full_schema()
    own = {name for name in seen.type_map if not name.startswith("__")}
    assert own <= set(full.type_map)
    for name in own:
        fields = getattr(seen.type_map[name], "fields", {})
        assert set(fields) <= set(getattr(full.type_map[name], "fields", {}))


def test_the_schema_without_rules_is_the_full_one() -> None:
    seen = role_schema(replace(unrestricted(), counting=unrestricted()))
    assert {n for n in seen.type_map if not n.startswith("__")} == {
        n for n in full_schema().type_map if not n.startswith("__")
    }


def test_settings_do_not_tell_secrets() -> None:
    target = Target("bolt://h", "neo4j", "hush")
    shown = repr(ServerSettings(target, Path("audit.jsonl"), VerifyingKeys({}), SECRET))
    assert "hush" not in shown
    assert SECRET.decode() not in shown


def test_a_pack_whose_rules_permit_nothing_is_as_good_as_none(tmp_path: Path) -> None:
    folder = Path(copytree(POLICIES, tmp_path / "policies"))
    never = 'when { context.use == "row" && context.use == "count" };'
    rule = f'@id("none") @clause("1.1") permit (principal, action, resource) {never}'
    (folder / "audit.cedar").write_text(rule, "utf-8")
    stated = yaml.safe_load((folder / "audit.yaml").read_text("utf-8"))
    (folder / "audit.yaml").write_text(yaml.safe_dump(stated | {"clauses": {"1.1": "Nothing."}}), "utf-8")
    with pytest.raises(PurposeError):
        Plans(Packs.read(folder), Limits()).plan(frozenset({Role.AUDITOR}), Purpose.AUDIT, NOON)
