"""Apart: whether two judgements have nothing to do with each other.

Invariant: of two that are apart, the second is what it would have been had the memory taken the first before;
so it may be made while the first is being written. In doubt they are not apart, and the second is made anew.
"""

from collections.abc import Set

from resolver.live.judgement import Judgement
from resolver.live.memory import Memory
from resolver.live.newcomers import Newcomers


def are_apart(memory: Memory, first: Judgement, second: Judgement) -> bool:
    """Whether the second would be the same, had the memory taken the first; it has taken neither."""
    return (
        not _may_be_candidates(first.newcomers, second.newcomers)
        and _numbers(memory, first).isdisjoint(second.read)
        and _company(memory, first).isdisjoint(_company(memory, second))
        and _people(first).isdisjoint(_people(second))
        and not _were_settled(memory, first.newcomers, second.newcomers)
    )


def _may_be_candidates(first: Newcomers, second: Newcomers) -> bool:
    """Whether a record of the one comes again in the other, or shares a block with one."""
    if not set(first.ids).isdisjoint(second.ids):
        return True
    words = {word for each in first.each for word in each.words}
    return any(word in words for each in second.each for word in each.words)


def _numbers(memory: Memory, judgement: Judgement) -> set[int]:
    """The records there are that something happens to."""
    found = (memory.shelf.number(id_) for id_ in judgement.judged)
    return {number for number in found if number is not None}


def _company(memory: Memory, judgement: Judgement) -> set[int]:
    """The words of the companies of all that came, went, or was read."""
    words = {each.company for each in judgement.newcomers.each}
    return (words | memory.company_words({*judgement.read, *_numbers(memory, judgement)})) - {0}


def _people(judgement: Judgement) -> Set[str]:
    """The ids of the people concerned, before and after."""
    return judgement.present.people.keys() | judgement.wanted.people.keys()


def _were_settled(memory: Memory, first: Newcomers, second: Newcomers) -> bool:
    """Whether a reviewer has judged a record of the one to be of one person with a record of the other."""
    ids = set(first.ids)
    return any(not ids.isdisjoint(memory.must(id_)) for id_ in second.ids)
