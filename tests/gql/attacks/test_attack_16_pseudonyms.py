"""Attack 16: pseudonyms joined across extracts, guessed by brute force, and gone round by what else is told.

Two recipients have extracts of the same people and put them together. Nothing about a pseudonym, nor the
order in which people are told, pairs more of them than guessing would.
"""

import asyncio
import hashlib
import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterator
from random import Random

import numpy as np
import pytest
from scipy.optimize import linear_sum_assignment
from scipy.stats import kendalltau

from gql.keys import DevelopmentKey
from gql.pseudonym import Pseudonyms
from gql.roles import Role
from gql.token import Claims, issue
from graph.store import Store, Target
from tests.gql.conftest import Served
from tests.gql.world import PURPOSES

SECRET = bytes(range(32))
NUMBERS = [f"{9_430_000_000 + 97 * number}" for number in range(20_000)]
PEOPLE = NUMBERS[:400]
ONE = Pseudonyms.of(SECRET, "scientist-1", "research", 2026)
OTHERS = {
    "another recipient": Pseudonyms.of(SECRET, "scientist-2", "research", 2026),
    "another purpose": Pseudonyms.of(SECRET, "scientist-1", "audit", 2026),
    "another year": Pseudonyms.of(SECRET, "scientist-1", "research", 2027),
}


def raw(pseudonym: str) -> bytes:
    return urlsafe_b64decode(pseudonym + "=" * (-len(pseudonym) % 4))


@pytest.mark.parametrize("name", OTHERS)
def test_no_pseudonym_of_one_extract_is_in_the_other(name: str) -> None:
    mine, theirs = {ONE.hide(each) for each in PEOPLE}, {OTHERS[name].hide(each) for each in PEOPLE}
    assert not mine & theirs
    parts = {raw(each)[:8] for each in mine}, {raw(each)[:8] for each in theirs}
    assert not parts[0] & parts[1]


@pytest.mark.parametrize("name", OTHERS)
def test_the_best_pairing_of_two_extracts_is_no_better_than_chance(name: str) -> None:
    """Each is paired with the nearest of the other extract, bit by bit: one in 400 is right by chance."""
    mine = np.array([list(raw(ONE.hide(each))) for each in PEOPLE], np.uint8)
    theirs = np.array([list(raw(OTHERS[name].hide(each))) for each in PEOPLE], np.uint8)
    apart = np.unpackbits(mine[:, None] ^ theirs[None, :], axis=2).sum(axis=2)
    _, paired = linear_sum_assignment(apart)
    right = int((paired == np.arange(len(PEOPLE))).sum())
    assert right <= 8, "by chance more than 8 are right once in a million"


@pytest.mark.parametrize("name", OTHERS)
def test_the_order_of_pseudonyms_tells_nothing_of_the_order_of_identifiers(name: str) -> None:
    numbers = np.arange(len(PEOPLE))
    mine = np.argsort(np.argsort([ONE.hide(each) for each in PEOPLE]))
    theirs = np.argsort(np.argsort([OTHERS[name].hide(each) for each in PEOPLE]))
    assert abs(kendalltau(mine, numbers).statistic) < 0.17
    assert abs(kendalltau(mine, theirs).statistic) < 0.17


HASHES = ("md5", "sha1", "sha256", "sha512", "sha3_256", "blake2b")
GUESSED_KEYS = (b"", b"kith", b"scientist-1", b"research", b"2026", b"scientist-1research2026", bytes(32))


def test_hashing_every_identifier_finds_no_pseudonym() -> None:
    """What undoes a plain hash: all identifiers that there can be, by every usual hash, keyed or not."""
    known = {raw(ONE.hide(each)) for each in PEOPLE}
    heads = {each[:16] for each in known} | {each[-len(PEOPLE[0]) :] for each in known}
    for number in NUMBERS:
        for name in HASHES:
            digest = hashlib.new(name, number.encode()).digest()
            assert digest[:16] not in heads
        for key in GUESSED_KEYS:
            assert hmac.digest(key, number.encode(), "sha256")[:16] not in heads


def test_the_same_attack_undoes_plain_hashes() -> None:
    told = {hashlib.sha256(each.encode()).digest()[:16] for each in PEOPLE}
    found = [each for each in NUMBERS if hashlib.sha256(each.encode()).digest()[:16] in told]
    assert found == PEOPLE


def test_changing_a_pseudonym_never_gives_another_persons() -> None:
    random = Random(16)
    for each in PEOPLE:
        changed = bytearray(raw(ONE.hide(each)))
        changed[random.randrange(len(changed))] ^= 1 << random.randrange(8)
        assert ONE.reveal(urlsafe_b64encode(changed).rstrip(b"=").decode()) is None


_PEOPLE = """
UNWIND range(1, 60) AS number
CREATE (:Person {id: 'x-' + right('00' + number, 2), restriction: 'none', dissents: [], record_count: number,
                 sex: 'female', birth_date: '1901-01-01'})
"""
_SEARCH = "{ people(search: {birthYear: 1901}, first: 100) { id recordCount } }"


@pytest.fixture(scope="module")
def crowd(served: Served) -> Iterator[Served]:
    """The service, with people who differ in nothing but a number."""

    async def write(target: Target, statement: str) -> None:
        async with await Store.connect(target) as store:
            await store.write(statement)

    asyncio.run(write(served.settings.target, _PEOPLE))
    yield served
    asyncio.run(write(served.settings.target, "MATCH (p:Person) WHERE p.id STARTS WITH 'x-' DETACH DELETE p"))


def extract(served: Served, subject: str) -> list[tuple[str, int]]:
    """Pseudonym and number of everybody in the order in which they are told."""
    role = Role.DATA_SCIENTIST
    claims = Claims(subject, frozenset({role}), frozenset({PURPOSES[role]}))
    headers = {"Authorization": f"Bearer {_token(served.key, claims)}", "Kith-Purpose": PURPOSES[role].value}
    answer = served.client.post("/graphql", json={"query": _SEARCH}, headers=headers)
    return [(each["id"], each["recordCount"]) for each in answer.json()["data"]["people"]]


def _token(key: DevelopmentKey, claims: Claims) -> str:
    return issue(key, claims)


@pytest.mark.neo4j
def test_two_extracts_of_the_service_share_neither_pseudonyms_nor_an_order(crowd: Served) -> None:
    one, other = extract(crowd, "scientist-1"), extract(crowd, "scientist-2")
    assert len(one) == len(other) == 60
    assert {number for _, number in one} == {number for _, number in other}
    assert not {each for each, _ in one} & {each for each, _ in other}
    at_one_place = sum(a[1] == b[1] for a, b in zip(one, other, strict=True))
    assert at_one_place <= 8
    for told in (one, other):
        assert abs(kendalltau([number for _, number in told], range(60)).statistic) < 0.45
    assert extract(crowd, "scientist-1") == one


@pytest.mark.neo4j
def test_a_pseudonym_of_one_recipient_finds_nobody_for_another(crowd: Served) -> None:
    role = Role.DATA_SCIENTIST
    own = extract(crowd, f"{role.value}-1")
    foreign = extract(crowd, "scientist-2")
    asker = crowd.asker(role)
    question = "query Q($id: ID!) { person(id: $id) { recordCount } }"
    assert asker.data(question, {"id": own[0][0]}) == {"person": {"recordCount": own[0][1]}}
    for pseudonym, _ in foreign:
        assert asker.data(question, {"id": pseudonym}) == {"person": None}
