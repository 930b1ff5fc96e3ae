"""The layers that hold involvement, kept in an order in which every anchor exists before it is tied to."""

from graph.involvement import Involvement
from graph.layer import Change, LinkLayer, NodeLayer, keep_links, keep_nodes
from graph.layer_cypher import Anchor
from graph.store import Store

SERVICES = NodeLayer("Service")
WORKERS = NodeLayer("Worker")
TEAMS = NodeLayer("Team")
EPISODES = NodeLayer("Episode", (Anchor("HAD", "person"), Anchor("WITH", "service")))
INTERVENTIONS = NodeLayer("Intervention", (Anchor("RECEIVED", "person"), Anchor("BY", "service")))
OUTCOMES = NodeLayer("Outcome", (Anchor("REACHED", "person"),))
WORKS_WITH = LinkLayer("WORKS_WITH")
IN_TEAM = LinkLayer("IN_TEAM")
RELATED = LinkLayer("RELATED")


async def keep_involvement(store: Store, wanted: Involvement) -> Change:
    """Make the graph's involvement that of `wanted`; nothing is written where it is so already."""
    change = Change()
    for layer, table in (
        (SERVICES, wanted.services),
        (WORKERS, wanted.workers),
        (TEAMS, wanted.teams),
        (EPISODES, wanted.episodes),
        (INTERVENTIONS, wanted.interventions),
        (OUTCOMES, wanted.outcomes),
    ):
        change += await keep_nodes(store, layer, table)
    for links, table in (
        (WORKS_WITH, wanted.works_with),
        (IN_TEAM, wanted.in_team),
        (RELATED, wanted.related),
    ):
        change += await keep_links(store, links, table)
    return change
