"""How the types of the schema hang together: each edge is a path of relationships from the vocabulary.

An edge is as sensitive as the relationships it follows, whatever the fields beyond it are; that
somebody has an episode tells something even before the episode is read.
"""

from gql.fields import Direction, Edge, Step
from graph.vocabulary import Sensitivity

_OUT, _IN, _BOTH = Direction.OUT, Direction.IN, Direction.BOTH

NODE_TYPES = (
    "Person",
    "Household",
    "Address",
    "Service",
    "Episode",
    "Intervention",
    "Outcome",
    "Worker",
    "Team",
    "Record",
    "Decision",
    "Score",
    "Source",
)
NOT_SHOWN = ("RecordVersion", "RetiredPerson", "FeedEntry", "FormerLink", "Erasure")

# Relationship types: name in the schema, relationship, (field of the start node, field of the end node).
TIE_TYPES: dict[str, tuple[str, str, str]] = {
    "MemberOf": ("MEMBER_OF", "person", "household"),
    "LivedAt": ("LIVED_AT", "person", "address"),
    "Related": ("RELATED", "person", "other"),
    "WorksWith": ("WORKS_WITH", "worker", "person"),
}


def tie_type(relationship: str) -> str:
    """The name in the schema of a relationship whose properties can be asked for."""
    return next(name for name, (declared, _, _) in TIE_TYPES.items() if declared == relationship)


RELATIONSHIP_SENSITIVITY: dict[str, Sensitivity] = {
    "IS": Sensitivity.INFERENCE,
    "ABOUT": Sensitivity.INFERENCE,
    "MEMBER_OF": Sensitivity.LOCATION,
    "LIVED_AT": Sensitivity.LOCATION,
    "AT": Sensitivity.LOCATION,
    "RELATED": Sensitivity.INVOLVEMENT,
    "HAD": Sensitivity.INVOLVEMENT,
    "WITH": Sensitivity.INVOLVEMENT,
    "RECEIVED": Sensitivity.INVOLVEMENT,
    "BY": Sensitivity.INVOLVEMENT,
    "REACHED": Sensitivity.INVOLVEMENT,
    "WORKS_WITH": Sensitivity.INVOLVEMENT,
    "IN_TEAM": Sensitivity.INVOLVEMENT,
    "SCORED": Sensitivity.INFERENCE,
}

# What a value was computed from, beyond its own sensitivity; every inferred value is named here. A hash of
# a row can be tested against guesses of the row; reasons quote the features of a person's neighbourhood.
# What is judged of two records tells how far they agree, and no value of either.
_INVOLVED_AT_HOME = frozenset({Sensitivity.INVOLVEMENT, Sensitivity.LOCATION})
LINEAGE: dict[str, frozenset[Sensitivity]] = {
    "Record.hash": frozenset({Sensitivity.ORIGINAL}),
    "Person.record_count": frozenset({Sensitivity.INFERENCE}),
    "Score.probability": _INVOLVED_AT_HOME,
    "Score.band": _INVOLVED_AT_HOME,
    "Score.reasons": _INVOLVED_AT_HOME,
    **dict.fromkeys(("Score.as_of", "Score.window_from", "Score.window_to"), frozenset[Sensitivity]()),
    **dict.fromkeys(
        (
            "Decision.judgement",
            "Decision.weight",
            "Decision.probability",
            "Decision.evidence",
            "Decision.reason",
            "Decision.proposes",
            "Decision.superseded_reason",
        ),
        frozenset[Sensitivity](),
    ),
}

EDGES: dict[str, tuple[Edge, ...]] = {
    "Person": (
        Edge(
            "household",
            (Step("MEMBER_OF", _OUT, "Household", present=True),),
            "The household that the person belongs to now.",
            many=False,
            order="from",
            sort_tie=True,
            descending=True,
        ),
        Edge(
            "memberships",
            (Step("MEMBER_OF", _OUT, "Household"),),
            "Every household that the person has belonged to.",
            tie="MemberOf",
            order="from",
            sort_tie=True,
        ),
        Edge(
            "addresses",
            (Step("LIVED_AT", _OUT, "Address"),),
            "Where the person has lived or stayed, earliest first.",
            tie="LivedAt",
            order="from",
            sort_tie=True,
        ),
        Edge(
            "episodes",
            (Step("HAD", _OUT, "Episode"),),
            "The person's involvements with services, earliest first.",
            order="start",
            expected=10,
        ),
        Edge(
            "interventions",
            (Step("RECEIVED", _OUT, "Intervention"),),
            "The help that the person was given, earliest first.",
            order="start",
        ),
        Edge(
            "outcomes",
            (Step("REACHED", _OUT, "Outcome"),),
            "What was seen of the person afterwards, earliest first.",
            order="at",
        ),
        Edge(
            "workers",
            (Step("WORKS_WITH", _IN, "Worker"),),
            "Who works or worked with the person.",
            tie="WorksWith",
            order="from",
            sort_tie=True,
        ),
        Edge(
            "related",
            (Step("RELATED", _BOTH, "Person"),),
            "How the person is related to others.",
            tie="Related",
        ),
        Edge(
            "score",
            (Step("SCORED", _OUT, "Score"),),
            "The person's latest risk score.",
            many=False,
            order="as_of",
            descending=True,
        ),
        Edge(
            "scores",
            (Step("SCORED", _OUT, "Score"),),
            "The person's risk scores, earliest first.",
            order="as_of",
        ),
        Edge(
            "records",
            (Step("IS", _IN, "Record"),),
            "The records judged to be the person's.",
        ),
        Edge(
            "decisions",
            (Step("IS", _IN, "Record"), Step("ABOUT", _IN, "Decision")),
            "The judgements on the person's records that stand: why they were joined.",
            live="superseded_at",
            expected=10,
        ),
    ),
    "Household": (
        Edge(
            "members",
            (Step("MEMBER_OF", _IN, "Person", present=True),),
            "Who belongs to the household now.",
        ),
        Edge(
            "memberships",
            (Step("MEMBER_OF", _IN, "Person"),),
            "Everyone who has belonged to the household.",
            tie="MemberOf",
            order="from",
            sort_tie=True,
        ),
        Edge("address", (Step("AT", _OUT, "Address"),), "Where the household lives.", many=False),
    ),
    "Address": (
        Edge(
            "residents",
            (Step("LIVED_AT", _IN, "Person"),),
            "Who has lived or stayed here, earliest first.",
            tie="LivedAt",
            order="from",
            sort_tie=True,
            expected=10,
        ),
        Edge("households", (Step("AT", _IN, "Household"),), "The households that have lived here."),
    ),
    "Episode": (Edge("service", (Step("WITH", _OUT, "Service"),), "The service.", many=False),),
    "Intervention": (
        Edge("service", (Step("BY", _OUT, "Service"),), "The service that gave the help.", many=False),
    ),
    "Worker": (Edge("team", (Step("IN_TEAM", _OUT, "Team"),), "The worker's team.", many=False),),
    "Record": (
        Edge("person", (Step("IS", _OUT, "Person"),), "Whose record it is judged to be.", many=False),
        Edge(
            "decisions",
            (Step("ABOUT", _IN, "Decision"),),
            "The judgements on this record that stand.",
            live="superseded_at",
        ),
    ),
    "Decision": (
        Edge("records", (Step("ABOUT", _OUT, "Record"),), "The two records that were judged.", expected=2),
    ),
}
