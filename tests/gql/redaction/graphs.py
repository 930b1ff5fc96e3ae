"""A graph as plain values: made at random by a seed, and written into an empty database.

It lives outside the database so that what a role may not see can be taken out of it in plain Python, by
other means than the compiler's Cypher.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from random import Random
from typing import Any, NamedTuple

from graph.store import Store

TEAM, WORKER = "North", "w-me"
PURPOSES = ("direct_care", "safeguarding", "research", "integration", "audit", "statistics", "adoption")
_RESTRICTIONS = ("none", "none", "none", "sensitive", "restricted", "sealed")
_GIVEN = ("Amina", "Tariq", "John", "Mary", "Zoë", "Ada", "Bo", "Cal")
_FAMILY = ("Khan", "O'Brien-Smith", "Evans", "Ng", "Sealed")
_POSTCODES = ("RM10 8AA", "RM10 8AB", "E1 6AN", "IG11 7XX")
_PEOPLE, _HOMES = 26, 7


class Node(NamedTuple):
    """A node: its id among the nodes of its kind, and its properties."""

    kind: str
    key: str
    properties: dict[str, Any]


class Tie(NamedTuple):
    """A relationship between two nodes, each as kind and key."""

    start: tuple[str, str]
    type: str
    end: tuple[str, str]
    properties: dict[str, Any]


@dataclass(frozen=True)
class Graph:
    """Nodes and the relationships between them."""

    nodes: list[Node] = field(default_factory=list)
    ties: list[Tie] = field(default_factory=list)

    def of(self, kind: str) -> Iterator[Node]:
        """The nodes of one kind."""
        return (node for node in self.nodes if node.kind == kind)

    def values(self, name: str) -> list[Any]:
        """The distinct values that any node or relationship has under a property's name."""
        held = [node.properties for node in self.nodes] + [tie.properties for tie in self.ties]
        return sorted({each[name] for each in held if each.get(name) is not None}, key=str)

    async def write(self, store: Store) -> None:
        """Write it all; the database is empty."""
        for kind in sorted({node.kind for node in self.nodes}):
            rows = [dict(node.properties) for node in self.of(kind)]
            await store.write(f"UNWIND $rows AS row CREATE (n:{kind}) SET n = row", rows=rows)
        shapes = sorted({(tie.start[0], tie.type, tie.end[0]) for tie in self.ties})
        for start, type_, end in shapes:
            rows = [
                {"start": tie.start[1], "end": tie.end[1], "properties": tie.properties}
                for tie in self.ties
                if (tie.start[0], tie.type, tie.end[0]) == (start, type_, end)
            ]
            await store.write(
                f"UNWIND $rows AS row MATCH (a:{start} {{{key_of(start)}: row.start}}) "
                f"MATCH (b:{end} {{{key_of(end)}: row.end}}) "
                f"CREATE (a)-[r:{type_}]->(b) SET r = row.properties",
                rows=rows,
            )
        await store.read("CALL db.awaitIndexes(60)")


def key_of(kind: str) -> str:
    """The property that tells nodes of a kind apart."""
    return "name" if kind == "Source" else "id"


def random_graph(seed: int) -> Graph:
    """A borough in small, in which every kind of state of a person is there in plenty."""
    return _Making(Random(seed)).made()


class _Making:
    def __init__(self, random: Random) -> None:
        self.random = random
        self.graph = Graph()

    def made(self) -> Graph:
        self._frame()
        people = [self._person(number) for number in range(_PEOPLE)]
        for person in people:
            self._homes(person)
            self._involvement(person)
            self._workers(person)
            self._records(person)
        for _ in range(_PEOPLE):
            one, other = self.random.sample(people, 2)
            kind = self.random.choice(("parent", "sibling", "partner"))
            self._tie(one, "RELATED", other, kind=kind, recorded_at=self._day())
        self._decisions()
        return self.graph

    def _node(self, kind: str, key: str, /, **properties: Any) -> tuple[str, str]:
        known = {name: value for name, value in properties.items() if value is not None}
        self.graph.nodes.append(Node(kind, key, {key_of(kind): key, **known}))
        return kind, key

    def _tie(self, start: tuple[str, str], type_: str, end: tuple[str, str], /, **properties: Any) -> None:
        known = {name: value for name, value in properties.items() if value is not None}
        self.graph.ties.append(Tie(start, type_, end, known))

    def _perhaps(self, value: Any, likely: float = 0.7) -> Any:
        return value if self.random.random() < likely else None

    def _day(self) -> str:
        return f"20{self.random.randint(10, 26)}-0{self.random.randint(1, 9)}-1{self.random.randint(0, 9)}"

    def _frame(self) -> None:
        for team in (TEAM, "South"):
            self._node("Team", team)
        for worker, team in ((WORKER, TEAM), ("w-near", TEAM), ("w-far", "South")):
            self._tie(self._node("Worker", worker), "IN_TEAM", ("Team", team))
        for service in ("care", "housing"):
            self._node("Service", f"s-{service}", name=service, domain="other")
        for source in ("housing", "health"):
            self._node("Source", source, domain="other", trust=0.5, contract="c0ffee")
        for number in range(_HOMES):
            home = self._node(
                "Address",
                f"a-{number}",
                uprn=self._perhaps(f"10001234{number}"),
                address_text=f"{number} High Street",
                postcode=self.random.choice(_POSTCODES),
                kind=self.random.choice(("dwelling", "institution")),
            )
            house = self._node("Household", f"h-{number}", **{"from": self._day(), "size": 2})
            self._tie(house, "AT", home)

    def _person(self, number: int) -> tuple[str, str]:
        choice = self.random.choice
        person = self._node(
            "Person",
            f"p-{number}",
            created_at="2026-01-01T00:00:00Z",
            given_name=choice(_GIVEN),
            middle_name=self._perhaps(choice(_GIVEN), 0.3),
            family_name=choice(_FAMILY),
            birth_date=self._perhaps(f"19{self.random.randint(40, 99)}-0{self.random.randint(1, 9)}-01"),
            sex=choice(("female", "male")),
            nhs_number=self._perhaps(str(9000000000 + number)),
            phone=self._perhaps(f"+4420794600{number:02}"),
            email=self._perhaps(f"p{number}@example.org"),
            ethnicity=self._perhaps(choice(("Asian", "White"))),
            language=self._perhaps("Welsh", 0.3),
            restriction=choice(_RESTRICTIONS),
            dissents=[each for each in PURPOSES if self.random.random() < 0.15],
            record_count=1,
        )
        if self.random.random() < 0.3:
            old = self._node("RetiredPerson", f"p-old-{number}", retired_at="2026-02-01T00:00:00Z")
            self._tie(old, "MERGED_INTO", person, at="2026-02-01T00:00:00Z")
        return person

    def _homes(self, person: tuple[str, str]) -> None:
        for number in self.random.sample(range(_HOMES), self.random.randint(0, 2)):
            times = {"from": self._day(), "to": self._perhaps("2026-06-01", 0.3), "recorded_at": self._day()}
            self._tie(person, "LIVED_AT", ("Address", f"a-{number}"), **times)
            if self.random.random() < 0.7:
                self._tie(person, "MEMBER_OF", ("Household", f"h-{number}"), **times)

    def _involvement(self, person: tuple[str, str]) -> None:
        key, choice = person[1], self.random.choice
        for turn in range(self.random.randint(0, 2)):
            service = choice((("Service", "s-care"), ("Service", "s-housing")))
            recorded = {"start": self._day(), "recorded_at": self._day()}
            kind = choice(("crisis", "support"))
            outcome = self._perhaps("rehoused")
            episode = self._node("Episode", f"e-{key}-{turn}", kind=kind, outcome=outcome, **recorded)
            help_ = self._node("Intervention", f"i-{key}-{turn}", kind="debt advice", **recorded)
            seen = self._node("Outcome", f"o-{key}-{turn}", kind="tenancy", value="kept", at=self._day())
            score = self._node("Score", f"x-{key}-{turn}", probability=0.5, band="high", as_of=self._day())
            for type_, node in (("HAD", episode), ("RECEIVED", help_), ("REACHED", seen), ("SCORED", score)):
                self._tie(person, type_, node)
            self._tie(episode, "WITH", service)
            self._tie(help_, "BY", service)

    def _workers(self, person: tuple[str, str]) -> None:
        for worker in self.random.sample((WORKER, "w-near", "w-far"), self.random.choice((0, 1, 1, 2))):
            ended = self._perhaps("2026-01-01", 0.25)
            start = self._day()
            self._tie(
                ("Worker", worker), "WORKS_WITH", person, **{"from": start, "to": ended, "purpose": "care"}
            )

    def _records(self, person: tuple[str, str]) -> None:
        for source in self.random.sample(("housing", "health"), self.random.randint(1, 2)):
            record = self._node(
                "Record",
                f"{source}/{person[1]}",
                source=source,
                key=person[1],
                row="person",
                hash="abc",
                version=1,
                original='{"name": "as delivered"}',
                given_name=self.random.choice(_GIVEN),
                family_name=self.random.choice(_FAMILY),
                postcode=self._perhaps(self.random.choice(_POSTCODES)),
            )
            self._tie(record, "IS", person, since="2026-01-02T00:00:00Z", recorded_at="2026-01-01")

    def _decisions(self) -> None:
        records = [("Record", node.key) for node in self.graph.of("Record")]
        for number in range(_PEOPLE):
            gone = self._perhaps("2026-03-01T00:00:00Z", 0.2)
            made = self._node("Decision", f"d-{number}", judgement="match", weight=12.5, superseded_at=gone)
            for record in self.random.sample(records, 2):
                self._tie(made, "ABOUT", record)
