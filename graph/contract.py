"""A contract: how one file layout of one source becomes canonical records.

A contract is data, checked in full when it is read: every field, code, date format and default
in it is known to be usable before the first row of a file is looked at.
"""

import codecs
import hashlib
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, Literal, Self

import orjson
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, field_validator, model_validator

from graph.canonical import canonical_for
from graph.contract_file import ContractMistakeError, read_contract_file
from graph.errors import RefusedValueError
from graph.own import is_own
from graph.values.date_format import DateFormat
from graph.vocabulary import CanonicalField, RowKind, ValueType, vocabulary

NAME_PARTS = ("title", "given_name", "middle_name", "family_name")
_DATES = {ValueType.DATE, ValueType.PARTIAL_DATE}
_LINKS: dict[RowKind, tuple[str, ...]] = {
    RowKind.PERSON: (),
    RowKind.ADDRESS: (),
    RowKind.RELATIONSHIP: ("person_key", "other_key", "relation"),
    RowKind.EPISODE: ("person_key",),
    RowKind.INTERVENTION: ("person_key",),
    RowKind.OUTCOME: ("person_key",),
}


class OnError(StrEnum):
    """What happens to a row when one of its values is refused."""

    QUARANTINE_ROW = "quarantine_row"
    DROP_VALUE = "drop_value"


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


def _one_character(text: str) -> str:
    named = {"tab": "\t", "comma": ",", "semicolon": ";", "pipe": "|"}.get(text, text)
    if len(named) != 1:
        raise ValueError("one character, or one of: tab, comma, semicolon, pipe")
    return named


def _known_encoding(name: str) -> str:
    try:
        return codecs.lookup(name).name
    except LookupError:
        raise ValueError("not a text encoding; usual ones are utf-8, cp1252 and latin-1") from None


Character = Annotated[str, BeforeValidator(_one_character)]
Encoding = Annotated[str, BeforeValidator(_known_encoding)]


class CsvFormat(_Part):
    """Delimited text; `header` names the columns of a file that has no header row."""

    kind: Literal["csv"]
    delimiter: Character = ","
    quote: Character = '"'
    encoding: Encoding = "utf-8"
    header: tuple[str, ...] = ()


class JsonlFormat(_Part):
    """One JSON object a line; a nested value is named by its path, such as `name.given`."""

    kind: Literal["jsonl"]
    encoding: Encoding = "utf-8"


class ParquetFormat(_Part):
    """Parquet; typed columns are read as the text that a person would write for them."""

    kind: Literal["parquet"]


FileFormat = Annotated[CsvFormat | JsonlFormat | ParquetFormat, Field(discriminator="kind")]


class ColumnRule(_Part):
    """Where one canonical field comes from, and how its values are read."""

    column: str | None = None
    columns: tuple[str, ...] = ()
    separator: str = " "
    default: str | None = None
    date_formats: tuple[str, ...] = ()
    codes: dict[str, str | None] = Field(default_factory=dict)
    nothing: tuple[str, ...] = ()
    optional: bool = False
    on_error: OnError | None = None

    @model_validator(mode="before")
    @classmethod
    def _short_forms(cls, value: Any) -> Any:
        """A bare text is a column; `date_format` is a list of one."""
        if isinstance(value, str):
            return {"column": value}
        if isinstance(value, dict) and "date_format" in value and "date_formats" not in value:
            rest = {name: each for name, each in value.items() if name != "date_format"}
            return {**rest, "date_formats": [value["date_format"]]}
        return value

    @model_validator(mode="after")
    def _has_an_origin(self) -> Self:
        if self.column is not None and self.columns:
            raise ValueError("either 'column' or 'columns', not both")
        if not self.sources and self.default is None:
            raise ValueError("a 'column', 'columns' or a 'default' is needed")
        return self

    @field_validator("date_formats")
    @classmethod
    def _formats_are_readable(cls, formats: tuple[str, ...]) -> tuple[str, ...]:
        for each in formats:
            DateFormat.parse(each)
        return formats

    @property
    def sources(self) -> tuple[str, ...]:
        """The file's columns that this field is read from, in order."""
        return self.columns if self.column is None else (self.column,)


class Contract(_Part):
    """One source's file layout. Build it with `Contract.read`."""

    source: str = Field(pattern=r"^[a-z][a-z0-9_-]*$", max_length=60)
    domain: str
    trust: float = Field(ge=0, le=1)
    format: FileFormat
    row: RowKind
    key: tuple[str, ...] = Field(min_length=1)
    key_prefix: str | None = None
    columns: dict[str, ColumnRule] = Field(min_length=1)
    nothing: tuple[str, ...] = ()
    required: tuple[str, ...] = ()
    omit: tuple[str, ...] = ()
    on_error: OnError = OnError.QUARANTINE_ROW

    @classmethod
    def read(cls, path: Path) -> Self:
        """Read and check the contract at `path`.

        Raises:
            ContractError: every mistake found, each with its line, its rule and a suggestion.
        """
        return read_contract_file(path, cls)

    @property
    def hash(self) -> str:
        """Hash of what the contract says; comments, order and layout do not change it."""
        content = orjson.dumps(self.model_dump(mode="json"), option=orjson.OPT_SORT_KEYS)
        return hashlib.blake2b(content, digest_size=16).hexdigest()

    @property
    def fields(self) -> dict[str, CanonicalField]:
        """The canonical fields that this contract's kind of row may carry, in the vocabulary's order."""
        return vocabulary().fields_of(self.row)

    @property
    def prefix(self) -> str:
        """What stands before every key, so that kinds of row of one source never share an identifier."""
        if self.key_prefix is not None:
            return self.key_prefix
        return "" if self.row is RowKind.PERSON else f"{self.row.value}:"

    @property
    def parted(self) -> tuple[str, ...]:
        """The parts that `full_name` is split into: none where the contract maps given or family names."""
        if "full_name" not in self.columns or {"given_name", "family_name"} & set(self.columns):
            return ()
        return tuple(part for part in NAME_PARTS if part not in self.columns)

    @property
    def needed(self) -> tuple[str, ...]:
        """Fields without which a row is quarantined: the links of its kind, and `required`."""
        return tuple(dict.fromkeys((*_LINKS[self.row], *self.required)))

    @property
    def columns_needed(self) -> tuple[str, ...]:
        """The columns that a file must have, in the contract's order."""
        mapped = (rule.sources for rule in self.columns.values() if not rule.optional)
        return tuple(dict.fromkeys((*self.key, *(column for sources in mapped for column in sources))))

    def omits(self, column: str) -> bool:
        """Whether `column`, or what it is nested in, is never stored."""
        return any(column == omitted or column.startswith(f"{omitted}.") for omitted in self.omit)

    def policy(self, field: str) -> OnError:
        """What happens to a row whose value of `field` is refused."""
        if self.fields[field].type is ValueType.KEY or field in self.needed:
            return OnError.QUARANTINE_ROW
        rule = self.columns.get(field)
        return self.on_error if rule is None or rule.on_error is None else rule.on_error

    @field_validator("source")
    @classmethod
    def _source_is_not_our_own(cls, source: str) -> str:
        if is_own(source):
            raise ContractMistakeError("a name that Kith keeps for what is recorded in it", source, ())
        return source

    @field_validator("domain")
    @classmethod
    def _domain_is_known(cls, domain: str) -> str:
        known = vocabulary().codes["domain"]
        if domain not in known:
            raise ContractMistakeError("not a domain", domain, known)
        return domain

    @model_validator(mode="after")
    def _fields_are_of_this_row(self) -> Self:
        for name in (*self.columns, *self.required):
            if name not in self.fields:
                raise ContractMistakeError(f"not a field of {self.row.value} rows", name, self.fields)
        for name in self.needed:
            if name not in self.columns and name not in self.parted:
                raise ContractMistakeError(f"{self.row.value} rows need this field mapped", name, ())
        return self

    @model_validator(mode="after")
    def _rules_fit_their_fields(self) -> Self:
        for name, rule in self.columns.items():
            _check_rule(name, rule, self.fields[name])
        return self

    @model_validator(mode="after")
    def _omitted_columns_are_unused(self) -> Self:
        used = {*self.key, *(column for rule in self.columns.values() for column in rule.sources)}
        for column in filter(self.omits, used):
            raise ContractMistakeError("an omitted column cannot be read as well", column, ())
        return self


def _check_rule(name: str, rule: ColumnRule, field: CanonicalField) -> None:
    if rule.date_formats and field.type not in _DATES:
        raise ContractMistakeError("'date_formats' is for dates only", name, ())
    if field.type is ValueType.DATE:
        _check_complete(name, rule)
    if field.type is ValueType.KEY and rule.on_error is OnError.DROP_VALUE:
        raise ContractMistakeError("a key cannot be dropped from its row", name, ())
    if field.codes is not None:
        _check_codes(name, rule, vocabulary().codes[field.codes])
    if rule.default is not None:
        _check_default(name, rule.default, field)


def _check_complete(name: str, rule: ColumnRule) -> None:
    for each in rule.date_formats:
        if not DateFormat.parse(each).is_complete:
            raise ContractMistakeError(f"the format {each!r} needs a year, a month and a day", name, ())


def _check_codes(name: str, rule: ColumnRule, known: dict[str, str]) -> None:
    given = {code for code in rule.codes.values() if code is not None}
    for code in sorted(given - set(known)):
        raise ContractMistakeError(f"not a code of {name}", code, known)


def _check_default(name: str, default: str, field: CanonicalField) -> None:
    try:
        found = canonical_for(name, field, date.max)(default)
    except RefusedValueError as error:
        raise ContractMistakeError(f"not a value of {name}: {error}", default, ()) from None
    if found != default:
        raise ContractMistakeError(f"the canonical value of {name} is {found!r}", default, ())
