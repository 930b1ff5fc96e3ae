"""The documentation page of the schema: each type and field, what it tells, and what may be asked by it."""

from collections.abc import Iterator

from gql.comparisons import COMPARISONS, OPERATORS, Comparison, comparison_of
from gql.fields import Edge, End, Leaf, Type
from gql.inputs import CONNECTION, listed
from gql.model import inputs_of, model
from gql.roots import ROOTS, SEARCH, Start

_HEAD = """# The schema

This page is written from `graph/vocabulary.yaml` and the model of `gql/` by `python -m kith.schema_page`. It
shows everything; the schema that a role is told is a part of it, by the rules of its [pack](access.md).
[Asking over GraphQL](graphql.md) tells how to ask.

*Inputs* are the sensitivities of all that a field is worked out from; a rule must permit each of them.
*Filter* names the input that a field is compared by in `where`; *order* says whether `orderBy` takes it.
"""


def page() -> str:
    """The whole page as Markdown."""
    return "\n".join((_HEAD, *_roots(), *_search(), *_comparisons(), *_types()))


def _roots() -> Iterator[str]:
    yield "## Query\n"
    yield "| field | answers | meaning |\n|---|---|---|"
    for root in ROOTS.values():
        many = root.start is not Start.BY_ID
        yield f"| {root.name} | {f'[{root.kind}]' if many else root.kind} | {root.meaning} |"
        if root.start is Start.SEARCH:
            yield f"| {root.name}{CONNECTION} | {root.kind}{CONNECTION} | The same, in pages. |"
    yield "| statistics | Statistics | How many people there are, under disclosure control. |"
    yield ""


def _search() -> Iterator[str]:
    yield "## PersonSearch\n"
    yield "| part | looks at | meaning |\n|---|---|---|"
    for name, (looked_at, meaning) in SEARCH.items():
        yield f"| {name} | {', '.join('.'.join(each) for each in looked_at)} | {meaning} |"
    yield ""


def _comparisons() -> Iterator[str]:
    yield "## Comparisons\n"
    yield "| input | operators | compares |\n|---|---|---|"
    yield from map(_comparison, COMPARISONS)
    yield ""
    yield "| operator | keeps a row whose value is |\n|---|---|"
    yield from (f"| {name} | {meaning} |" for name, (_, meaning) in OPERATORS.items())
    yield ""


def _comparison(comparison: Comparison) -> str:
    return f"| {comparison.name} | {', '.join(comparison.operators)} | {comparison.meaning} |"


def _types() -> Iterator[str]:
    for each in model().values():
        yield f"## {each.name}\n\n{each.meaning}\n"
        yield from _leaves(each)
        yield from _edges(each)


def _leaves(declared: Type) -> Iterator[str]:
    if not declared.leaves:
        return
    yield "| field | type | sensitivity | inputs | filter | order | meaning |\n|---|---|---|---|---|---|---|"
    yield from map(_leaf, declared.leaves.values())
    yield ""


def _leaf(leaf: Leaf) -> str:
    comparison = comparison_of(leaf)
    by = (comparison.name, "yes") if comparison is not None else ("", "")
    codes = leaf.declared.codes
    type_ = leaf.value if codes is None else f"code ({codes})"
    cells = (leaf.name, type_, leaf.declared.sensitivity.value, _inputs(leaf), *by, leaf.declared.meaning)
    return f"| {' | '.join(cells)} |"


def _edges(declared: Type) -> Iterator[str]:
    edges: list[Edge | End] = [*declared.edges.values(), *declared.ends.values()]
    if not edges:
        return
    yield "| edge | leads to | inputs | filter | meaning |\n|---|---|---|---|---|"
    yield from map(_edge, edges)
    yield ""


def _edge(edge: Edge | End) -> str:
    target = edge.target if isinstance(edge, Edge) else edge.kind
    name, leads_to = (
        (f"{edge.name}, {edge.name}{CONNECTION}", f"[{target}]") if listed(edge) else (edge.name, target)
    )
    return f"| {name} | {leads_to} | {_inputs(edge)} | {target}Where | {edge.meaning} |"


def _inputs(field: Leaf | Edge | End) -> str:
    return ", ".join(sorted(each.value for each in inputs_of(field)))


if __name__ == "__main__":
    import sys

    sys.stdout.write(page())
