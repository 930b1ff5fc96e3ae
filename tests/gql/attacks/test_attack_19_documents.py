"""Attack 19: documents that are meant to be slow to read: nested, commented, with a hundred errors.

p99 of refusing one is below 50 ms of CPU, and nothing of them is kept. `python -m bench.hostile` sends a
hundred thousand of them to a running service.
"""

import gc
from contextlib import suppress
from functools import partial

import psutil
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gql.document import read_document
from gql.errors import AccessError
from gql.limits import Limits
from tests.gql.attacks.test_attack_18_floods import BOUND, refusal
from tests.gql.hostile import FAMILIES
from tests.gql.measured import best_of, fixed_seconds, seconds_of, slowness

HOSTILE = {
    "deep braces": "{a" * 30_000,
    "deep inline fragments": "{ ... " * 10_000 + "a" + "}" * 10_000,
    "deep lists": "{ person(id: " + "[" * 30_000 + "]" * 30_000 + ") { id } }",
    "a hundred and one errors": "{ " + " ".join(f"f{n}" for n in range(101)) + " }",
    "many unknown fields": "{ " + " ".join(f"f{n}" for n in range(9000)) + " }",
    "many unknown fields within the limit": "{ " + " ".join(f"f{n}" for n in range(140)) + " }",
    "comments": "#" * 60_000,
    "commas": "," * 60_000,
    "variables": "query (" + " ".join(f"$v{n}: Int" for n in range(160)) + ") { sources { name } }",
    "null bytes": "\0" * 60_000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_over_soon(name: str) -> None:
    def refused() -> None:
        with pytest.raises(AccessError):
            read_document(HOSTILE[name], None, Limits())

    assert best_of(refused, BOUND) < BOUND


def test_p99_is_below_fifty_milliseconds_and_nothing_is_kept() -> None:
    bodies = [family(size) for family in FAMILIES.values() for size in (1024, 3072, 16384)]
    bad = [body for body in bodies if refusal(body) is not None]
    memory, taken = psutil.Process(), list[float]()
    for body in bad * 2:
        refusal(body)
    gc.collect()
    before = memory.memory_info().rss
    for body in bad * 12:
        taken.append(seconds_of(partial(refusal, body)))
    gc.collect()
    assert sorted(taken)[len(taken) * 99 // 100] / slowness(fixed_seconds()) < 0.05
    assert memory.memory_info().rss - before < 8 * 2**20


@given(text=st.text(alphabet='{}()[]:!$@#"\\ .,\n\0aidpersonQé…', max_size=120))
def test_any_text_is_a_document_or_is_refused(text: str) -> None:
    with suppress(AccessError):
        read_document(text, None, Limits())
