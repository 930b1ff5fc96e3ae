"""Declared comparisons of two records: from the settings' words to what compares two records.

Invariant: they are those of `resolver.compare.declared.comparisons_for`, in the same order.
"""

from collections.abc import Callable, Sequence

from resolver.background import Background
from resolver.compare.address import Address, addresses_of_two
from resolver.compare.age import ages_of_two
from resolver.compare.birth_date import birth_dates_of_two
from resolver.compare.case import cases_of_two
from resolver.compare.code import codes_of_two
from resolver.compare.elapsed import aged_of_two
from resolver.compare.family_name import FamilyName, family_names_of_two
from resolver.compare.free_text import texts_of_two
from resolver.compare.given_name import given_names_of_two
from resolver.compare.identifier import identifiers_of_two
from resolver.compare.middle_name import middle_names_of_two
from resolver.compare.of_two import OfTwo
from resolver.compare.shared_contact import SharedContact, contacts_of_two
from resolver.compare.source import sources_of_two
from resolver.compare.whole_name import whole_names_of_two
from resolver.settings import ComparisonKind, DeclaredComparison

_OF_RECORDS: dict[ComparisonKind, Callable[[Background], OfTwo]] = {
    ComparisonKind.GIVEN_NAME: given_names_of_two,
    ComparisonKind.MIDDLE_NAME: middle_names_of_two,
    ComparisonKind.FAMILY_NAME: family_names_of_two,
    ComparisonKind.WHOLE_NAME: whole_names_of_two,
    ComparisonKind.BIRTH_DATE: birth_dates_of_two,
    ComparisonKind.AGE: ages_of_two,
    ComparisonKind.ADDRESS: addresses_of_two,
    ComparisonKind.SOURCE: sources_of_two,
}
_OF_ONE_FIELD: dict[ComparisonKind, Callable[[Background, str], OfTwo]] = {
    ComparisonKind.IDENTIFIER: identifiers_of_two,
    ComparisonKind.CONTACT: contacts_of_two,
    ComparisonKind.CODE: codes_of_two,
    ComparisonKind.TEXT: texts_of_two,
    ComparisonKind.CASE: cases_of_two,
}
_CHANGING: dict[ComparisonKind, tuple[int, tuple[int, ...]]] = {
    ComparisonKind.ADDRESS: (len(Address.levels), Address.changing),
    ComparisonKind.CONTACT: (len(SharedContact.levels), SharedContact.changing),
    ComparisonKind.FAMILY_NAME: (len(FamilyName.levels), FamilyName.changing),
}


def comparisons_of_two(background: Background, declared: Sequence[DeclaredComparison]) -> tuple[OfTwo, ...]:
    """What compares two records by each of these declared comparisons."""
    return tuple(_made(background, each) for each in declared)


def _made(background: Background, declared: DeclaredComparison) -> OfTwo:
    if declared.field is not None:
        compare = _OF_ONE_FIELD[declared.kind](background, declared.field)
    else:
        compare = _OF_RECORDS[declared.kind](background)
    changing = _CHANGING.get(declared.kind)
    return compare if changing is None else aged_of_two(compare, *changing)
