"""Redaction equality: under its rules a role is answered as if what it may not see were not there.

For each role the service is asked over a whole graph; then all that the role may not see is taken out of
the graph in plain Python, and a service without rules is asked the same. The answers must be the same, errors
and pages included. `KITH_PROVE` says how many questions a role is asked, 100 if it is not set.
"""

import logging
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from gql.access import Outcome
from gql.role_schema import role_schema
from gql.roles import Purpose, Role
from graph.store import Target
from tests.gql.redaction.asking import Put
from tests.gql.redaction.comparing import IS_PROOF, QUESTIONS, Comparison
from tests.gql.redaction.graphs import random_graph
from tests.gql.redaction.questions import Asked, Values, documents

pytestmark = pytest.mark.neo4j
_log = logging.getLogger(__name__)

# Planning each new statement takes longest: more questions are more values rather than more documents.
_VALUES = QUESTIONS // round(2 * QUESTIONS ** (1 / 3)) if IS_PROOF else QUESTIONS // 4
_GRAPHS = 5 if IS_PROOF else 2


@pytest.mark.parametrize("role", Role)
def test_redaction_equality(empty_database: Target, tmp_path: Path, role: Role) -> None:
    _holds(Comparison(empty_database, tmp_path, role), QUESTIONS)


def test_redaction_equality_through_broken_glass(empty_database: Target, tmp_path: Path) -> None:
    """A caseworker has broken the glass for every third person."""
    _holds(Comparison(empty_database, tmp_path, Role.CASEWORKER, breaks_glass=True), QUESTIONS // 3)


def test_redaction_equality_of_what_is_masked(empty_database: Target, tmp_path: Path) -> None:
    """A lead reads the numbers of those whom they work with, and of the others the last three characters."""
    comparison = Comparison(empty_database, tmp_path, Role.SAFEGUARDING_LEAD, purpose=Purpose.DIRECT_CARE)
    assert comparison.plan.rule("Person", "nhsNumber").outcome is Outcome.MASK
    _holds(comparison, QUESTIONS // 3)


def _holds(comparison: Comparison, questions: int) -> None:
    """Ask, compare, and see that the questions were such as could tell a difference."""
    begun, schema = time.monotonic(), role_schema(comparison.plan)
    share = -(-questions // (_VALUES * _GRAPHS))
    for number in range(_GRAPHS):
        graph = random_graph(number)
        values = Values(graph, schema, comparison.known)
        comparison.over(graph, list(_put(documents(schema, share, number), values, number)))
    taken = time.monotonic() - begun
    _log.info("%s: %s in %d s", comparison.name, dict(comparison.counts), taken)
    assert 3 * comparison.counts["answered"] > comparison.counts["refused"]
    # Of few questions to an analyst, all may be about few people, of whom nothing is told.
    assert comparison.counts["told"] > 0 or (comparison.role is Role.ANALYST and not IS_PROOF)


def _put(asked: list[Asked], values: Values, number: int) -> Iterator[Put]:
    for each in asked:
        for found in values.bindings(each, _VALUES, number):
            yield Put(each.text, found, each.after)
