"""The vocabulary: kinds of node, relationships and canonical fields, declared once in `vocabulary.yaml`.

Every other room reads the model from here, so that the loader, the resolver, the GraphQL schema,
the access rules and the documentation cannot drift apart.
"""

from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Self

import yaml
from pydantic import BaseModel, ConfigDict, Field, model_validator


class Sensitivity(StrEnum):
    """How much a value tells about a person; the access rules are written over these."""

    TECHNICAL = "technical"
    IDENTITY = "identity"
    IDENTIFIER = "identifier"
    CONTACT = "contact"
    LOCATION = "location"
    CHARACTERISTIC = "characteristic"
    INVOLVEMENT = "involvement"
    INFERENCE = "inference"
    ORIGINAL = "original"


class ValueType(StrEnum):
    """The type of a canonical value; `vocabulary.yaml` explains each."""

    TEXT = "text"
    NAME = "name"
    CODE = "code"
    KEY = "key"
    INTEGER = "integer"
    NUMBER = "number"
    BOOLEAN = "boolean"
    DATE = "date"
    PARTIAL_DATE = "partial_date"
    DATETIME = "datetime"
    POSTCODE = "postcode"
    UPRN = "uprn"
    NHS_NUMBER = "nhs_number"
    PHONE = "phone"
    EMAIL = "email"
    JSON = "json"
    PURPOSES = "purposes"


class RowKind(StrEnum):
    """What one row of a source carries."""

    PERSON = "person"
    ADDRESS = "address"
    RELATIONSHIP = "relationship"
    EPISODE = "episode"
    INTERVENTION = "intervention"
    OUTCOME = "outcome"


class _Declared(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Property(_Declared):
    """One property of a node or relationship: its type, meaning and sensitivity."""

    type: ValueType
    sensitivity: Sensitivity
    meaning: str
    codes: str | None = None

    @model_validator(mode="after")
    def _codes_belong_to_codes(self) -> Self:
        if (self.type is ValueType.CODE) != (self.codes is not None):
            raise ValueError("a code list is named for type 'code' and for no other type")
        return self


class CanonicalField(Property):
    """A field that contracts map columns to, and the kinds of row that may carry it."""

    rows: frozenset[RowKind]


class Kind(_Declared):
    """A kind of node: its meaning, the property that identifies it, its properties, and those never shown."""

    meaning: str
    key: str
    properties: dict[str, Property]
    held: dict[str, Property] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _key_is_a_property(self) -> Self:
        if self.key not in self.properties:
            raise ValueError(f"the key {self.key!r} is not among the properties")
        return self


class Relationship(_Declared):
    """A kind of relationship: the kinds of node at its ends, and its properties."""

    start: str
    end: str
    meaning: str
    properties: dict[str, Property] = Field(default_factory=dict)


class Vocabulary(_Declared):
    """The whole declared model of the graph."""

    sensitivities: dict[Sensitivity, str]
    codes: dict[str, dict[str, str]]
    fields: dict[str, CanonicalField]
    kinds: dict[str, Kind]
    relationships: dict[str, Relationship]

    @model_validator(mode="after")
    def _names_resolve(self) -> Self:
        for name, relationship in self.relationships.items():
            for kind in (relationship.start, relationship.end):
                if kind not in self.kinds:
                    raise ValueError(f"relationship {name} names an unknown kind {kind!r}")
        for declared in self._all_properties():
            if declared.codes is not None and declared.codes not in self.codes:
                raise ValueError(f"unknown code list {declared.codes!r}")
        return self

    def _all_properties(self) -> list[Property]:
        return [
            *self.fields.values(),
            *(
                each
                for kind in self.kinds.values()
                for each in (*kind.properties.values(), *kind.held.values())
            ),
            *(each for kind in self.relationships.values() for each in kind.properties.values()),
        ]

    def fields_of(self, row: RowKind) -> dict[str, CanonicalField]:
        """The canonical fields that a row of this kind may carry, in the order declared."""
        return {name: field for name, field in self.fields.items() if row in field.rows}


@cache
def vocabulary() -> Vocabulary:
    """The vocabulary, read and checked once.

    Raises:
        pydantic.ValidationError: the declaration contradicts itself.
    """
    text = files("graph").joinpath("vocabulary.yaml").read_text("utf-8")
    return Vocabulary.model_validate(yaml.safe_load(text))
