"""How `kith serve` is reached, as the environment says it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gql.allowance import Allowance
    from gql.limits import Limits
    from gql.roles import Role
    from gql.transport import Transport

_SCHEMA_DEPTH = 16
_BUDGETS = {
    "KITH_BUDGET_COST": "cost",
    "KITH_BUDGET_REFUSALS": "refusals",
    "KITH_BUDGET_STRANGERS": "strangers",
    "KITH_BUDGET_POPULATIONS": "populations",
}


class SettingError(Exception):
    """A setting of the environment cannot be used; the message names it and says what it may be."""

    exit_code = 2


@dataclass(frozen=True)
class Serving:
    """The settings of the service on the network.

    Attributes:
        hosts: names that requests may be sent to (`KITH_HOSTS`, with commas between them).
        origins: web origins, beside the service's own, whose pages may ask (`KITH_ORIGINS`).
        certificate: file of the TLS certificate and its chain, in PEM (`KITH_TLS_CERTIFICATE`).
        key: file of its private key, in PEM (`KITH_TLS_KEY`).
        lists_schema: whether questions for the whole schema are answered (`KITH_LIST_SCHEMA=yes`).
        contracts: folder of the contracts that records are loaded by over the network (`KITH_CONTRACTS`).
        glass_minutes: for how long broken glass stays so (`KITH_GLASS_MINUTES`, 1 to 480).
        documents: folder or file of trusted documents (`KITH_DOCUMENTS`).
        trusted_only: roles that may put no other question (`KITH_TRUSTED_ONLY`, with commas).
        budgets: sizes of the budgets that are not the usual ones (`KITH_BUDGET_COST`, …).
    """

    hosts: tuple[str, ...] = ()
    origins: tuple[str, ...] = ()
    certificate: Path | None = None
    key: Path | None = None
    lists_schema: bool = False
    contracts: Path | None = None
    glass_minutes: float = 60.0
    documents: Path | None = None
    trusted_only: tuple[str, ...] = ()
    budgets: Mapping[str, int] = field(default_factory=dict)

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> "Serving":
        """The settings that the environment gives."""
        return cls(
            hosts=_listed(environment, "KITH_HOSTS"),
            origins=_listed(environment, "KITH_ORIGINS"),
            certificate=_file(environment, "KITH_TLS_CERTIFICATE"),
            key=_file(environment, "KITH_TLS_KEY"),
            lists_schema=environment.get("KITH_LIST_SCHEMA") == "yes",
            contracts=_file(environment, "KITH_CONTRACTS"),
            glass_minutes=_minutes(environment),
            documents=_file(environment, "KITH_DOCUMENTS"),
            trusted_only=_listed(environment, "KITH_TRUSTED_ONLY"),
            budgets=dict(_budgets(environment)),
        )

    def transport(self) -> "Transport":
        """How the service is spoken to."""
        from gql.transport import Transport

        return Transport(self.hosts, self.origins, self.certificate, self.key)

    def limits(self) -> "Limits":
        """What one question may cost."""
        from gql.limits import Limits

        return Limits(schema_depth=_SCHEMA_DEPTH) if self.lists_schema else Limits()

    def roles(self) -> "frozenset[Role]":
        """The roles that are held to trusted documents.

        Raises:
            SettingError: one is no role.
        """
        from gql.roles import Role

        try:
            return frozenset(map(Role, self.trusted_only))
        except ValueError:
            raise SettingError(f"KITH_TRUSTED_ONLY names roles: {', '.join(Role)}") from None

    def allowance(self) -> "Allowance":
        """How much each caller may ask in a while."""
        from gql.allowance import Allowance

        return Allowance(**self.budgets)


def _budgets(environment: Mapping[str, str]) -> Iterator[tuple[str, int]]:
    """The budgets that are named, each a whole number of at least 1."""
    for variable, name in _BUDGETS.items():
        text = environment.get(variable)
        if text is not None:
            if not text.isascii() or not text.isdecimal() or int(text[:12]) < 1:
                raise SettingError(f"{variable} must be a whole number of at least 1")
            yield name, int(text[:12])


def _minutes(environment: Mapping[str, str]) -> float:
    text = environment.get("KITH_GLASS_MINUTES", "")
    return float(min(max(int(text), 1), 480)) if text.isdecimal() else Serving.glass_minutes


def _listed(environment: Mapping[str, str], name: str) -> tuple[str, ...]:
    return tuple(each.strip() for each in environment.get(name, "").split(",") if each.strip())


def _file(environment: Mapping[str, str], name: str) -> Path | None:
    text = environment.get(name)
    return Path(text).expanduser().absolute() if text else None
