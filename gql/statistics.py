"""Statistics: how many people there are of a sort, or in each group, under disclosure control.

The groups are made by what is selected inside `groups`; `where` keeps the people of one sort. Both together
may use three dimensions and no combination but "and", so that what can be asked is a fixed and small number
of populations, and no choice of them singles anybody out. The statement answers who is counted, as ids; the
ids become counts (`gql.counting`) and leave this service in no other form.
"""

from dataclasses import dataclass, replace

from graphql.execution.values import VariableValues

from gql.builder import Asking, Builder, ParameterSource, where
from gql.counting import GroupsShape, PeopleShape
from gql.dimensions import DIMENSIONS, MOST_DIMENSIONS
from gql.errors import InvalidDocumentError, TooCostlyError
from gql.grouping import values_of
from gql.selection import Selected
from gql.shapes import AS_IT_IS, Part, object_part

ROOT = "statistics"


def compile_statistics(builder: Builder, selected: Selected, variables: VariableValues) -> Part:
    """The root field `statistics`.

    Raises:
        InvalidDocumentError: people are to be kept by a dimension that the plan does not show.
        TooCostlyError: more than three dimensions are used together.
    """
    counting = builder.plan.counting
    keys = tuple(each.key for each in selected.inside)
    if counting is None or counting.finds("Person").is_never:
        builder.hidden.add(ROOT)
        parts = [_nothing(each) for each in selected.inside]
    else:
        builder.used.add(ROOT)
        given = selected.argument("where")(variables) or {}
        kept = tuple(sorted(name for name, value in given.items() if value is not None))
        sort = _Sort(replace(builder, plan=counting), selected, kept)
        parts = [sort.part(each) for each in selected.inside]
    return object_part(keys, parts, is_person=False)


def _nothing(selected: Selected) -> Part:
    if selected.name == "__typename":
        return "'Statistics'", AS_IT_IS
    return ("[]" if selected.name == "groups" else "null"), AS_IT_IS


@dataclass(frozen=True)
class _Sort:
    """The people of one sort: a builder under the counting plan, and the dimensions that they are kept by."""

    builder: Builder
    selected: Selected
    kept: tuple[str, ...]

    def part(self, selected: Selected) -> Part:
        """One field of the statistics."""
        if selected.name == "__typename":
            return "'Statistics'", AS_IT_IS
        if selected.name == "people":
            return self._counted(()), PeopleShape()
        names = tuple(sorted({each.name for each in selected.inside} & set(DIMENSIONS)))
        answered = tuple((each.key, each.name) for each in selected.inside)
        return self._counted(names), GroupsShape(names, answered)

    def _counted(self, names: tuple[str, ...]) -> str:
        """Rows of the values of a group and the ids of the people in it."""
        if len(names) + len(self.kept) > MOST_DIMENSIONS:
            raise TooCostlyError
        person = self.builder.variable()
        found = f"MATCH ({person}:Person) {where(self.builder.visible('Person', person))}"
        kept = " ".join(self._keep(name, person) for name in self.kept)
        values = [self.builder.variable() for _ in names]
        parted = " ".join(
            self._unwind(name, person, value) for name, value in zip(names, values, strict=True)
        )
        people = self.builder.variable()
        gathered = ", ".join([*values, f"collect(DISTINCT {person}.`id`) AS {people}"])
        listed = ", ".join([*values, people])
        return f"COLLECT {{ {found} {kept} {parted} WITH {gathered} RETURN [{listed}] }}"

    def _keep(self, name: str, person: str) -> str:
        dimension = DIMENSIONS[name]
        if not dimension.is_shown(self.builder.plan):
            raise InvalidDocumentError
        value = self.builder.parameter(self._wanted(name))
        return f"WITH * WHERE {value} IN {values_of(dimension, self.builder, person)}"

    def _wanted(self, name: str) -> ParameterSource:
        given = self.selected.argument("where")

        def source(asking: Asking) -> str:
            return str(given(asking.variables)[name])

        return source

    def _unwind(self, name: str, person: str, value: str) -> str:
        listed = self.builder.variable()
        return (
            f"WITH *, {values_of(DIMENSIONS[name], self.builder, person)} AS {listed} "
            f"UNWIND CASE WHEN {listed} = [] THEN [null] ELSE {listed} END AS {value}"
        )
