"""Homes in the graph: addresses, who lived at them, and the households of those who live together."""

from dataclasses import dataclass

import pyarrow as pa

from graph.layer import Change, LinkLayer, NodeLayer, keep_links, keep_nodes
from graph.layer_cypher import Anchor
from graph.reading import read_rows
from graph.store import Store

ADDRESSES = NodeLayer("Address")
STAYS = LinkLayer("LIVED_AT")
HOUSEHOLDS = NodeLayer("Household", (Anchor("AT", "address"),))
MEMBERS = LinkLayer("MEMBER_OF")

_MEMBERS = "MATCH (p:Person)-[:MEMBER_OF]->(h:Household)-[:AT]->(a:Address)"


@dataclass(frozen=True)
class Homes:
    """One table a layer, with the columns that the layer declares."""

    addresses: pa.Table
    stays: pa.Table
    households: pa.Table
    members: pa.Table


@dataclass(frozen=True)
class Membership:
    """That a person was of a household at an address, and when the household was first known."""

    person: str
    address: str
    household: str
    since: str


async def read_members(store: Store) -> list[Membership]:
    """Every membership that the graph holds."""
    rows = await read_rows(store, _MEMBERS, ("p.id", "a.id", "h.id", "h.from"))
    return [Membership(person, address, household, since or "") for person, address, household, since in rows]


async def keep_homes(store: Store, wanted: Homes) -> Change:
    """Make the graph's homes those of `wanted`; nothing is written where they are so already."""
    change = await keep_nodes(store, ADDRESSES, wanted.addresses)
    change += await keep_links(store, STAYS, wanted.stays)
    change += await keep_nodes(store, HOUSEHOLDS, wanted.households)
    return change + await keep_links(store, MEMBERS, wanted.members)
