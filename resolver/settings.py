"""Settings: what is compared, what makes candidate pairs, and where the thresholds lie, as data.

Invariant: one default serves every data set; a field that a data set lacks simply takes no part.
"""

from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Self

import yaml
from pydantic import BaseModel, ConfigDict, Field, model_validator


class _Declared(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class ComparisonKind(StrEnum):
    """The ways there are to compare two records in one respect."""

    GIVEN_NAME = "given_name"
    MIDDLE_NAME = "middle_name"
    FAMILY_NAME = "family_name"
    WHOLE_NAME = "whole_name"
    BIRTH_DATE = "birth_date"
    AGE = "age"
    ADDRESS = "address"
    IDENTIFIER = "identifier"
    CONTACT = "contact"
    CODE = "code"
    TEXT = "text"
    SOURCE = "source"
    CASE = "case"


_OWN_FIELDS = {
    ComparisonKind.GIVEN_NAME: ("given_name",),
    ComparisonKind.MIDDLE_NAME: ("middle_name",),
    ComparisonKind.FAMILY_NAME: ("family_name",),
    ComparisonKind.WHOLE_NAME: ("given_name", "family_name"),
    ComparisonKind.BIRTH_DATE: ("birth_date",),
    ComparisonKind.AGE: ("birth_date",),
    ComparisonKind.ADDRESS: ("uprn", "postcode", "address_text"),
    ComparisonKind.SOURCE: ("source",),
}


class DeclaredComparison(_Declared):
    """A comparison to make: its kind, and its field where the kind serves several fields."""

    kind: ComparisonKind
    field: str | None = None

    @model_validator(mode="after")
    def _field_where_needed(self) -> Self:
        if (self.kind in _OWN_FIELDS) == (self.field is not None):
            raise ValueError(
                f"a comparison of kind {self.kind.value!r} names a field only where it has none of its own"
            )
        return self

    @property
    def name(self) -> str:
        """The field compared, or the kind where the kind has fields of its own."""
        return self.field if self.field is not None else self.kind.value

    @property
    def fields(self) -> tuple[str, ...]:
        """The fields without any of which there is nothing to compare."""
        return (self.field,) if self.field is not None else _OWN_FIELDS[self.kind]


_MANY_RECORDS = 100_000


class Settings(_Declared):
    """Everything a run depends on besides the records.

    Attributes:
        comparisons: what is compared.
        blocking: rules; a pair of records is a candidate when all keys of one rule agree.
        largest_block: a block with more records than this is split.
        split_by: the keys by which it is split, one after another.
        pairs_a_match: how many pairs a rule may propose, of 100,000 records or more, for each further match
            that it brings; of fewer records as many times more, because their pairs take little time.
        pilot_records: size of the sample of records on which rules are tried and the model is learned.
        hub_people: a contact value of more people than this says nothing.
        verified_identifiers: fields whose valid values, when they differ, keep two records apart.
        one_record_a_person: sources that keep one record a person, so that no two of theirs are of one.
        match_threshold: probability from which a pair is a match.
        cluster_threshold: probability at which a pair speaks neither for nor against one cluster.
        review_threshold: probability from which a pair is kept for a person to decide.
        strongest_pair: most bits with which one pair speaks for a cluster.
        strongest_contradiction: most bits with which one pair speaks against a cluster. Lower, because
            records that say little look unlikely to match without contradicting each other.
        random_pairs: size of the sample that shows how often strangers agree.
        seed: seed of that sample.
    """

    comparisons: tuple[DeclaredComparison, ...] = Field(min_length=1)
    blocking: tuple[tuple[str, ...], ...] = Field(min_length=1)
    largest_block: int = Field(default=40, ge=2)
    split_by: tuple[str, ...] = ()
    pairs_a_match: int = Field(default=1000, ge=1)
    pilot_records: int = Field(default=15_000, ge=100)
    hub_people: int = Field(default=6, ge=2)
    verified_identifiers: tuple[str, ...] = ("nhs_number",)
    one_record_a_person: tuple[str, ...] = ()
    match_threshold: float = Field(default=0.95, gt=0, lt=1)
    cluster_threshold: float = Field(default=0.5, gt=0, lt=1)
    review_threshold: float = Field(default=0.05, gt=0, lt=1)
    strongest_pair: float = Field(default=12.0, gt=0)
    strongest_contradiction: float = Field(default=3.0, gt=0)
    random_pairs: int = Field(default=200_000, ge=1000)
    seed: int = 20_261_124

    def pairs_worth_a_match(self, records: int) -> float:
        """How many pairs a further match is worth among so many records."""
        return self.pairs_a_match * max(1.0, _MANY_RECORDS / max(1, records))

    @model_validator(mode="after")
    def _thresholds_in_order(self) -> Self:
        if not self.review_threshold <= self.cluster_threshold <= self.match_threshold:
            raise ValueError("the thresholds must rise: review, cluster, match")
        return self


@cache
def default_settings() -> Settings:
    """The settings that `resolver/data/settings.yaml` declares."""
    text = files("resolver").joinpath("data/settings.yaml").read_text("utf-8")
    return Settings.model_validate(yaml.safe_load(text))
