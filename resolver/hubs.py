"""Hubs: contact values that many people share, such as the telephone of a hostel or a case worker.

Invariant: what is a hub depends on how many different people hold the value, not on how many records do;
it is judged anew in every run, so a value becomes a hub when enough people have come to share it.
"""

from functools import partial

import numpy as np
import numpy.typing as npt

from resolver.packed import group_sizes, pack, sorted_unique
from resolver.parallel import in_parallel
from resolver.records import Records
from resolver.settings import ComparisonKind, Settings
from resolver.values import Column

_HALF = np.uint64(32)


def demote_hubs(records: Records, settings: Settings) -> None:
    """Turn contact values that more than `settings.hub_people` people hold into nothing.

    Where the records have a background, the hubs are those that it knows.
    """
    contacts = [each.field for each in settings.comparisons if each.kind is ComparisonKind.CONTACT]
    fields = [field for field in contacts if field is not None]
    if records.background is not None:
        found = [records.background.skipped.get(field, frozenset()) for field in fields]
    else:
        given = records.sounds("given_name")
        hubs = partial(_hubs, given=given, people=settings.hub_people)
        found = in_parallel(hubs, map(records.column, fields), len(records))
    for field, values in zip(fields, found, strict=True):
        records.drop_values(field, values)


def _hubs(contact: Column, given: Column, people: int) -> frozenset[str]:
    is_hub = holders(contact, given) > people
    return frozenset(contact.values[code] for code in np.flatnonzero(is_hub).tolist())


def holders(contact: Column, given: Column) -> npt.NDArray[np.int64]:
    """How many differently named people hold each contact value."""
    both = contact.is_known & given.is_known
    named = sorted_unique(pack(contact.codes[both], given.codes[both]))
    counts = np.zeros(len(contact.values), dtype=np.int64)
    if len(named):
        values = (named >> _HALF).astype(np.int64)
        starts, sizes = group_sizes(values)
        counts[values[starts]] = sizes
    return counts
