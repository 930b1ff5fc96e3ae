"""Declared comparisons: from the settings' words to the objects that compare.

Invariant: a comparison whose fields the records lack is left out, and nothing else changes.
"""

from collections.abc import Callable

from resolver.compare.address import Address
from resolver.compare.birth_date import BirthDate
from resolver.compare.code import CodeValue
from resolver.compare.family_name import FamilyName
from resolver.compare.free_text import FreeText
from resolver.compare.given_name import GivenName
from resolver.compare.identifier import PersonalIdentifier
from resolver.compare.level import Comparison
from resolver.compare.shared_contact import SharedContact
from resolver.records import Records
from resolver.settings import ComparisonKind, DeclaredComparison, Settings

_WITH_OWN_FIELDS: dict[ComparisonKind, Callable[[Records], Comparison]] = {
    ComparisonKind.GIVEN_NAME: GivenName,
    ComparisonKind.FAMILY_NAME: FamilyName,
    ComparisonKind.BIRTH_DATE: BirthDate,
    ComparisonKind.ADDRESS: Address,
}
_OF_ONE_FIELD: dict[ComparisonKind, Callable[[Records, str], Comparison]] = {
    ComparisonKind.IDENTIFIER: PersonalIdentifier,
    ComparisonKind.CONTACT: SharedContact,
    ComparisonKind.CODE: CodeValue,
    ComparisonKind.TEXT: FreeText,
}
_FIELDS = {
    ComparisonKind.GIVEN_NAME: GivenName.fields,
    ComparisonKind.FAMILY_NAME: FamilyName.fields,
    ComparisonKind.BIRTH_DATE: BirthDate.fields,
    ComparisonKind.ADDRESS: Address.fields,
}


def comparisons_for(records: Records, settings: Settings) -> tuple[Comparison, ...]:
    """The declared comparisons that these records have fields for, ready to compare them."""
    return tuple(_made(each, records) for each in settings.comparisons if _has_fields(each, records))


def _has_fields(declared: DeclaredComparison, records: Records) -> bool:
    if declared.field is not None:
        return records.has(declared.field)
    return any(records.has(field) for field in _FIELDS[declared.kind])


def _made(declared: DeclaredComparison, records: Records) -> Comparison:
    if declared.field is not None:
        return _OF_ONE_FIELD[declared.kind](records, declared.field)
    return _WITH_OWN_FIELDS[declared.kind](records)
