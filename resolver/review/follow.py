"""Follow: what a reviewer's decision touches is judged anew, and nothing else.

Invariant: the decision stands before anything is judged; where judging is broken off, the next run of either
kind completes it.
"""

from datetime import UTC, datetime

from graph.errors import MovedOnError
from graph.feed import Act
from graph.people import Written
from graph.ruling import Opinion
from graph.store import Store
from resolver.learned import Learned
from resolver.revise import revise

_ATTEMPTS = 5


async def follow(store: Store, opinion: Opinion, learned: Learned, key: bytes) -> Written:
    """Judge the two records of an opinion that was taken, and all that hangs together with them, anew.

    Args:
        store: the graph.
        opinion: what was decided.
        learned: what the last whole run learned.
        key: what opaque ids are hashed with.

    Raises:
        MovedOnError: others changed people again and again meanwhile; the decision stands, run it again.
    """
    at = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    act = Act(at, opinion.made_by, opinion.reason)
    for _ in range(_ATTEMPTS - 1):
        try:
            return await revise(store, opinion.pair, learned, act, key)
        except MovedOnError:
            continue
    return await revise(store, opinion.pair, learned, act, key)
