"""Companions: the records that a source keeps together with a record, as members of one claim or of one home.

Invariant: companions fall into groups that share no record, each of one source. A case that the source itself
names outranks an address. A home of more than a few, or an institution, makes nobody companions.
"""

import numpy as np
import numpy.typing as npt

from resolver.compare.homes import numbers_of
from resolver.packed import Codes, Longs, dense
from resolver.records import Records
from resolver.values import NOTHING

CASE = "household_key"
MOST_COMPANIONS = 12
INSTITUTIONS = frozenset({"institution", "no fixed abode"})


def companion_groups(records: Records) -> Codes:
    """For each record the number of the group it is in with its companions, -1 where it has none."""
    source = records.source.codes.astype(np.int64)
    cases = _both(source, records.column(CASE).codes)
    homes = _both(source, _homes(records))
    groups = np.where(cases >= 0, cases, np.where(homes >= 0, homes + int(cases.max(initial=0)) + 1, NOTHING))
    sizes = np.bincount(groups[groups >= 0], minlength=int(groups.max(initial=0)) + 1)
    is_group = np.append((sizes >= 2) & (sizes <= MOST_COMPANIONS), False)
    return dense(np.where(is_group[groups], groups, NOTHING))


def _homes(records: Records) -> Longs:
    """A number for each home as its source writes it, -1 for an institution and where nothing is known."""
    text, uprn = records.column("address_text"), records.column("uprn").codes.astype(np.int64)
    numbers = records.derived("address_text", numbers_of)
    within = np.where(numbers.is_known, numbers.codes, len(numbers.values) + text.codes.astype(np.int64))
    postcode = records.column("postcode").codes.astype(np.int64)
    by_postcode = postcode * (len(numbers.values) + len(text.values)) + within
    by_words = text.codes + by_postcode.max(initial=0) + 1
    by_number = uprn + by_words.max(initial=0) + 1
    written = np.where(postcode >= 0, by_postcode, by_words)
    homes = np.where(text.is_known, written, np.where(uprn >= 0, by_number, NOTHING))
    return np.where(is_institution(records), NOTHING, homes)


def is_institution(records: Records) -> npt.NDArray[np.bool_]:
    """For each record whether it says that its address is no dwelling."""
    kind = records.column("address_kind")
    marked = np.array([value in INSTITUTIONS for value in kind.values] + [False], dtype=np.bool_)
    return np.asarray(marked[kind.codes])


def _both(source: Longs, codes: Codes | Longs) -> Longs:
    """One number for source and code together, -1 where the code is nothing."""
    within = dense(codes).astype(np.int64)
    joined = source * (int(within.max(initial=0)) + 1) + within
    return dense(np.where(within >= 0, joined, NOTHING)).astype(np.int64)
