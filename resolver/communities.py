"""Communities of name: people whose names are used together and alike in their letters, learned from names.

Invariant: no origin, religion or ethnicity is read or guessed. A community is told by the family names that
many records in it share, and by no rarer one. The same names and seed give the same communities, and a record
without a name is in none.
Source: spectral co-clustering of names with their parts (Dhillon, 2001), so that given names hold together
the family names that they go with; k-means (Lloyd, 1982) from spread starts (Arthur and Vassilvitskii, 2007).
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
from scipy import sparse
from scipy.sparse.linalg import svds

from resolver.coded import coded
from resolver.standardise import name as standardised

_LETTERS = 3
_LETTERS_WORTH = 0.3
_DIMENSIONS = 12
_ROUNDS = 50
_FEWEST = 40
_COMMON = 10
_TOLD = 3
_SMALL = 1e-12

Floats = npt.NDArray[np.float64]
Longs = npt.NDArray[np.int64]


@dataclass(frozen=True)
class _Names:
    """The distinct names: the words of each, how many records have it, and which each record has."""

    given: tuple[tuple[str, ...], ...]
    family: tuple[tuple[str, ...], ...]
    counts: Floats
    of_record: Longs


def name_communities(records: pa.Table, count: int = 8, seed: int = 0) -> list[str | None]:
    """The community of each record, told by its most telling family names; None without a name.

    Args:
        records: person rows with `given_name` and `family_name`.
        count: how many communities to look for.
        seed: of the starts.
    """
    names = _distinct(records)
    known = np.flatnonzero([bool(one or other) for one, other in zip(names.given, names.family, strict=True)])
    told: list[str | None] = [None] * len(names.counts)
    if len(known) >= _FEWEST:
        counts = names.counts[known]
        features = _features([_parts(names, row) for row in known.tolist()], counts)
        groups = _grouped(_embedded(features, seed), counts, count, np.random.default_rng(seed))
        titles = _titles([names.family[row] for row in known.tolist()], counts, groups)
        for row, number in zip(known.tolist(), groups.tolist(), strict=True):
            told[row] = titles[number]
    return [told[row] for row in names.of_record.tolist()]


def _distinct(records: pa.Table) -> _Names:
    columns = [coded(records, field) for field in ("given_name", "family_name")]
    codes = np.stack([each.codes for each in columns], axis=1)
    whole, of_record, counts = np.unique(codes, axis=0, return_inverse=True, return_counts=True)
    words = [[_words(value) for value in each.values] + [()] for each in columns]
    given, family = (tuple(words[at][code] for code in whole[:, at].tolist()) for at in (0, 1))
    return _Names(given, family, counts.astype(np.float64), of_record.ravel().astype(np.int64))


def _words(value: str) -> tuple[str, ...]:
    return tuple((standardised(value) or "").split())


def _parts(names: _Names, row: int) -> Iterator[tuple[str, float]]:
    """The words of a name and their letter triples, each with its worth."""
    for mark, words in (("given", names.given[row]), ("family", names.family[row])):
        for word in words:
            yield f"{mark} {word}", 1.0
            padded = f"^{word}$"
            triples = [padded[at : at + _LETTERS] for at in range(len(padded) - _LETTERS + 1)]
            yield from ((f"{mark} part {each}", _LETTERS_WORTH / len(triples) ** 0.5) for each in triples)


def _features(parts: Sequence[Iterator[tuple[str, float]]], counts: Floats) -> sparse.csr_matrix:
    """Names by the parts that more than one name has; a name of many records counts more."""
    every = [dict(each) for each in parts]
    shared = Counter(part for each in every for part in each)
    column = {part: number for number, part in enumerate(sorted(part for part in shared if shared[part] > 1))}
    cells = [
        (row, column[part], worth)
        for row, each in enumerate(every)
        for part, worth in each.items()
        if part in column
    ]
    rows, columns, worth = (np.array(each) for each in zip(*cells, strict=True))
    found = sparse.csr_matrix((worth, (rows, columns)), (len(every), len(column)))
    return sparse.csr_matrix(sparse.diags(np.sqrt(counts)) @ found)


def _embedded(features: sparse.csr_matrix, seed: int) -> Floats:
    """A place on the sphere for each name; names that go with the same parts are near each other."""
    by_row, by_column = (np.maximum(np.asarray(features.sum(axis=at)).ravel(), _SMALL) for at in (1, 0))
    balanced = sparse.diags(by_row**-0.5) @ features @ sparse.diags(by_column**-0.5)
    start = np.random.default_rng(seed).normal(size=min(features.shape))
    left, strength, _ = svds(balanced, k=min(_DIMENSIONS + 1, min(features.shape) - 1), v0=start)
    order = np.argsort(-strength)[1:]
    places = left[:, order] * strength[order] ** 2 / np.sqrt(by_row)[:, None]
    return np.asarray(places / np.maximum(np.linalg.norm(places, axis=1, keepdims=True), _SMALL))


def _grouped(points: Floats, sizes: Floats, count: int, dice: np.random.Generator) -> Longs:
    """The group of each point on the sphere, each weighed by how many records it stands for."""
    centres = _starts(points, sizes, count, dice)
    groups = np.argmax(points @ centres.T, axis=1)
    for _ in range(_ROUNDS):
        for number in range(len(centres)):
            inside = groups == number
            if inside.any():
                mean = (points[inside] * sizes[inside, None]).sum(axis=0)
                centres[number] = mean / max(float(np.linalg.norm(mean)), _SMALL)
        nearest = np.argmax(points @ centres.T, axis=1)
        if (nearest == groups).all():
            break
        groups = nearest
    found: Longs = groups.astype(np.int64)
    return found


def _starts(points: Floats, sizes: Floats, count: int, dice: np.random.Generator) -> Floats:
    chosen = [int(dice.choice(len(points), p=sizes / sizes.sum()))]
    while len(chosen) < count:
        far = np.maximum(1 - (points @ points[chosen].T).max(axis=1), 0) * sizes
        if not far.any():
            break
        chosen.append(int(dice.choice(len(points), p=far / far.sum())))
    return points[chosen].copy()


def _titles(families: Sequence[tuple[str, ...]], counts: Floats, groups: Longs) -> dict[int, str]:
    """What each group is called: the family names that are common in it and rare elsewhere."""
    inside: dict[int, Counter[str]] = {number: Counter() for number in np.unique(groups).tolist()}
    everywhere: Counter[str] = Counter()
    for words, count, number in zip(families, counts.tolist(), groups.tolist(), strict=True):
        for word in words:
            inside[number][word] += int(count)
            everywhere[word] += int(count)
    return {number: _title(number, mine, everywhere) for number, mine in inside.items()}


def _title(number: int, mine: Counter[str], everywhere: Counter[str]) -> str:
    common = [word for word, count in mine.items() if count >= _COMMON]
    telling = sorted(common, key=lambda word: (-mine[word] * mine[word] / everywhere[word], word))
    return ", ".join(telling[:_TOLD]) if telling else f"names of group {number + 1}"
