"""A population to put a few records into, so that what is common and what is rare is as it is in life."""

from collections.abc import Sequence
from functools import cache

import numpy as np
import pyarrow as pa

from resolver.constraints import Decisions
from resolver.link import link
from resolver.linkage import Linkage, Reason
from resolver.settings import Settings
from tests.resolver.people import Row
from tests.resolver.town import town


@cache
def population() -> pa.Table:
    """Records of a town of seven hundred households, without the truth."""
    return town(700, 21).drop_columns(["person"])


class Among:
    """Some records linked among a population; they are the first rows."""

    def __init__(
        self, rows: Sequence[Row], settings: Settings | None = None, decisions: Decisions | None = None
    ) -> None:
        self.count = len(rows)
        named = [{"source": "care", **row, "key": f"case-{number:03}"} for number, row in enumerate(rows)]
        fields = dict.fromkeys([*population().column_names, *(name for row in named for name in row)])
        mine = pa.table({name: pa.array([row.get(name) for row in named], pa.string()) for name in fields})
        everybody = pa.concat_tables([mine, population()], promote_options="default")
        self.linkage: Linkage = link(everybody, settings, decisions=decisions)

    @property
    def people(self) -> list[int]:
        """A number for the person of each record: equal for records of one person, in order of appearance."""
        entities = self.linkage.clusters["entity_id"].to_pylist()[: self.count]
        order = list(dict.fromkeys(entities))
        return [order.index(entity) for entity in entities]

    def together(self, *rows: int) -> bool:
        """Whether these records are of one person."""
        return len({self.people[row] for row in rows}) == 1

    def reasons(self, left: int, right: int) -> dict[str, Reason]:
        """The lines of the explanation of a pair, by what they compare."""
        ends = (np.array([row], dtype=np.int32) for row in (left, right))
        return {part.comparison: part.reason(0) for part in self.linkage.scorer.parts(*ends)}

    def weight(self, left: int, right: int) -> float:
        """The weight of a pair."""
        return sum(reason.bits for reason in self.reasons(left, right).values())

    def judged(self, left: int, right: int) -> tuple[str, str | None]:
        """Judgement and caveat of a pair; judged by nobody, and nothing to say, where it was not kept."""
        for pair in self.linkage.pairs.select(["left", "right", "judgement", "caveat"]).to_pylist():
            if {pair["left"], pair["right"]} == {left, right}:
                return pair["judgement"], pair["caveat"]
        return "not kept", None
