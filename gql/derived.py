"""Properties that are derived from a row's neighbours are derived anew from those who may be found.

What the graph holds of a household is derived from all of its members, and so would tell of the hidden ones:
that there is one more, or that somebody lives there still.
"""

from collections.abc import Mapping

from gql.builder import Builder, where
from gql.fields import Direction, Step

_MEMBERS = Step("MEMBER_OF", Direction.IN, "Person")
_DERIVED: Mapping[tuple[str, str], str] = {
    ("Household", "size"): "count(DISTINCT CASE WHEN {tie}.`to` IS NULL THEN {person}.`id` END)",
    ("Household", "from"): "CASE WHEN count({tie}) = count({tie}.`from`) THEN min({tie}.`from`) END",
    ("Household", "to"): "CASE WHEN count({tie}) = count({tie}.`to`) THEN max({tie}.`to`) END",
}


def is_derived(kind: str, stored: str) -> bool:
    """Whether a property is derived from neighbours."""
    return (kind, stored) in _DERIVED


def derived(builder: Builder, kind: str, stored: str, variable: str) -> str:
    """The expression of the property, from the members of the household who may be found as such."""
    tie, person = builder.variable(), builder.variable()
    wanted = where(builder.crossing(_MEMBERS, variable, person))
    told = _DERIVED[kind, stored].format(tie=tie, person=person)
    return (
        f"head(COLLECT {{ MATCH ({variable})<-[{tie}:MEMBER_OF]-({person}:Person) {wanted} RETURN {told} }})"
    )
