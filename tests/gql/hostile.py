"""Requests that are meant to cost much: each family makes a body of about any size up to the limit."""

import json
from collections.abc import Callable
from typing import Any

BODY_BYTES = 64 * 1024
_FOUND = "query Q($id: ID!) { person(id: $id) { id } }"
_SEARCHED = "query Q($s: PersonSearch!) { people(search: $s) { id } }"

Family = Callable[[int], bytes]


def _asked(text: str, variables: Any = None) -> bytes:
    body = {"query": text} if variables is None else {"query": text, "variables": variables}
    return json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()


def _repeated(before: str, part: str, after: str = "") -> Family:
    """A document with one part again and again; `%d` in it becomes the number of the repetition."""

    def family(size: int) -> bytes:
        parts, length = list[str](), len(before) + len(after) + 40
        while length < size:
            parts.append(part.replace("%d", str(len(parts))))
            length += len(json.dumps(parts[-1], ensure_ascii=False)) - 2
        return _asked(before + "".join(parts) + after)

    return family


def _nested(before: str, opening: str, middle: str, closing: str, after: str) -> Family:
    def family(size: int) -> bytes:
        times = (size - len(before) - len(after) - 40) // len(opening + closing)
        return _asked(before + opening * times + middle + closing * times + after)

    return family


def _with_variables(text: str, make: Callable[[int], str]) -> Family:
    """A good document, with the JSON of its variables as text."""

    def family(size: int) -> bytes:
        head = json.dumps({"query": text})[:-1]
        return f'{head},"variables":{make(size - len(head) - 20)}}}'.encode()

    return family


def _fragments(link: Callable[[int], str]) -> Family:
    """Fragments F0, F1, …, each with the body that `link` gives it."""

    def family(size: int) -> bytes:
        text, number = '{ person(id: "a") { ...F0 } }', 0
        while len(text) < size - 200:
            text += f" fragment F{number} on Person {{ {link(number)} }}"
            number += 1
        return _asked(text + f" fragment F{number} on Person {{ id }}")

    return family


DOCUMENTS: dict[str, Family] = {
    "alias flood": _repeated("{ ", "a%d: __typename ", "}"),
    "alias flood of people": _repeated("{ ", 'a%d: person(id: "a") { id } ', "}"),
    "fields again": _repeated('{ person(id: "a") { ', "id ", "} }"),
    "root fields again": _repeated("{ ", "sources { name } ", "x }"),
    "objects again": _repeated('{ person(id: "a") { ', "household { members { id } } ", "x } }"),
    "unknown fields": _repeated("{ ", "f%d ", "}"),
    "fragments that double": _fragments(lambda n: f"related {{ other {{ ...F{n + 1} ...F{n + 1} }} }}"),
    "a chain of fragments": _fragments(lambda n: f"...F{n + 1}"),
    "a cycle of fragments": _fragments(lambda n: f"...F{n + 1} ...F0"),
    "fragments that all spread the last": _fragments(lambda n: f"...F{n + 1} x{n}: id"),
    "unused fragments": _repeated("{ sources { name } } ", "fragment F%d on Person { id } "),
    "fragments nowhere": _repeated('{ person(id: "a") { ', "...F%d ", "} }"),
    "operations": _repeated("{ sources { name } } ", "query Q%d { sources { name } } "),
    "directives": _repeated('{ person(id: "a") { id ', "@include(if: true) ", "} }"),
    "unknown directives": _repeated("{ __typename ", "@aa ", "}"),
    "directives of many fields": _repeated('{ person(id: "a") { ', "id @skip(if: false) ", "x } }"),
    "inline fragments, nested": _nested('{ person(id: "a") ', "{ ... ", "{ x }", "}", "}"),
    "inline fragments, flat": _repeated('{ person(id: "a") { ', "... on Person { id } ", "x } }"),
    "inline fragments of no type, flat": _repeated('{ person(id: "a") { ', "... { id } ", "x } }"),
    "names of types again": _repeated('{ person(id: "a") { ', "household { __typename } ", "x } }"),
    "arguments of many fields": _repeated('{ person(id: "a") { ', "related(first: 1) { id } ", "x } }"),
    "a variable in many arguments": _repeated(
        'query ($n: Int!) { person(id: "a") { ', "related(first: $n) { id } ", "x } }"
    ),
    "a variable in many directives": _repeated(
        'query ($v: Boolean!) { person(id: "a") { ', "id @skip(if: $v) ", "x } }"
    ),
    "filters": _repeated(
        '{ person(id: "a") { household { ', 'members(where: {sex: {eq: "F"}}) { id } ', "x } } }"
    ),
    "fragments again": _repeated(
        'fragment F on Person { id } fragment G on Person { sex } { person(id: "a") { ', "...F ...G ", "x } }"
    ),
    "fields, nested": _nested('{ person(id: "a") ', "{ household { members ", "{ id }", "} }", "}"),
    "braces": _repeated("{", "a{"),
    "brackets": _repeated("{ person(id: ", "["),
    "lists in an argument": _nested("{ person(id: ", "[", "1", "]", ") { id } }"),
    "objects in an argument": _nested("{ people(search: ", "{name: ", "1", "}", ") { id } }"),
    "a long list in an argument": _repeated("{ person(id: [", "1 ", "]) { id } }"),
    "a large object in an argument": _repeated("{ people(search: {", "a%d: 1 ", "}) { id } }"),
    "one key again in an argument": _repeated("{ people(search: {", 'name: "a" ', "}) { id } }"),
    "arguments": _repeated("{ person(", "a%d: 1 ", ") { id } }"),
    "variables declared": _repeated("query (", "$v%d: Int ", ") { sources { name } }"),
    "comments": _repeated("", "#\n", "{ x }"),
    "a comment": _repeated("#", "a", "\n{ x }"),
    "commas": _repeated("", ",", "{ x }"),
    "line ends": _repeated("", "\n", "{ x }"),
    "byte order marks": _repeated("", "\ufeff", "{ x }"),
    "null characters": _repeated("", "\0", "{ x }"),
    "a long name": _repeated("{ ", "a", " }"),
    "a long text": _repeated('{ person(id: "', "a", '") { x } }'),
    "a text of escapes": _repeated('{ person(id: "', "\\u0041", '") { x } }'),
    "a text without an end": _repeated('{ person(id: "', "a"),
    "a block of text": _repeated('{ person(id: """', "a\n", '""") { x } }'),
    "a block without an end": _repeated('{ person(id: """', '" '),
    "quotes": _repeated("{ person(id: ", '"', ") { x } }"),
    "a great number": _repeated("{ people(search: {birthYear: ", "9", "}) { id } }"),
    "a number with an exponent": _repeated("{ people(search: {birthYear: 1e", "9", "}) { id } }"),
    "letters of other alphabets": _repeated("{ ", "é", " }"),
    "the schema in circles": _nested("{ __schema { types ", "{ fields { type ", "{ name }", "} }", "} }"),
    "types by name": _repeated("{ ", 't%d: __type(name: "Person") { name } ', "}"),
    "definitions of types": _repeated("{ sources { name } } ", "type T%d { a: Int } "),
}
VARIABLES: dict[str, Family] = {
    "nested lists": _with_variables(_FOUND, lambda n: '{"id":' + "[" * (n // 2) + "]" * (n // 2) + "}"),
    "nested objects": _with_variables(
        _SEARCHED, lambda n: '{"s":' + '{"a":' * (n // 6) + "1" + "}" * (n // 6) + "}"
    ),
    "a long list": _with_variables(_FOUND, lambda n: '{"id":[' + "1," * (n // 2 - 10) + "1]}"),
    "many lists": _with_variables(_FOUND, lambda n: '{"id":[' + "[]," * (n // 3 - 10) + "1]}"),
    "many objects": _with_variables(_FOUND, lambda n: '{"id":[' + "{}," * (n // 3 - 10) + "1]}"),
    "a large object": _with_variables(
        _SEARCHED, lambda n: '{"s":{' + ",".join(f'"a{i}":1' for i in range(n // 10)) + "}}"
    ),
    "many variables": _with_variables(
        _FOUND, lambda n: "{" + ",".join(f'"v{i}":1' for i in range(n // 10)) + "}"
    ),
    "one key again": _with_variables(_FOUND, lambda n: "{" + ",".join(['"id":"a"'] * (n // 9)) + "}"),
    "a great number": _with_variables(_SEARCHED, lambda n: '{"s":{"birthYear":' + "9" * (n - 20) + "}}"),
    "infinity": _with_variables(_SEARCHED, lambda n: '{"s":{"birthYear":1' + "0" * (n - 30) + "e999}}"),
    "half characters": _with_variables(_FOUND, lambda n: '{"id":"' + "\\ud800" * (n // 6 - 5) + '"}'),
    "a long text for a number": _with_variables(
        _SEARCHED, lambda n: '{"s":{"birthYear":"' + "9" * (n - 30) + '"}}'
    ),
}
BODIES: dict[str, Family] = {
    "brackets": lambda size: b"[" * size,
    "objects": lambda size: b'{"query":' * (size // 9),
    "an array of questions": lambda size: b"[" + b",".join([_asked("{ __typename }")] * (size // 30)) + b"]",
    "blanks": lambda size: b" " * size,
    "not UTF-8": lambda size: b'{"query":"' + b"\xff" * (size - 12) + b'"}',
    "extensions": lambda size: b'{"query":"{ x }","extensions":{"a":"' + b"a" * (size - 60) + b'"}}',
}
FAMILIES: dict[str, Family] = {
    **{f"document: {name}": family for name, family in DOCUMENTS.items()},
    **{f"variables: {name}": family for name, family in VARIABLES.items()},
    **{f"body: {name}": family for name, family in BODIES.items()},
}
