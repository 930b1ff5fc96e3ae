"""Which canonical value a field takes: the types of the vocabulary, bound to `graph.values`."""

from collections.abc import Callable, Sequence
from datetime import date as day
from functools import partial

from graph.values import (
    code_list,
    date,
    email,
    full_name,
    key,
    name,
    nhs_number,
    partial_date,
    phone,
    postcode,
    text,
    uprn,
)
from graph.vocabulary import CanonicalField, ValueType, vocabulary

Canonical = Callable[[str], str]

WHOLE_NAME = "full_name"
_DATES = {ValueType.DATE: date.canonical, ValueType.PARTIAL_DATE: partial_date.canonical}
_PLAIN: dict[ValueType, Canonical] = {
    ValueType.TEXT: text.canonical,
    ValueType.NAME: name.canonical,
    ValueType.KEY: key.canonical,
    ValueType.POSTCODE: postcode.canonical,
    ValueType.UPRN: uprn.canonical,
    ValueType.NHS_NUMBER: nhs_number.canonical,
    ValueType.PHONE: phone.canonical,
    ValueType.EMAIL: email.canonical,
}
_NOT_IN_FUTURE = {"birth_date", "death_date"}


def canonical_for(field: str, declared: CanonicalField, today: day, formats: Sequence[str] = ()) -> Canonical:
    """The function that makes a text the canonical value of `field`, or raises `RefusedValueError`.

    Args:
        field: the field's name in the vocabulary.
        declared: what the vocabulary says of it.
        today: births and deaths after this day are refused.
        formats: how the text writes dates; ISO 8601 where none is given.
    """
    if field == WHOLE_NAME:
        return full_name.canonical
    if declared.codes is not None:
        return partial(code_list.canonical, known=vocabulary().codes[declared.codes])
    if declared.type not in _DATES:
        return _PLAIN[declared.type]
    read = partial(_DATES[declared.type], formats=tuple(formats), today=today)
    if field not in _NOT_IN_FUTURE:
        return read
    return lambda written: partial_date.not_later_than(read(written), today)
