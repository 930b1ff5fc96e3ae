"""The rows that were put aside, for integrators: where each stands in its delivery, and what to do about it.

Invariant: a page depends on nothing but what was delivered, and holds nothing of a row. Neither its content
nor its key is told, since nobody knows yet how the person is held whom it is about; and rows of hidden people
are told like all others, since whoever delivers one that must fail would otherwise learn who is hidden.
"""

import asyncio
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from typing import Any

from gql.access import AccessPlan
from gql.changes.errors import ContractUnknownError
from gql.changes.loading import Loader
from gql.integrators.errors import QuarantineUnreadableError
from gql.integrators.page import Page, Reader
from gql.roles import Operation
from graph.contract import Contract
from graph.errors import QuarantineError
from graph.problem import Quarantined
from graph.quarantine_page import Place, Placed, rows_after

FIELDS = ("Query.quarantine",)
_NAME = "quarantine"


@dataclass(frozen=True)
class QuarantinePage:
    """A page of the quarantine; it has a cursor where another follows."""

    rows: list[dict[str, Any]]
    cursor: str | None

    def body(self) -> dict[str, Any]:
        """As it is answered."""
        return {"rows": self.rows, "hasMore": self.cursor is not None, "cursor": self.cursor}


def may_mend(plan: AccessPlan) -> bool:
    """Whether there is a quarantine under a plan: for whoever loads records."""
    return not plan.does(Operation.LOAD_RECORDS).is_never


@dataclass(frozen=True)
class PutAside:
    """Reads what was put aside by registered contracts, one page at a time, since a file is read whole."""

    loader: Loader
    _turn: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def page(self, page: Page, reader: Reader) -> QuarantinePage:
        """The next rows, by quarantine file, moment of receipt and number.

        Raises:
            ParametersError: the cursor is not one of the reader's.
            QuarantineUnreadableError: a file is damaged.
        """
        after = None if page.after is None else Place(*reader.open(_NAME, page.after))
        async with self._turn:
            found = await asyncio.to_thread(self._read, after, page.first + 1)
        rows = found[: page.first]
        cursor = None
        if len(found) > page.first:
            cursor = reader.seal(_NAME, list(asdict(rows[-1][0]).values()))
        return QuarantinePage([_told(entry) for _, entry in rows], cursor)

    def _read(self, after: Place | None, most: int) -> list[Placed]:
        if self.loader.quarantine is None:
            return []
        try:
            return rows_after(self.loader.quarantine, list(self._contracts()), after, most)
        except QuarantineError:
            raise QuarantineUnreadableError from None

    def _contracts(self) -> Iterator[Contract]:
        """The contracts that rows can be loaded by; one that is not in order is none."""
        folder = self.loader.contracts
        for path in sorted(folder.glob("*.yaml")) if folder is not None else ():
            try:
                yield self.loader.contract(path.stem)
            except ContractUnknownError:
                continue


def _told(entry: Quarantined) -> dict[str, Any]:
    return {
        "source": entry.source,
        "kind": entry.kind,
        "receivedAt": entry.received_at,
        "row": entry.row,
        "cost": entry.cost,
        "problems": [asdict(each) for each in entry.problems],
    }
