"""Policy packs: the sharing protocols themselves, each a metadata file beside its Cedar rules.

A pack speaks for one purpose, permits nothing outside the items it lists, and is dead from its
review date on. A pack that is wrong in any way stops the service from starting.
"""

import hashlib
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Self

import cedarpy
import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from gql.errors import SettingsError
from gql.roles import Operation, Purpose, Role
from gql.rules import Rules, read_rules
from graph.vocabulary import Sensitivity

POLICIES = Path(__file__).parent / "policies"
_SCHEMA = "access.cedarschema"


class Protocol(BaseModel):
    """What a sharing protocol must state before it permits anything."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str = Field(min_length=1)
    purpose: Purpose
    lead_body: str = Field(min_length=1)
    other_bodies: tuple[str, ...]
    roles: frozenset[Role] = Field(min_length=1)
    items: frozenset[Sensitivity] = Field(min_length=1)
    legal_basis: str = Field(min_length=1)
    review_date: date
    clauses: dict[str, str] = Field(min_length=1)
    smallest_count: int | None = Field(default=None, ge=2)
    round_to: int | None = Field(default=None, ge=1)

    @property
    def controls_disclosure(self) -> bool:
        """Whether it says which counts are too small to tell, and how the others are rounded."""
        return self.smallest_count is not None and self.round_to is not None


@dataclass(frozen=True)
class Pack:
    """One protocol with its rules, parsed and checked."""

    id: str
    protocol: Protocol
    rules: Rules

    def is_alive(self, day: date) -> bool:
        """Whether the pack still permits anything on `day` (UTC)."""
        return day < self.protocol.review_date


@dataclass(frozen=True)
class Packs:
    """All packs of a folder, the Cedar schema they were checked against, and the hash of every byte."""

    packs: tuple[Pack, ...]
    schema: cedarpy.Schema
    hash: str

    @classmethod
    def read(cls, folder: Path = POLICIES) -> Self:
        """Read and check every pack of a folder.

        Raises:
            SettingsError: a file is missing or wrong, or two packs serve the same purpose.
        """
        text = _text(folder / _SCHEMA)
        schema = cedarpy.Schema.from_str(text)
        found = tuple(_read_pack(path, schema) for path in sorted(folder.glob("*.yaml")))
        purposes = [pack.protocol.purpose for pack in found]
        if len(set(purposes)) != len(purposes) or not found:
            raise SettingsError(f"{folder}: each purpose needs exactly one pack, and there must be one")
        return cls(found, schema, _hash(folder))

    def serving(self, purpose: Purpose, roles: frozenset[Role], day: date) -> Pack | None:
        """The live pack that serves one of the roles for the purpose, if there is one."""
        for pack in self.packs:
            if pack.protocol.purpose is purpose and pack.protocol.roles & roles and pack.is_alive(day):
                return pack
        return None


def _read_pack(path: Path, schema: cedarpy.Schema) -> Pack:
    try:
        protocol = Protocol.model_validate(yaml.safe_load(_text(path)))
    except (ValidationError, yaml.YAMLError) as error:
        raise SettingsError(f"{path.name}: the protocol is not complete: {error}") from error
    rules = _text(path.with_suffix(".cedar"))
    pack = Pack(path.stem, protocol, read_rules(path.stem, rules, schema))
    _check_clauses(pack)
    if Operation.STATISTICS in pack.rules.literals and not protocol.controls_disclosure:
        raise SettingsError(f"{path.name} permits statistics; it must state smallest_count and round_to")
    if Operation.EXTRACT in pack.rules.literals and protocol.smallest_count is None:
        raise SettingsError(f"{path.name} permits extracts; it must state smallest_count")
    return pack


def _check_clauses(pack: Pack) -> None:
    """Every rule carries out a clause of the protocol, and every clause is carried out by a rule."""
    carried = {policy.clause for policy in pack.rules.policies.values()}
    stated = set(pack.protocol.clauses)
    for clause in sorted(carried ^ stated):
        missing = "no rule carries out" if clause in stated else "a rule names, which the protocol has not,"
        raise SettingsError(f'{pack.id}: {missing} the clause {clause!r}; write @clause("…") at each rule')


def _text(path: Path) -> str:
    try:
        return path.read_text("utf-8")
    except OSError as error:
        raise SettingsError(f"{path.name} cannot be read: {error.strerror}") from error


def _hash(folder: Path) -> str:
    digest = hashlib.sha256()
    for path in sorted(folder.iterdir()):
        if path.suffix in {".yaml", ".cedar", ".cedarschema"}:
            body = path.read_bytes()
            digest.update(f"{path.name}\0{len(body)}\0".encode())
            digest.update(body)
    return digest.hexdigest()
