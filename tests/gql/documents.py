"""Documents made at random over the whole schema, by a seed."""

from random import Random

from gql.fields import Edge, End
from gql.model import model

_ROOTS = {
    'person(id: "p-amina")': "Person",
    'person(id: "p-mary")': "Person",
    'person(id: "p-old")': "Person",
    'person(id: "p-nobody")': "Person",
    'household(id: "h-khan")': "Household",
    'address(id: "a-home")': "Address",
    'service(id: "s-care")': "Service",
    'record(id: "housing/1")': "Record",
    "sources": "Source",
}
_NEIGHBOURHOOD = "{ people { ties distance person { id sex birthDate } } services { id } workers { id } }"


def any_document(random: Random, roots: dict[str, str] | None = None) -> str:
    """A valid document of one or two root fields, a few levels deep."""
    chosen = random.sample(sorted((roots or _ROOTS).items()), random.randint(1, 2))
    parts = [f"r{n}: {root} {_selection(random, kind, 3)}" for n, (root, kind) in enumerate(chosen)]
    return f"{{ {' '.join(parts)} }}"


def roots_of(identifiers: dict[str, str]) -> dict[str, str]:
    """Root fields for the identifiers of one's own, by kind; sources are always among them."""
    named = {f'{kind.lower()}(id: "{each}")': kind for each, kind in identifiers.items()}
    return named | {"sources": "Source"}


def _selection(random: Random, kind: str, depth: int) -> str:
    declared = model()[kind]
    leaves = sorted(declared.leaves)
    chosen = random.sample(leaves, min(len(leaves), random.randint(1, 5)))
    if depth > 0:
        edges = sorted({**declared.edges, **declared.ends})
        chosen += [
            f"{name} {_selection(random, _target(declared.fields[name]), depth - 1)}"
            for name in random.sample(edges, min(len(edges), random.randint(0, 2)))
        ]
        if kind == "Person" and random.random() < 0.2:
            chosen.append(f"neighbourhood(depth: {random.randint(1, 2)}) {_NEIGHBOURHOOD}")
    if random.random() < 0.3:
        chosen.append("__typename")
    return "{ " + " ".join(chosen) + " }"


def _target(field: object) -> str:
    assert isinstance(field, Edge | End)
    return field.target if isinstance(field, Edge) else field.kind
