"""Attack 15: small counts, differences of counts, slices of time, and the same question again and again.

The attacker knows everything but who is in the data: the dimensions, the smallest count, the rounding, how
noise is drawn, and every count of up to three dimensions. They solve for the people, by least squares with
the error of each estimate, and by linear programming with the bounds that noise and rounding leave. The same
attackers are set on counts that are only suppressed, where they find people by the dozen.
"""

import asyncio
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from itertools import product
from random import Random

import httpx2
import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.optimize import linprog

from gql.allowance import Allowance
from gql.disclosure import Disclosure, Population
from gql.ledger import Asker, Ledger
from gql.roles import Role
from graph.store import Store, Target
from tests.gql.conftest import Served
from tests.gql.listening import listening
from tests.gql.world import Asker as Client

SMALLEST, ROUND_TO = 10, 5
SECRET = b"noise is drawn from this secret."
DISCLOSURE = Disclosure(SMALLEST, ROUND_TO, SECRET)
ANALYST = Asker("analyst-1", date(2026, 11, 1), 10**6)
SIZES = (2, 3, 4, 5)
"""The values of four dimensions; any three may be combined in a question."""
QUERIES = 10_000
PEOPLE = 4000
MOST_WRONG = ROUND_TO * 1.5 + SMALLEST - 1
"""How far a told count can be from the truth: noise, rounding, and those by whom it may be another's."""

Cell = tuple[int, ...]
Tell = Callable[[Sequence[str]], int | None]
Sort = tuple[int | None, ...]
"""A question: a value for each dimension, or None where it is not asked for."""


def somebody(random: Random) -> Cell:
    """A value on each dimension, most of them common and some rare."""
    return tuple(min(int(random.expovariate(1) * size / 4), size - 1) for size in SIZES)


def population() -> Mapping[str, Cell]:
    random = Random(15)
    return {f"p-{number}": somebody(random) for number in range(PEOPLE)}


TOWN = population()
CELLS: list[Cell] = list(product(*map(range, SIZES)))
SORTS: list[Sort] = [
    each for each in product(*([None, *range(size)] for size in SIZES)) if None in each
]  # four dimensions may not be combined


def people_of(sort: Sort, town: Mapping[str, Cell] = TOWN) -> list[str]:
    return [name for name, cell in town.items() if is_of(cell, sort)]


def is_of(cell: Cell, sort: Sort) -> bool:
    return all(wanted in (None, value) for value, wanted in zip(cell, sort, strict=True))


@dataclass(frozen=True)
class Told:
    """What the attacker has: for each sort its cells, and the mean of what was told of it, if it was told."""

    covers: NDArray[np.float64]
    counts: list[float | None]


def asked(tell: Tell) -> Told:
    """Every question that may be asked, over and over up to 10,000, in an order of the attacker's."""
    order = [*SORTS, *Random(1).choices(SORTS, k=QUERIES - len(SORTS))]
    heard: dict[Sort, list[int | None]] = {sort: [] for sort in SORTS}
    for sort in order:
        heard[sort].append(tell(_members(sort)))
    covers = np.array([_coverage(sort) for sort in SORTS], float)
    return Told(covers, [_mean(counts) for counts in heard.values()])


def _mean(counts: list[int | None]) -> float | None:
    known = [each for each in counts if each is not None]
    return sum(known) / len(known) if known else None


@cache
def _members(sort: Sort) -> tuple[str, ...]:
    return tuple(people_of(sort))


@cache
def _coverage(sort: Sort) -> tuple[bool, ...]:
    return tuple(is_of(cell, sort) for cell in CELLS)


def singletons() -> Iterator[Sort]:
    """Every sort of three dimensions that one person is of: whom an attacker is after."""
    return (sort for sort in SORTS if sort.count(None) == 1 and len(_members(sort)) == 1)


def by_least_squares(told: Told) -> list[Sort]:
    """The sorts that the attacker is sure to hold one person, from the estimate and its own error."""
    known = [number for number, count in enumerate(told.counts) if count is not None]
    matrix = told.covers[known]
    counts = np.array([told.counts[number] for number in known], float)
    inverse = np.asarray(np.linalg.pinv(matrix.T @ matrix), np.float64)
    cells = np.asarray(inverse @ (matrix.T @ counts), np.float64)
    left_over = len(known) - np.linalg.matrix_rank(matrix)
    spread = float(np.sqrt(np.sum((matrix @ cells - counts) ** 2) / left_over))
    solved = matrix.T @ matrix @ inverse
    return [
        sort
        for sort in SORTS
        if sort.count(None) == 1 and _is_surely_one(sort, cells, inverse, spread) and _is_solved(sort, solved)
    ]


def _is_solved(sort: Sort, solved: NDArray[np.float64]) -> bool:
    """Whether what was told determines the sort at all."""
    covered = np.array(_coverage(sort), float)
    return bool(np.allclose(solved @ covered, covered, atol=1e-6))


def _is_surely_one(
    sort: Sort, cells: NDArray[np.float64], inverse: NDArray[np.float64], spread: float
) -> bool:
    """Whether it is estimated at one person, with nobody and two people two errors away."""
    covered = np.array(_coverage(sort), float)
    estimate = float(covered @ cells)
    error = spread * float(np.sqrt(max(covered @ inverse @ covered, 0.0)))
    return abs(estimate - 1) < 0.25 and error < 0.25


def by_linear_programme(told: Told, most_wrong: float, targets: Sequence[Sort]) -> list[Sort]:
    """Those of the targets that can only be one person, whatever noise was drawn."""
    rows, uppers = list[NDArray[np.float64]](), list[float]()
    for coverage, count in zip(told.covers, told.counts, strict=True):
        rows.append(coverage)
        uppers.append(SMALLEST - 1 if count is None else count + most_wrong)
        if count is not None:
            rows.append(-coverage)
            uppers.append(most_wrong - count)
    matrix = np.array(rows)
    return [sort for sort in targets if _can_only_be_one(sort, matrix, np.array(uppers))]


def _can_only_be_one(sort: Sort, matrix: NDArray[np.float64], uppers: NDArray[np.float64]) -> bool:
    aim = np.array(_coverage(sort), float)
    least = linprog(aim, A_ub=matrix, b_ub=uppers, method="highs")
    most = linprog(-aim, A_ub=matrix, b_ub=uppers, method="highs")
    assert least.status in {0, 3}
    if least.fun is None or most.fun is None:
        return False
    return least.fun > 0.5 and -most.fun < 1.5


def through_the_ledger() -> Tell:
    ledger = Ledger(SECRET)
    return lambda people: ledger.told(ANALYST, DISCLOSURE, [_hashed(tuple(people))])[0]


@cache
def _hashed(people: tuple[str, ...]) -> Population:
    return Population.of(people, SECRET)


def only_suppressed(people: Sequence[str]) -> int | None:
    return len(people) if len(people) >= SMALLEST else None


def test_no_singleton_is_recovered_from_ten_thousand_questions() -> None:
    told = asked(through_the_ledger())
    targets = list(singletons())
    assert len(targets) >= 5
    assert set(by_least_squares(told)) & set(targets) == set()
    assert by_linear_programme(told, MOST_WRONG, targets) == []


def test_the_attackers_find_people_where_counts_are_only_suppressed() -> None:
    told = asked(only_suppressed)
    targets = list(singletons())
    found = set(by_least_squares(told)) & set(targets)
    assert len(found) >= 3
    assert set(by_linear_programme(told, 0.0, targets)) >= found


def test_asking_again_gains_nothing_whoever_asks() -> None:
    tell, ledger = through_the_ledger(), Ledger(SECRET)
    people = people_of((0, None, None, None))
    assert len({tell(people) for _ in range(QUERIES // 10)}) == 1
    askers = [Asker(f"analyst-{n}", date(2026, 11, 1 + n % 28), 10) for n in range(50)]
    told = [ledger.told(each, DISCLOSURE, [Population.of(people, SECRET)]) for each in askers]
    assert len({each[0] for each in told}) == 1


@pytest.mark.parametrize("apart", range(1, SMALLEST))
def test_two_populations_that_differ_by_few_are_told_alike(apart: int) -> None:
    """Whether the attacker asks first for the larger or for the smaller, and however they put it."""
    people = people_of((None, 0, None, None))
    fewer = people[apart:]
    for order in ((people, fewer), (fewer, people)):
        tell = through_the_ledger()
        first, second = (tell(each) for each in order)
        assert first == second


def test_slices_of_time_do_not_tell_who_came() -> None:
    """Day by day somebody comes, or nobody does: the attacker who asks daily is told the same."""
    base = people_of((None, 0, None, None))
    with_arrivals, without = through_the_ledger(), through_the_ledger()
    for day in range(SMALLEST):
        arrived = [*base, *(f"new-{number}" for number in range(day))]
        assert with_arrivals(arrived) == without(base)


def test_a_complement_is_never_told_with_its_whole() -> None:
    """Everybody, less everybody but one, is nobody that is told apart from nobody."""
    everybody = list(TOWN)
    tell = through_the_ledger()
    whole = tell(everybody)
    for one in Random(2).sample(everybody, 50):
        assert tell([each for each in everybody if each != one]) == whole


# The same through the service, over a database: a street of people of one sort, and one person of another.
_PEOPLE = """
UNWIND range(1, 90) AS number
CREATE (:Person {id: 'c-' + number, restriction: 'none', dissents: [],
                 ethnicity: CASE WHEN number <= 60 THEN 'Welsh' ELSE 'Cornish' END,
                 sex: CASE WHEN number = 1 THEN 'male' ELSE 'female' END, birth_date: '1970-01-01'})
"""
_COUNT = 'query Q($sex: String) { statistics(where: {ethnicity: "Welsh", sex: $sex}) { people } }'
_GROUPS = '{ statistics(where: {ethnicity: "Welsh"}) { people groups { sex people } } }'


@pytest.fixture
def counted(served: Served) -> Iterator[Served]:
    async def write(target: Target, statement: str) -> None:
        async with await Store.connect(target) as store:
            await store.write(statement)

    asyncio.run(write(served.settings.target, _PEOPLE))
    yield served
    asyncio.run(write(served.settings.target, "MATCH (p:Person) WHERE p.id STARTS WITH 'c-' DETACH DELETE p"))


def people_counted(asker: Client, sex: str | None) -> int | None:
    found: int | None = asker.data(_COUNT, {"sex": sex})["statistics"]["people"]
    return found


@pytest.mark.neo4j
@pytest.mark.parametrize("role", [Role.ANALYST, Role.DATA_SCIENTIST])
def test_the_service_tells_nobody_apart(counted: Served, role: Role) -> None:
    asker = counted.asker(role)
    everybody = people_counted(asker, None)
    assert everybody is not None
    assert everybody % ROUND_TO == 0
    assert abs(everybody - 60) <= 2 * ROUND_TO
    assert people_counted(asker, "female") == everybody
    assert people_counted(asker, "male") is None
    assert people_counted(asker, "unheard of") is None
    groups = asker.data(_GROUPS)["statistics"]
    assert groups == {"people": everybody, "groups": [{"sex": "female", "people": everybody}]}


@pytest.mark.neo4j
def test_the_ledger_outlives_the_service_and_bounds_what_one_caller_is_told(counted: Served) -> None:
    settings = replace(counted.beside("counting"), allowance=Allowance(populations=1))
    told = set()
    for _ in range(2):
        with listening(settings) as port:
            told.add(_asked_at(port, counted, _COUNT))
    assert len(told) == 1
    with listening(settings) as port:
        status, body = _asked_at(port, counted, "{ statistics { people } }")
    assert (status, "BUDGET_SPENT" in body) == (429, True)


def _asked_at(port: int, served: Served, query: str) -> tuple[int, str]:
    headers = served.asker(Role.ANALYST).headers()
    answer = httpx2.post(f"http://127.0.0.1:{port}/graphql", json={"query": query}, headers=headers)
    return answer.status_code, answer.text
