"""By what people may be counted: each dimension is a coarse value of a person, or of something of theirs.

A dimension reads fields of the model under the rules of the counting plan, along relationships that the
plan lets it follow. A person without the value, and a person whose value is hidden, are in one group.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from gql.access import OPEN, AccessPlan, Outcome
from gql.fields import Direction, Leaf, Step
from gql.model import model

MOST_DIMENSIONS = 3
_OUT = Direction.OUT
_SHOWN = {Outcome.ALLOW, Outcome.COARSEN}


@dataclass(frozen=True)
class Dimension:
    """One way of parting people into groups.

    Attributes:
        steps: the path from the person to the kind of node whose value is taken.
        asks: fields besides the value that it depends on; it is taken only where all are shown in full.
        value: how the value is made coarse, in Cypher; `{}` is the property.
        latest: the property by which only the latest node is taken; else every one counts.
    """

    meaning: str
    kind: str
    field: str
    steps: tuple[Step, ...] = ()
    asks: tuple[tuple[str, str], ...] = ()
    value: str = "{}"
    latest: str | None = None

    @property
    def leaf(self) -> Leaf:
        """The field whose value is taken."""
        return model()[self.kind].leaves[self.field]

    def is_shown(self, plan: AccessPlan) -> bool:
        """Whether a plan ever lets the dimension be read."""
        rule = plan.rule(self.kind, self.field)
        ways = [plan.follows(step.relationship) for step in self.steps]
        kinds = [plan.finds(step.to) for step in self.steps]
        if any(each.is_never for each in [rule.condition, plan.finds("Person"), *ways, *kinds]):
            return False
        return rule.outcome in _SHOWN and all(plan.rule(*each) == OPEN for each in self.asks)


_EPISODES = Step("HAD", _OUT, "Episode")

DIMENSIONS: Mapping[str, Dimension] = {
    "sex": Dimension("Sex as recorded.", "Person", "sex"),
    "ethnicity": Dimension("Ethnic group as recorded.", "Person", "ethnicity"),
    "birthDecade": Dimension(
        "Decade of birth, such as 1980s.", "Person", "birthDate", value="left({}, 3) + '0s'"
    ),
    "outwardPostcode": Dimension(
        "First half of the postcode where they live now.",
        "Address",
        "postcode",
        (Step("LIVED_AT", _OUT, "Address", present=True),),
        (("LivedAt", "to"),),
        "split({}, ' ')[0]",
    ),
    "service": Dimension(
        "A service that they have had an episode with.",
        "Service",
        "name",
        (_EPISODES, Step("WITH", _OUT, "Service")),
    ),
    "episodeKind": Dimension("A kind of episode that they have had.", "Episode", "kind", (_EPISODES,)),
    "riskBand": Dimension(
        "The band of their latest score.",
        "Score",
        "band",
        (Step("SCORED", _OUT, "Score"),),
        (("Score", "asOf"),),
        latest="as_of",
    ),
}


def is_counted(kind: str, field: str, plan: AccessPlan) -> bool:
    """Whether a field of the statistics, or the root field itself, has a use under a plan."""
    if plan.counting is None or plan.counting.finds("Person").is_never:
        return False
    return kind != "StatisticsGroup" or field not in DIMENSIONS or DIMENSIONS[field].is_shown(plan.counting)
