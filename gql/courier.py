"""Carries compiled questions to the database: the same question asked by several callers at once goes once.

Most of the cost of a small question is the way to the database and back. While a statement is under
way, further askings of the same statement wait and then travel together, each as a row with
parameters of its own, and each answer comes back under its number. Where nothing is under way nobody
waits: all who came in the same turn of the event loop leave with the next. Only where the last group had
company, whoever comes first waits a moment for as many as that had. A second group leaves beside the first
once several wait. Costly questions always travel alone.
"""

import asyncio
from collections import OrderedDict, deque
from collections.abc import Hashable
from dataclasses import dataclass, field
from typing import Any

from neo4j import READ_ACCESS, Query
from neo4j.exceptions import DriverError, Neo4jError, TransientError

from gql.errors import AccessError, TimeBudgetError, UnavailableError
from gql.planning import Planning
from graph.store import Store

_TIMED_OUT = "Neo.ClientError.Transaction.TransactionTimedOut"
_LANES = 2
_COMPANY = 4  # a way costs the database as much as four small questions do
_MOMENT = 0.003
_MOST_TOGETHER = 32
_LIGHT = 1000
_REMEMBERED = 256
_GRACE = 3.0  # the database looks for transactions past their time every other second


@dataclass(frozen=True)
class Parcel:
    """One asking: the statement, the parameters that the whole statement shares, and those of the row."""

    text: str
    shared: tuple[tuple[str, Any], ...]
    row: tuple[Any, ...]
    cost: int


_Waiting = tuple[Parcel, "asyncio.Future[list[Any]]"]


@dataclass
class _Line:
    """The askings of one statement: how many went together last, how many groups are under way, who waits."""

    last: int = 1
    under_way: int = 0
    is_called: bool = False
    moment: asyncio.TimerHandle | None = None
    waiting: deque[_Waiting] = field(default_factory=deque)

    @property
    def may_leave(self) -> bool:
        """Whether a group may leave: at once where none is under way, and with company beside another."""
        if not self.under_way:
            return bool(self.waiting)
        return self.under_way < _LANES and len(self.waiting) >= _COMPANY

    @property
    def is_complete(self) -> bool:
        """Whether nobody else is waited for: as many are there as went together the last time."""
        return bool(self.under_way) or len(self.waiting) >= self.last

    def end_moment(self) -> None:
        """Wait for nobody else."""
        if self.moment is not None:
            self.moment.cancel()
            self.moment = None


class Courier:
    """Asks the database, in read transactions that end at the time budget."""

    def __init__(self, store: Store, seconds: float) -> None:
        self._store = store
        self._seconds = seconds
        self._planning = Planning()
        self._lines: dict[Hashable, _Line] = {}
        self._lately: OrderedDict[Hashable, int] = OrderedDict()
        self._tasks: set[asyncio.Task[None]] = set()

    async def ask(self, parcel: Parcel) -> list[Any]:
        """The values of the one row that answers an asking.

        Raises:
            TimeBudgetError: the database did not answer in time.
            UnavailableError: the database does not answer.
        """
        if parcel.cost > _LIGHT:
            return (await self._carried([parcel]))[0]
        loop = asyncio.get_running_loop()
        done: asyncio.Future[list[Any]] = loop.create_future()
        key = (parcel.text, parcel.shared)
        line = self._line(key)
        line.waiting.append((parcel, done))
        if line.may_leave and not line.is_called:
            self._call(key, line)
        return await done

    def _line(self, key: Hashable) -> _Line:
        line = self._lines.get(key)
        if line is None:
            line = self._lines[key] = _Line(self._lately.pop(key, 1))
        return line

    def _call(self, key: Hashable, line: _Line) -> None:
        """Have those who wait leave with the next turn, or in a moment where others are likely to come."""
        loop = asyncio.get_running_loop()
        if line.is_complete:
            line.is_called = True
            loop.call_soon(self._depart, key, line)
        elif line.moment is None:
            line.moment = loop.call_later(_MOMENT, self._depart, key, line)

    def _depart(self, key: Hashable, line: _Line) -> None:
        """Send those who wait on their way, as far as lanes are free; all who came in this turn are there."""
        line.is_called = False
        line.end_moment()
        while line.may_leave:
            group = [line.waiting.popleft() for _ in range(min(len(line.waiting), _MOST_TOGETHER))]
            line.under_way += 1
            line.last = len(group)
            task = asyncio.create_task(self._carry_group(key, line, group))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        if not line.under_way and self._lines.pop(key, None) is not None:
            self._remember(key, line.last)

    def _remember(self, key: Hashable, together: int) -> None:
        """Keep how many went together, where they were several."""
        if together > 1:
            self._lately[key] = together
        if len(self._lately) > _REMEMBERED:
            self._lately.popitem(last=False)

    async def _carry_group(self, key: Hashable, line: _Line, group: list[_Waiting]) -> None:
        try:
            rows = await self._carried([parcel for parcel, _ in group])
        except (TimeBudgetError, UnavailableError) as error:
            _fail(group, error)
        except AccessError:
            await self._carry_apart(group)
        except Exception as error:  # nobody may be left waiting
            _fail(group, error)
        else:
            for (_, done), row in zip(group, rows, strict=True):
                _deliver(done, row)
        finally:
            line.under_way -= 1
            self._depart(key, line)

    async def _carry_apart(self, group: list[_Waiting]) -> None:
        """One asking's trouble is not its company's: each of a refused group is asked by itself."""
        for parcel, done in group:
            try:
                _deliver(done, (await self._carried([parcel]))[0])
            except Exception as error:  # nobody may be left waiting
                _fail([(parcel, done)], error)

    async def _carried(self, parcels: list[Parcel]) -> list[list[Any]]:
        """The rows of a group in its order, asked once more where the database says that may help."""
        try:
            return await self._run(parcels)
        except TimeoutError:
            raise TimeBudgetError from None
        except (TransientError, DriverError, OSError):
            return await self._carried_at_last(parcels)
        except Neo4jError as error:
            raise _told_as_ours(error) from None

    async def _carried_at_last(self, parcels: list[Parcel]) -> list[list[Any]]:
        try:
            return await self._run(parcels)
        except (Neo4jError, DriverError, OSError, TimeoutError) as error:
            raise _told_as_ours(error) from None

    async def _run(self, parcels: list[Parcel]) -> list[list[Any]]:
        query = Query(parcels[0].text, timeout=self._seconds)
        asked = [[number, *parcel.row] for number, parcel in enumerate(parcels)]
        database = self._store.target.database
        async with (
            asyncio.timeout(self._seconds + _GRACE),
            self._planning.turn(parcels[0].text) as planned,
            self._store.driver.session(database=database, default_access_mode=READ_ACCESS) as session,
        ):
            # In a map: of a list the database plans the statement anew for each magnitude of its length.
            result = await session.run(query, dict(parcels[0].shared), asked={"rows": asked})
            planned()
            answered = await result.single(strict=True)
        rows = {number: row for number, *row in answered[0]}
        return [rows[number] for number in range(len(parcels))]


def _deliver(done: "asyncio.Future[list[Any]]", row: list[Any]) -> None:
    if not done.done():
        done.set_result(row)


def _fail(group: list[_Waiting], error: Exception) -> None:
    for _, done in group:
        if not done.done():
            done.set_exception(error)


def _told_as_ours(error: Exception) -> AccessError:
    if isinstance(error, TimeoutError):
        return TimeBudgetError()
    if isinstance(error, Neo4jError) and error.code is not None and error.code.startswith(_TIMED_OUT):
        return TimeBudgetError()
    return UnavailableError() if not isinstance(error, Neo4jError) else AccessError()
