"""The search for people: every part is a parameter, starts at an index, and obeys the rule of its field.

Names are found by a full-text index over the three name properties and nothing else, so that no
hidden property can move a result; its score is neither answered nor sorted by.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping
from typing import Any

from graphql.execution.values import VariableValues

from gql.access import AccessPlan, Condition, Outcome
from gql.builder import Asking, Builder, ParameterSource
from gql.errors import EmptySearchError, NotSearchableError
from gql.model import camel
from gql.roots import SEARCH
from gql.selection import Selected
from graph.errors import GraphError
from graph.values import postcode as postcodes

NAME_INDEX = "person_names"
_NAMES = ("given_name", "middle_name", "family_name")
_NAME_PARTS = {"name": _NAMES, "givenName": ("given_name", "middle_name"), "familyName": ("family_name",)}
_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)*")
_SHORTEST = 2
_BIRTH = re.compile(r"[0-9]{4}(-[0-9]{2}){0,2}")
_OUTWARD = re.compile(r"[A-Z]{1,2}[0-9][0-9A-Z]?")
_MOST_WORDS = 8

Parts = Mapping[str, Any]


def searchable(plan: AccessPlan, part: str) -> Outcome:
    """How finely a part may be searched: ALLOW, COARSEN or HIDE, the strictest of the fields it looks at."""
    rules = [plan.rule(*field) for field in SEARCH[part][0]]
    if any(rule.condition is Condition.NEVER for rule in rules):
        return Outcome.HIDE
    if part == "postcode" and plan.finds("Address") is Condition.NEVER:
        return Outcome.HIDE
    outcomes = {rule.outcome for rule in rules}
    if outcomes == {Outcome.ALLOW}:
        return Outcome.ALLOW
    is_coarse = outcomes <= {Outcome.ALLOW, Outcome.COARSEN} and part in {
        "birthDate",
        "birthYear",
        "postcode",
    }
    return Outcome.COARSEN if is_coarse else Outcome.HIDE


def match_people(builder: Builder, selected: Selected, node: str, variables: VariableValues) -> str:
    """The clauses that bind `node` to each person found, once.

    Raises:
        NotSearchableError: a part looks at a field that the plan does not show.
        EmptySearchError: there is no part.
    """
    parts = _given(selected.argument("search")(variables))
    for part in parts:
        if searchable(builder.plan, part) is Outcome.HIDE:
            raise NotSearchableError
        builder.used.update(f"{kind}.{field}" for kind, field in SEARCH[part][0])
    if not parts:
        raise EmptySearchError
    return _Clauses(builder, selected, node).compose(set(parts))


class _Clauses:
    def __init__(self, builder: Builder, selected: Selected, node: str) -> None:
        self._builder = builder
        self._selected = selected
        self._node = node

    def compose(self, parts: set[str]) -> str:
        wanted = [*self._builder.visible("Person", self._node), *self._readable(parts)]
        names = parts & set(_NAME_PARTS)
        births = parts & {"birthDate", "birthYear"}
        wanted += [self._born(part) for part in sorted(births)]
        if "postcode" in parts and (names or births):
            wanted.append(f"EXISTS {{ {self._lived()} }}")
        start = f"MATCH ({self._node}:Person)"
        if names:
            start = self._named()
        elif not births:
            start = f"{self._lived()} WITH DISTINCT {self._node}"
            return f"{start} WHERE {' AND '.join(wanted)}" if wanted else start
        return f"{start} WHERE {' AND '.join(wanted)}" if wanted else start

    def _readable(self, parts: set[str]) -> list[str]:
        """That what is searched may be read of the person found, who may be found by where they live."""
        looked_at = [field for part in sorted(parts) for kind, field in SEARCH[part][0] if kind == "Person"]
        conditions = [self._builder.plan.rule("Person", field).condition for field in looked_at]
        said = [self._builder.holds(condition, "Person", self._node) for condition in conditions]
        return list(dict.fromkeys(predicate for each in said for predicate in each))

    def _named(self) -> str:
        query = self._parameter(_name_query)
        found = f"CALL db.index.fulltext.queryNodes('{NAME_INDEX}', {query}) YIELD node"
        return f"{found} WITH node AS {self._node}"

    def _born(self, part: str) -> str:
        outcome = searchable(self._builder.plan, part)
        value = self._parameter(lambda parts: _birth(parts[part], outcome))
        return f"{self._node}.birth_date STARTS WITH {value}"

    def _lived(self) -> str:
        outcome = searchable(self._builder.plan, "postcode")
        value = self._parameter(lambda parts: _postcode(parts["postcode"], outcome))
        place = self._builder.variable()
        path = f"({place}:Address)<-[:LIVED_AT]-({self._node}:Person)"
        # The first half ends at a blank, or with the postcode: a source may hold no more than that half.
        begins = f"{place}.postcode STARTS WITH rtrim({value}) AND {place}.postcode + ' ' STARTS WITH {value}"
        return f"MATCH {path} WHERE {begins}"

    def _parameter(self, value: Callable[[Parts], Any]) -> str:
        given = self._selected.argument("search")

        def source(asking: Asking) -> Any:
            return value(_given(given(asking.variables)))

        named: ParameterSource = source
        return self._builder.parameter(named)


def _given(search: Mapping[str, Any]) -> dict[str, Any]:
    """The parts that hold something, under their names in the schema."""
    return {camel(name): value for name, value in search.items() if value is not None}


def _name_query(parts: Parts) -> str:
    """A query in Lucene's language in which a caller's text can only be the beginning of a word."""
    clauses = []
    for part, properties in _NAME_PARTS.items():
        for word in _words(parts[part]) if part in parts else ():
            anywhere = " OR ".join(f"{each}:{word}*" for each in properties)
            clauses.append(f"({anywhere})")
    return " AND ".join(clauses)


def _words(text: str) -> list[str]:
    """The words of a name without accents and capitals, at least one of two letters.

    Raises:
        EmptySearchError: there is none, or there are more than any name has.
    """
    plain = unicodedata.normalize("NFKD", text.replace("\u2019", "'"))
    plain = "".join(each for each in plain if not unicodedata.combining(each)).casefold()
    words: list[str] = _WORD.findall(plain)
    if len(words) > _MOST_WORDS or max(map(len, words), default=0) < _SHORTEST:
        raise EmptySearchError
    return words


def _birth(value: str | int, outcome: Outcome) -> str:
    """The beginning of a date of birth; no finer than a year where only the year may be read."""
    text = str(value).strip()
    if not _BIRTH.fullmatch(text):
        raise EmptySearchError
    if outcome is Outcome.COARSEN and len(text) != 4:
        raise NotSearchableError
    return text


def _postcode(value: str, outcome: Outcome) -> str:
    """A whole postcode, or a first half with its blank; no finer than may be read."""
    outward = value.strip().upper()
    if _OUTWARD.fullmatch(outward):
        return f"{outward} "
    if outcome is Outcome.COARSEN:
        raise NotSearchableError
    try:
        return postcodes.canonical(value)
    except GraphError:
        raise EmptySearchError from None
