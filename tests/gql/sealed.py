"""A sealed family in the small graph: hidden people about whom there is one of everything."""

import asyncio
from typing import Any

from graph.store import Store, Target

SEALED = tuple(f"p-sealed-{number}" for number in range(20))
ABSENT = tuple(f"p-absent-{number}" for number in range(20))
NAME, NO_NAME = "Zelenka", "Zelinka"

_WRITE = """
MATCH (amina:Person {id: 'p-amina'}), (tariq:Person {id: 'p-tariq'}), (john:Person {id: 'p-john'})
MATCH (home:Address {id: 'a-home'}), (house:Household {id: 'h-khan'}), (one:Worker {id: 'w-1'})
MATCH (care:Service {id: 's-care'}), (open:Record {id: 'health/7'})
UNWIND range(0, size($ids) - 1) AS number
CREATE (p:Person {
  id: $ids[number], given_name: 'Hidden', family_name: $name, birth_date: '2001-02-' + toString(number + 10),
  sex: 'female', nhs_number: '94347659' + toString(number + 10), restriction: 'sealed', dissents: [],
  record_count: 2, created_at: '2026-01-01T00:00:00Z'
})
CREATE (:RetiredPerson {id: $ids[number] + '-old'})-[:MERGED_INTO]->(p)
CREATE (p)-[:MEMBER_OF {from: '2012-01-01'}]->(house), (p)-[:LIVED_AT {from: '2012-01-01'}]->(home)
CREATE (p)-[:MEMBER_OF {from: '2020-01-01'}]->(own:Household {id: 'h-' + p.id, from: '2020-01-01', size: 1})
CREATE (own)-[:AT]->(at:Address {id: 'a-' + p.id, postcode: 'ZE1 9ZZ', address_text: 'Hidden Lane'})
CREATE (p)-[:LIVED_AT {from: '2020-01-01'}]->(at)
CREATE (p)-[:RELATED {kind: 'child'}]->(amina), (tariq)-[:RELATED {kind: 'sibling'}]->(p)
CREATE (p)-[:HAD]->(:Episode {id: 'e-' + p.id, kind: 'crisis', start: '2020-01-01'})-[:WITH]->(care)
CREATE (p)-[:RECEIVED]->(:Intervention {id: 'i-' + p.id, kind: 'help', start: '2020-01-01'})-[:BY]->(care)
CREATE (p)-[:REACHED]->(:Outcome {id: 'o-' + p.id, kind: 'seen', value: 'kept', at: '2020-01-01'})
CREATE (p)-[:SCORED]->(:Score {id: 'x-' + p.id, probability: 0.9, band: 'very_high', as_of: '2026-06-30'})
CREATE (one)-[:WORKS_WITH {from: '2020-01-01'}]->(p)
CREATE (a:Record {id: 'housing/' + p.id, source: 'housing', key: p.id, row: 'person', family_name: $name})
CREATE (b:Record {id: 'health/' + p.id, source: 'health', key: p.id, row: 'person', restriction: 'sealed'})
CREATE (a)-[:IS]->(p), (b)-[:IS]->(p)
CREATE (:Decision {id: 'd-' + p.id, judgement: 'match', weight: 20.0})-[:ABOUT]->(a)
CREATE (doubt:Decision {id: 'n-' + p.id, judgement: 'no_match', weight: -3.0})-[:ABOUT]->(b)
CREATE (doubt)-[:ABOUT]->(open)
"""
_TAKE_OUT = """
MATCH (p:Person) WHERE p.restriction = 'sealed'
OPTIONAL MATCH (p)-[:HAD|RECEIVED|REACHED|SCORED]->(thing)
OPTIONAL MATCH (p)<-[:IS]-(r:Record) OPTIONAL MATCH (r)<-[:ABOUT]-(d:Decision)
OPTIONAL MATCH (old:RetiredPerson)-[:MERGED_INTO]->(p)
OPTIONAL MATCH (own:Household {id: 'h-' + p.id}) OPTIONAL MATCH (at:Address {id: 'a-' + p.id})
DETACH DELETE thing, r, d, old, own, at, p
"""


def write_sealed(target: Target) -> None:
    """Add the sealed people to the small graph, as members of a family that is there."""
    asyncio.run(_run(target, _WRITE, ids=list(SEALED), name=NAME))


def take_out_sealed(target: Target) -> None:
    """Take every trace of them out again."""
    asyncio.run(_run(target, _TAKE_OUT))


async def _run(target: Target, statement: str, **given: Any) -> None:
    async with await Store.connect(target) as store:
        await store.write(statement, **given)
        await store.read("CALL db.awaitIndexes(60)")
