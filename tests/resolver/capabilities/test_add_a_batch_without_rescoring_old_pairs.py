"""A batch is compared with what is near it; old pairs are left alone, and people are up to date."""

import pytest

from resolver.decide import record_ids
from resolver.learned import Learned
from resolver.link import link
from tests.resolver.live.stream import Stream, batch_people, of_batch
from tests.resolver.town import town

RECORDS = town(400, 17).drop_columns(["person"])
OLD, NEW = RECORDS.slice(0, RECORDS.num_rows - 40), RECORDS.slice(RECORDS.num_rows - 40)


@pytest.fixture(scope="module")
def learned() -> Learned:
    return link(OLD).learned


def test_people_are_those_of_one_batch_of_all(learned: Learned) -> None:
    stream = Stream(learned, OLD, of_batch(OLD, learned))
    stream.arrive(NEW)
    assert stream.people(map(str, record_ids(RECORDS))) == batch_people(RECORDS, learned)


def test_few_pairs_are_compared(learned: Learned) -> None:
    """Those of the new records, and those between records that hang together with one of them."""
    of_old = link(OLD, learned=learned).candidates
    of_new = link(RECORDS, learned=learned).candidates - of_old
    judgement = Stream(learned, OLD, of_batch(OLD, learned)).arrive(NEW)
    assert of_new <= judgement.compared < of_old / 3


def test_nobody_else_is_looked_at(learned: Learned) -> None:
    stream = Stream(learned, OLD, of_batch(OLD, learned))
    before = {str(id_): stream.memory.roster.person(str(id_)) for id_ in record_ids(OLD)}
    judgement = stream.arrive(NEW)
    assert len(judgement.judged) < OLD.num_rows / 2
    after = {id_: stream.memory.roster.person(id_) for id_ in before if id_ not in judgement.judged}
    assert after.items() <= before.items()
