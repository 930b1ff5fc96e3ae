"""The documentation page of the vocabulary, written from the declaration itself."""

from collections.abc import Iterator

from graph.vocabulary import Property, Vocabulary, vocabulary

_HEAD = """# The vocabulary

This page is written from `graph/vocabulary.yaml` by `python -m kith.vocabulary_page`.
Dates are ISO 8601 text.
"""


def page(declared: Vocabulary) -> str:
    """The whole page as Markdown."""
    return "\n".join(
        (
            _HEAD,
            *_sensitivities(declared),
            *_codes(declared),
            *_kinds(declared),
            *_links(declared),
            *_fields(declared),
        )
    )


def _sensitivities(declared: Vocabulary) -> Iterator[str]:
    yield "## Sensitivities\n"
    yield "| sensitivity | meaning |\n|---|---|"
    yield from (f"| {name.value} | {meaning} |" for name, meaning in declared.sensitivities.items())
    yield ""


def _codes(declared: Vocabulary) -> Iterator[str]:
    yield "## Code lists\n"
    for name, codes in declared.codes.items():
        yield f"### {name}\n\n| code | meaning |\n|---|---|"
        yield from (f"| {code} | {meaning} |" for code, meaning in codes.items())
        yield ""


def _kinds(declared: Vocabulary) -> Iterator[str]:
    yield "## Kinds of node\n"
    for name, kind in declared.kinds.items():
        yield f"### {name}\n\n{kind.meaning} Identified by `{kind.key}`.\n"
        yield from _properties(kind.properties)
        if kind.held:
            yield "Held beside them, derived from no record and shown to nobody:\n"
            yield from _properties(kind.held)


def _links(declared: Vocabulary) -> Iterator[str]:
    yield "## Relationships\n"
    for name, link in declared.relationships.items():
        yield f"### ({link.start})-[{name}]->({link.end})\n\n{link.meaning}\n"
        if link.properties:
            yield from _properties(link.properties)


def _fields(declared: Vocabulary) -> Iterator[str]:
    yield "## Canonical fields of a record\n"
    yield "| field | type | sensitivity | rows | meaning |\n|---|---|---|---|---|"
    for name, field in declared.fields.items():
        rows = ", ".join(sorted(row.value for row in field.rows))
        yield f"| {name} | {_type(field)} | {field.sensitivity.value} | {rows} | {field.meaning} |"
    yield ""


def _properties(properties: dict[str, Property]) -> Iterator[str]:
    yield "| property | type | sensitivity | meaning |\n|---|---|---|---|"
    for name, each in properties.items():
        yield f"| {name} | {_type(each)} | {each.sensitivity.value} | {each.meaning} |"
    yield ""


def _type(declared: Property) -> str:
    return declared.type.value if declared.codes is None else f"code ({declared.codes})"


if __name__ == "__main__":
    import sys

    sys.stdout.write(page(vocabulary()))
