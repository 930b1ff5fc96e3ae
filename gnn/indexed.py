"""Facts whose people, addresses and households are numbered, so that they can be counted in arrays.

People are numbered in the order of their ids: a fact that is added later never changes the order of
two people, and so never changes what is computed of them.
"""

from dataclasses import dataclass, replace

import pyarrow as pa

from gnn.arrow import Texts, distinct, places_in
from gnn.errors import FactsError
from graph.facts import Facts

_PERSON_TABLES = ("stays", "memberships", "relations", "episodes", "interventions")


@dataclass(frozen=True)
class Indexed:
    """Facts in which `person`, `other`, `address` and `household` are int64 numbers.

    Attributes:
        facts: the numbered facts; all other columns are unchanged.
        people: the ids; number i stands for `people[i]`.
        addresses: how many addresses there are.
        households: how many households there are.
    """

    facts: Facts
    people: Texts
    addresses: int
    households: int


def index(facts: Facts) -> Indexed:
    """Number the facts.

    Raises:
        FactsError: a person stands twice in the table of people, or a row is about somebody who is not there.
    """
    people = distinct(facts.people["person"])
    if len(people) != facts.people.num_rows:
        raise FactsError("A person stands twice in the table of people; export the facts again.")
    addresses = distinct(facts.addresses["address"], facts.stays["address"])
    households = distinct(facts.memberships["household"])
    numbers = {"person": people, "other": people, "address": addresses, "household": households}
    tables = {
        name: _translate(name, getattr(facts, name), numbers)
        for name in (*_PERSON_TABLES, "people", "addresses")
    }
    return Indexed(replace(facts, **tables), people, len(addresses), len(households))


def _translate(name: str, table: pa.Table, numbers: dict[str, Texts]) -> pa.Table:
    for column in sorted(set(numbers) & set(table.column_names)):
        number = places_in(table[column], numbers[column])
        strays = int((number < 0).sum())
        if strays:
            raise FactsError(f"{strays} rows of '{name}' have an unknown '{column}'; export the facts again.")
        place = table.schema.get_field_index(column)
        table = table.set_column(place, column, pa.chunked_array([number], pa.int64()))
    return table
