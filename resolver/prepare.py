"""Prepare: records as what was learned sees them.

Invariant: whoever judges records by what was learned prepares them here, so that all of them leave out the
same values.
"""

import pyarrow as pa

from resolver.hubs import demote_hubs
from resolver.learned import Learned
from resolver.records import Records
from resolver.stand_ins import drop_stand_ins


def prepared(records: pa.Table, learned: Learned) -> Records:
    """The records without the values that say nothing.

    Raises:
        RecordsError: a record is there twice, or lacks its source or key.
    """
    held = Records(records, learned.background)
    drop_stand_ins(held)
    demote_hubs(held, learned.settings)
    return held
