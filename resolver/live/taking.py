"""Taking: the memory is made what a judgement says, with a way back while that is not written yet.

Invariant: after the way back the memory answers everything as if the judgement had not been taken.
"""

from resolver.live.engine import take
from resolver.live.judgement import Judgement
from resolver.live.memory import Memory


class Taken:
    """A judgement that the memory has taken. It can be taken back as long as nothing else is taken."""

    def __init__(self, memory: Memory, judgement: Judgement) -> None:
        number, shelf = memory.shelf.number, memory.shelf
        self._memory = memory
        self._arrivals = judgement.newcomers.ids
        self._judged = judgement.judged
        came = (*judgement.newcomers.ids, *judgement.withdrawn)
        self._rows = [memory.row(id_) for id_ in came if number(id_) is not None]
        known = [(id_, each) for id_ in judgement.judged if (each := number(id_)) is not None]
        self._ties = [(id_, shelf.id(other)) for id_, each in known for other in memory.ties.of(each)]
        self._whose = memory.roster.kept(judgement.wanted, judgement.moving)
        take(memory, judgement)

    def back(self) -> None:
        """Make the memory what it was before."""
        memory = self._memory
        memory.withdraw(self._arrivals)
        memory.add(memory.newcomers(self._rows))
        memory.tie(self._judged, self._ties)
        memory.roster.put_back(self._whose)
