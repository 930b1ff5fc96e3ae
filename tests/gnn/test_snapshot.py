"""Nothing recorded after the landmark reaches a feature."""

from datetime import date

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from gnn.horizon import Horizon
from gnn.indexed import index
from gnn.own import Encoding
from gnn.panel import Panel, Recipe, panel_on
from graph.facts import Facts
from tests.gnn.build import appended, some_facts

DAY = date(2023, 6, 1)
_RECIPE = Recipe(Encoding(("One", "Two"), ("Advice",)), Horizon())
_AFTERWARDS = st.dates(date(2023, 6, 2), date(2024, 6, 1))


def by_person(facts: Facts) -> tuple[Panel, list[str]]:
    indexed = index(facts)
    panel = panel_on(indexed, DAY, _RECIPE)
    return panel, [indexed.people[int(number)].as_py() for number in panel.person]


@settings(max_examples=40, deadline=None)
@given(some_facts(), some_facts(recorded=_AFTERWARDS))
def test_later_records_change_no_feature(now: Facts, later: Facts) -> None:
    before, people = by_person(now)
    after, others = by_person(appended(now, _newcomers_later(later)))
    assert others == people
    np.testing.assert_array_equal(after.values, before.values)


def _newcomers_later(later: Facts) -> Facts:
    """The later facts, with their people, too, recorded after the landmark."""
    place = later.people.schema.get_field_index("recorded_at")
    column = [date(2023, 6, 2)] * later.people.num_rows
    people = later.people.set_column(place, later.people.schema.field(place), [column])
    return Facts(**{**vars(later), "people": people})
