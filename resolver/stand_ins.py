"""Stand-ins: words in a name field that are no name, known by how they behave and not by a list.

Invariant: a word is dropped for what many records say of it, never for one. Either records that are surely
of one person, by a number or by date of birth and postcode or telephone, bear other names, now this and now
that; or the word stands alone where names come in two parts.
"""

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt

from resolver.compare.names import Likeness, NameBook
from resolver.packed import Codes, Longs, is_first, order, pack, sorted_unique, unpack
from resolver.parallel import in_parallel
from resolver.records import Records
from resolver.values import NOTHING, Column, same_dictionary

_FIELDS = ("given_name", "family_name")
_ELSEWHERE = ("middle_name", "known_as", "former_name")
_SURE = (("nhs_number",), ("personal_number",), ("birth_date", "postcode"), ("birth_date", "phone"))
_FEWEST = 5
_MOSTLY = 0.6
_KINDS = 0.3
_ALONE_SELDOM = 0.1
_CONFIDENCE = 1.96

Counts = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]
Found = Mapping[str, frozenset[str]]


def drop_stand_ins(records: Records) -> Mapping[str, tuple[str, ...]]:
    """Turn the words that stand in for a name into nothing; the words of each field.

    Where the records have a background, the words are those that it knows.
    """
    records.column("middle_name")  # read off the whole name while it is known which word is the given name
    found = _known(records) if records.background is not None else _behaving_so(records)
    for field, words in found.items():
        records.drop_values(field, words)
    return {field: tuple(sorted(words)) for field, words in found.items() if words}


def _known(records: Records) -> Found:
    skipped = records.background.skipped if records.background is not None else {}
    return {field: skipped.get(field, frozenset()) for field in _FIELDS}


def _behaving_so(records: Records) -> Found:
    columns, values = same_dictionary(*(records.column(field) for field in (*_FIELDS, *_ELSEWHERE)))
    given, family, *elsewhere = columns
    pairs = _of_one_person(records)

    def found(sides: tuple[Column, Column]) -> frozenset[str]:
        names, partner = sides
        is_stand_in = _bears_other_names(pairs, names, [partner, *elsewhere])
        is_stand_in |= _stands_alone(records, names, partner)
        return frozenset(values[code] for code in np.flatnonzero(is_stand_in).tolist())

    both = in_parallel(found, ((given, family), (family, given)), len(records))
    return dict(zip(_FIELDS, both, strict=True))


def _bears_other_names(pairs: tuple[Longs, Longs], names: Column, elsewhere: list[Column]) -> Flags:
    """Names of which records of one person nearly always bear another, now this and now that."""
    one, other = pairs
    known = names.is_known[one] & names.is_known[other]
    one, other = one[known], other[known]
    mine, theirs = names.codes[one], names.codes[other]
    differs = mine != theirs
    for column in elsewhere:
        differs &= mine != column.codes[other]
    count = len(names.values)
    told = np.bincount(mine, minlength=count)
    differs &= _is_mostly(np.bincount(mine[differs], minlength=count), told)[mine]
    rows = np.flatnonzero(differs)
    rows = rows[_are_unlike(names.values, mine[rows], theirs[rows])]
    unlike = np.bincount(mine[rows], minlength=count)
    kinds = np.bincount(unpack(sorted_unique(pack(mine[rows], theirs[rows])))[0], minlength=count)
    return np.asarray(_is_mostly(unlike, told) & (kinds >= np.maximum(_FEWEST, _KINDS * unlike)))


def _of_one_person(records: Records) -> tuple[Longs, Longs]:
    """Pairs of records that are surely of one person, each pair both ways."""
    pairs = in_parallel(lambda fields: _neighbours(_key(records, fields)), _SURE)
    one, other = (np.concatenate(sides) for sides in zip(*pairs, strict=True))
    return np.concatenate([one, other]), np.concatenate([other, one])


def _are_unlike(values: Sequence[str], mine: Codes, theirs: Codes) -> Flags:
    """Whether the names `mine` are nothing like the names `theirs` beside them."""
    involved = sorted_unique(np.concatenate([mine, theirs]).astype(np.uint64)).astype(np.int32)
    book = NameBook([values[code] for code in involved.tolist()])
    places = (np.searchsorted(involved, each).astype(np.int32) for each in (mine, theirs))
    return np.asarray(book.likeness(*places) == Likeness.DIFFERENT)


def _stands_alone(records: Records, names: Column, partner: Column) -> Flags:
    """Names of many people that lack the other part where few names do, and are never that part."""
    lacks = names.is_known & ~partner.is_known
    if lacks.sum() > _ALONE_SELDOM * max(1, int(names.is_known.sum())):
        return np.zeros(len(names.values), dtype=np.bool_)
    count = len(names.values)
    alone = np.bincount(names.codes[lacks], minlength=count)
    people = np.bincount(_of_different_people(records, names.codes, lacks), minlength=count)
    is_alone = _is_mostly(alone, names.counts()) & _is_mostly(people, alone)
    return np.asarray(is_alone & (partner.counts() == 0))


def _of_different_people(records: Records, names: Codes, rows: Flags) -> Codes:
    """The name of each record of `rows` that no other of that name shares a date of birth or a place with."""
    places = np.flatnonzero(rows)
    said = np.full(len(places), NOTHING, dtype=np.int32)
    for field in ("address_text", "postcode", "birth_date"):
        codes = records.column(field).codes[places]
        said = np.where(codes >= 0, codes, said)
    known = said >= 0
    return unpack(sorted_unique(pack(names[places[known]], said[known])))[0]


def _is_mostly(cases: Counts, told: Counts) -> Flags:
    """Whether the share of cases is surely large: the lower end of its interval (Wilson, 1927) is."""
    size, square = np.maximum(told, 1), _CONFIDENCE**2
    share = cases / size
    spread = _CONFIDENCE * np.sqrt((share * (1 - share) + square / (4 * size)) / size)
    lower = (share + square / (2 * size) - spread) / (1 + square / size)
    return np.asarray((cases >= _FEWEST) & (lower >= _MOSTLY))


def _key(records: Records, fields: tuple[str, ...]) -> Longs:
    """One number for several fields together, -1 where a record lacks any."""
    key = records.column(fields[0]).codes.astype(np.int64)
    for field in fields[1:]:
        codes = records.column(field).codes
        joined = key * (int(codes.max(initial=0)) + 1) + codes
        key = np.where((key >= 0) & (codes >= 0), joined, NOTHING)
    return key


def _neighbours(key: Longs) -> tuple[Longs, Longs]:
    """Pairs of records that follow each other among those of one key."""
    known = np.flatnonzero(key >= 0)
    ranked = known[order(key[known])]
    follows = np.flatnonzero(~is_first(key[ranked]))
    return ranked[follows - 1], ranked[follows]
