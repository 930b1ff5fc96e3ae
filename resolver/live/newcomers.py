"""Newcomers: records on their way in, with the blocks and the company that they are in.

Invariant: what is worked out of the records is worked out once, to find who they are and to keep them.
"""

from dataclasses import dataclass
from typing import Self

import pyarrow as pa

from resolver.decide import record_ids
from resolver.learned import Learned
from resolver.live.blocks import Blocks, blocks_by_rule
from resolver.live.company import company_words
from resolver.packed import Words
from resolver.prepare import prepared


@dataclass(frozen=True)
class Newcomers:
    """Records, each once.

    Attributes:
        records: canonical person rows.
        ids: their ids, in the order of the rows.
        blocks: by rule, the blocks of the rows.
        company: the word of the company that each row is in, 0 for none.
    """

    records: pa.Table
    ids: list[str]
    blocks: list[Blocks]
    company: Words

    @classmethod
    def of(cls, records: pa.Table, learned: Learned) -> Self:
        """The records as what was learned sees them.

        Raises:
            RecordsError: a record is there twice, or lacks its source or key.
        """
        held = prepared(records, learned)
        rules = blocks_by_rule(held, learned.settings, learned.background.crowded)
        blocks = [Blocks(words, held.positions[places].astype("int32")) for words, places in rules]
        return cls(records, record_ids(records).tolist(), blocks, company_words(held)[held.places])
