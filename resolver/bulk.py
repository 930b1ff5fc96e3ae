"""Bulk: what a function makes of many texts, with Arrow and without a call for each of them.

Invariant: a function's bulk form gives what the function gives, text by text; it is asked about ASCII texts
only, and all others are left to the function itself. A function without a bulk form is called for each text.
"""

from collections.abc import Callable
from typing import cast

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

OneByOne = Callable[[str], str | None]
InBulk = Callable[[pa.StringArray], pa.StringArray]

_FORMS: dict[OneByOne, InBulk] = {}
_TEXT = pa.string()


def bulk_form(function: OneByOne) -> Callable[[InBulk], InBulk]:
    """Declare what is decorated to be the bulk form of a function."""

    def declare(form: InBulk) -> InBulk:
        _FORMS[function] = form
        return form

    return declare


def has_bulk_form(function: OneByOne) -> bool:
    """Whether a function has a bulk form."""
    return function in _FORMS


def made_of(function: OneByOne, texts: pa.StringArray) -> pa.StringArray:
    """What a function makes of each text; null for nothing."""
    form = _FORMS.get(function)
    if form is None:
        return _one_by_one(function, texts)
    is_plain = pc.string_is_ascii(texts)
    if pc.all(is_plain).as_py() is not False:
        return form(texts)
    is_other = pc.invert(is_plain)
    made = form(chosen(is_plain, texts, ""))
    others = _one_by_one(function, texts.filter(is_other))
    return cast("pa.StringArray", pc.replace_with_mask(made, is_other, others))


def chosen(
    condition: pa.BooleanArray | npt.NDArray[np.bool_], texts: pa.StringArray, otherwise: str | None = None
) -> pa.StringArray:
    """Each text of which the condition holds, and another in place of all else."""
    condition = pa.array(condition, pa.bool_()) if isinstance(condition, np.ndarray) else condition
    return cast("pa.StringArray", pc.if_else(condition, texts, pa.scalar(otherwise, _TEXT)))


def taken(texts: pa.StringArray, places: npt.NDArray[np.integer]) -> pa.StringArray:
    """The texts in these places."""
    return texts.take(pa.array(places, pa.int64()))


def listed(texts: pa.StringArray) -> list[str]:
    """Texts, none of them null, as Python's own."""
    return cast("list[str]", texts.to_pylist())


def _one_by_one(function: OneByOne, texts: pa.StringArray) -> pa.StringArray:
    return pa.array([function(text) for text in listed(texts)], _TEXT)
