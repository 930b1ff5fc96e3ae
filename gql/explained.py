"""Why an entry of the audit was answered as it was: the pack and, while its rules are at hand, the plan.

The plan is decided anew for the roles and the day of the entry. That is done only where the hash of all
packs is the one that the entry names, so that nothing is explained by rules that did not apply.
"""

from datetime import datetime
from typing import Any

from gql.access import AccessPlan, decide
from gql.packs import Pack, Packs
from gql.roles import Role


def explained(entry: dict[str, Any], packs: Packs) -> dict[str, Any]:
    """An entry with its pack and the outcome of each field that it names; `plan` is None for other rules."""
    if entry.get("pack") is None:
        return {**entry, "protocol": None, "plan": None}
    if entry["policy"] != packs.hash:
        return {**entry, "protocol": "the packs have changed since", "plan": None}
    pack = next(each for each in packs.packs if each.id == entry["pack"])
    roles = frozenset(map(Role, entry["roles"]))
    plan = decide(packs, pack, roles, datetime.fromisoformat(entry["at"]).date())
    outcomes = {name: _outcome(plan, name) for name in [*entry["fields"], *entry["hidden"]]}
    return {**entry, "protocol": _protocol(pack), "plan": outcomes}


def _protocol(pack: Pack) -> dict[str, Any]:
    stated = pack.protocol
    return {"name": stated.name, "legal_basis": stated.legal_basis, "clauses": stated.clauses}


def _outcome(plan: AccessPlan, name: str) -> str:
    """What becomes of a field, as `Type.field` names it, and whether that depends on the person."""
    rule = plan.rule(*name.split(".", 1))
    if rule.condition.is_never:
        return "hide"
    told = rule.outcome.value if rule.whole.is_never else f"{rule.outcome.value}, read in full of some people"
    return told if rule.condition.is_always else f"{told}, for some people"
