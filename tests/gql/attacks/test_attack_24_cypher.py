"""Attack 24: Cypher is slipped into a statement by a key, a name, a sort, a pattern or a value.

A statement is made of words from the vocabulary and a short list. What a caller writes is never in it: the
statement of a hostile question is, to the letter, that of a harmless one of the same form; and the database
itself says that it only reads.
"""

import asyncio
import re
from random import Random
from typing import Any

import pytest

from gql.access import unrestricted
from gql.errors import AccessError
from gql.role_schema import role_schema
from gql.roles import Role
from gql.schema import full_schema
from graph.store import Store
from tests.gql.conftest import Served
from tests.gql.cypher import unknown_words
from tests.gql.documents import any_document
from tests.gql.questions import parcel, plan_of, prepare, statement
from tests.gql.redaction.questions import Asked, Variable, documents

ALL = unrestricted()
HOSTILE = (
    "p1'}) DETACH DELETE (n",
    "'}) RETURN 1 AS number //",
    "`",
    "``) MATCH (x",
    "\\u0060) MATCH (x) DELETE x //",
    "\\u0027 OR 1=1 //",
    "\u2019 OR true OR \u2019",
    "\u0000'",
    "$asked",
    "${asked}",
    "q[1]",
    "v1.`nhs_number`",
    "id DESC, v1.nhs_number",
    "Person) MATCH (p:Person",
    "*) OR (given_name:[* TO *]",
    "CALL dbms.listConfig()",
    "LOAD CSV FROM 'http://127.0.0.1/'",
    "%27%7D%29",
    "{{7*7}}",
)
_NUMBER = re.compile(r"\bv\d+[se]?(?:k\d+)?\b|\bs\d+\b|\br\d+\b|\[\d+\]|\b\d+\b")
_TOKEN = re.compile(r"[A-Za-z_]\w*|\d+|'[^'`\\$]*'|`\w+`|<-|->|<>|>=|<=|::|[\[\](){},.:=<>|+\-$*/ ]")


def asked_of(role: Role | None, count: int, number: int) -> list[Asked]:
    """Documents over the schema of a role."""
    schema = full_schema() if role is None else role_schema(plan_of(role))
    return documents(schema, count, number)


def filled(variable: Variable, text: str) -> Any:
    """The value that was made for a variable, with every text in it replaced."""
    return _replaced(variable.made, text) if variable.argument not in {"first", "depth"} else 1


def _replaced(value: Any, text: str) -> Any:
    if isinstance(value, dict):
        return {key: _replaced(each, text) for key, each in value.items()}
    if isinstance(value, list):
        return [_replaced(each, text) for each in value]
    return text if isinstance(value, str) else value


@pytest.mark.parametrize("role", [None, *Role])
def test_a_hostile_value_changes_no_letter_of_the_statement(role: Role | None) -> None:
    plan = ALL if role is None else plan_of(role)
    compiled = 0
    for asked in asked_of(role, 10, 24):
        texts = {
            _statement(asked, plan, text) for text in ("harmless", *Random(asked.text).sample(HOSTILE, 6))
        } - {None}
        assert len(texts) <= 1, asked.text
        compiled += len(texts)
        assert not any(unknown_words(text) for text in texts if text)
    assert compiled


def _statement(asked: Asked, plan: Any, text: str) -> str | None:
    values = {each.name: filled(each, text) for each in asked.variables}
    try:
        compiled = prepare(asked.text, plan, values).compiled
    except AccessError:
        return None
    return None if compiled is None else compiled.text


@pytest.mark.parametrize("text", HOSTILE)
def test_what_is_written_into_the_document_is_a_parameter(text: str) -> None:
    quoted = text.replace("\\", "\\\\").replace('"', '\\"').replace("\u0000", "\\u0000")
    document = f'{{ person(id: "{quoted}") {{ id }} record(id: "{quoted}") {{ id }} }}'
    sent = parcel(prepare(document, ALL))
    assert sent.row.count(text) == 2
    assert sent.text == statement('{ person(id: "a") { id } record(id: "b") { id } }', ALL)


def test_names_of_answers_variables_and_operations_are_not_in_the_statement() -> None:
    plain = statement("query ($id: ID!) { person(id: $id) { id } }", ALL, {"id": "a"})
    odd = "query DETACH($DELETE: ID!) { MERGE: person(id: $DELETE) { CALL: id } }"
    assert statement(odd, ALL, {"DELETE": "a"}) == plain


@pytest.mark.parametrize("seed", range(40))
def test_a_statement_is_made_of_known_pieces(seed: int) -> None:
    """Every letter of it belongs to a piece that is a word, a number, a fixed text, or a sign."""
    text = statement(any_document(Random(seed)), ALL)
    assert not unknown_words(text)
    assert not _TOKEN.sub("", text), _TOKEN.sub("", text)
    assert text.count("(") == text.count(")")
    assert text.count("{") == text.count("}")


@pytest.mark.neo4j
@pytest.mark.parametrize("role", [Role.SAFEGUARDING_LEAD, Role.DATA_SCIENTIST])
def test_the_database_plans_every_statement_as_reading(served: Served, role: Role) -> None:
    plan = plan_of(role)
    texts = {
        text for asked in asked_of(role, 5, 7) if (text := _statement(asked, plan, HOSTILE[0])) is not None
    }
    assert texts
    for kind, operators in asyncio.run(_planned(served, sorted(texts))):
        assert kind == "r"
        assert not any(
            word in operator
            for operator in operators
            for word in ("Create", "Delete", "Set", "Merge", "Load")
        )


async def _planned(served: Served, texts: list[str]) -> list[tuple[Any, set[str]]]:
    target = served.settings.target
    async with (
        await Store.connect(target) as store,
        store.driver.session(database=target.database) as session,
    ):
        found = []
        for text in texts:
            shared = dict.fromkeys(re.findall(r"\$(s\d+)", text), 1)
            result = await session.run(f"EXPLAIN {text}", {"asked": {"rows": []}, **shared})
            summary = await result.consume()
            found.append((summary.query_type, set(_operators(summary.plan))))
        return found


def _operators(plan: Any) -> list[str]:
    inner = [each for child in plan.get("children", ()) for each in _operators(child)]
    return [plan["operatorType"], *inner]
