"""A town, linked once for all tests of explanations."""

from collections import defaultdict
from dataclasses import dataclass
from functools import cache, cached_property

import pyarrow as pa

from resolver.decide import record_ids
from resolver.explain.close_up import CloseUp
from resolver.link import Decisions, Linkage, link
from tests.resolver.town import town


@dataclass(frozen=True)
class World:
    """Records, what linking found, and the rows of each person found."""

    records: pa.Table
    linkage: Linkage

    @cached_property
    def ids(self) -> list[str]:
        return list(record_ids(self.records))

    @cached_property
    def entities(self) -> list[str]:
        return [str(each) for each in self.linkage.clusters["entity_id"].to_pylist()]

    @cached_property
    def people(self) -> dict[str, list[int]]:
        found: dict[str, list[int]] = defaultdict(list)
        for row, entity in enumerate(self.entities):
            found[entity].append(row)
        return dict(found)

    def around(self, *rows: int) -> CloseUp:
        """All records of the people of these rows, closely."""
        found = dict.fromkeys(self.entities[row] for row in rows)
        chosen = [row for each in found for row in self.people[each]]
        return CloseUp(self.records, self.linkage, tuple(chosen))


def small(records: pa.Table, decisions: Decisions | None = None) -> CloseUp:
    """A few records, judged by what was learned of the town."""
    settled = decisions if decisions is not None else Decisions()
    linkage = link(records, learned=world().linkage.learned, decisions=settled)
    return CloseUp(records, linkage, tuple(range(records.num_rows)), settled)


@cache
def world() -> World:
    records = town(150, 3).drop_columns(["person"])
    return World(records, link(records))
