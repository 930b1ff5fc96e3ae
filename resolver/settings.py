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
    FAMILY_NAME = "family_name"
    BIRTH_DATE = "birth_date"
    ADDRESS = "address"
    IDENTIFIER = "identifier"
    CONTACT = "contact"
    CODE = "code"
    TEXT = "text"


_ONE_FIELD = {ComparisonKind.IDENTIFIER, ComparisonKind.CONTACT, ComparisonKind.CODE, ComparisonKind.TEXT}


class DeclaredComparison(_Declared):
    """A comparison to make: its kind, and its field where the kind serves several fields."""

    kind: ComparisonKind
    field: str | None = None

    @model_validator(mode="after")
    def _field_where_needed(self) -> Self:
        if (self.kind in _ONE_FIELD) != (self.field is not None):
            raise ValueError(
                f"a comparison of kind {self.kind.value!r} names a field if and only if it serves several"
            )
        return self

    @property
    def name(self) -> str:
        """The field compared, or the kind where the kind has fields of its own."""
        return self.field if self.field is not None else self.kind.value


class Settings(_Declared):
    """Everything a run depends on besides the records."""

    comparisons: tuple[DeclaredComparison, ...] = Field(min_length=1)
    blocking: tuple[tuple[str, ...], ...] = Field(min_length=1)
    largest_block: int = Field(default=80, ge=2)
    split_by: tuple[str, ...] = ()
    neighbours_in_oversize_blocks: int = Field(default=10, ge=1)
    hub_people: int = Field(default=6, ge=2)
    verified_identifiers: tuple[str, ...] = ("nhs_number",)
    match_threshold: float = Field(default=0.5, gt=0, lt=1)
    review_threshold: float = Field(default=0.05, gt=0, lt=1)
    random_pairs: int = Field(default=400_000, ge=1000)
    seed: int = 20_261_124

    @model_validator(mode="after")
    def _thresholds_in_order(self) -> Self:
        if self.review_threshold > self.match_threshold:
            raise ValueError("the review threshold lies above the match threshold")
        return self


@cache
def default_settings() -> Settings:
    """The settings that `resolver/data/settings.yaml` declares."""
    text = files("resolver").joinpath("data/settings.yaml").read_text("utf-8")
    return Settings.model_validate(yaml.safe_load(text))
