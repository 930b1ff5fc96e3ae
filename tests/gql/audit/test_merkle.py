"""The tree and its proofs are those of RFC 6962, for trees of every shape."""

from base64 import b64decode
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gql.audit.merkle import (
    EMPTY,
    Frontier,
    Tree,
    folded,
    is_consistent,
    is_included,
    leaf_hash,
    node_hash,
)

ENTRIES = [bytes([each]) * (each % 5) for each in range(70)]
LEAVES = [leaf_hash(each) for each in ENTRIES]


def naive_root(leaves: list[bytes]) -> bytes:
    """The definition in RFC 6962, section 2.1, word for word."""
    if not leaves:
        return sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    split = 1
    while split * 2 < len(leaves):
        split *= 2
    return sha256(b"\x01" + naive_root(leaves[:split]) + naive_root(leaves[split:])).digest()


def whole(level: int, number: int) -> bytes:
    return folded(LEAVES[number << level : (number + 1) << level])


TREE = Tree(whole)
sizes = st.integers(min_value=0, max_value=len(LEAVES))


def test_the_hashes_that_the_rfc_defines() -> None:
    assert EMPTY.hex() == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    assert leaf_hash(b"").hex() == "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"
    assert node_hash(b"", b"") != leaf_hash(b"")


def test_roots_of_the_entries_that_implementations_share() -> None:
    entries = [
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    ]
    leaves = [leaf_hash(bytes.fromhex(each)) for each in entries]
    assert naive_root(leaves[:2]).hex() == "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"
    assert b64decode("XcnaeacGWam9zVO5PIvzx2q1nMnDmhsKt8Jq2FH2muM=") != naive_root(leaves)
    assert naive_root(leaves).hex() == "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"


@given(size=sizes)
def test_every_root_is_that_of_the_definition(size: int) -> None:
    assert TREE.root(size) == naive_root(LEAVES[:size])


@given(cuts=st.lists(sizes, max_size=6))
def test_a_tree_may_grow_in_any_steps(cuts: list[int]) -> None:
    frontier, at = Frontier(), 0
    for cut in sorted(cuts):
        frontier.extend(LEAVES[at:cut])
        at = max(at, cut)
        assert (frontier.size, frontier.root) == (at, naive_root(LEAVES[:at]))


@given(size=sizes, more=sizes)
def test_a_tree_may_go_on_from_what_was_stored(size: int, more: int) -> None:
    frontier = Frontier.at(size, whole)
    frontier.extend(LEAVES[size : size + more])
    assert frontier.root == naive_root(LEAVES[: size + more])


@given(data=st.data(), size=st.integers(min_value=1, max_value=len(LEAVES)))
def test_an_entry_is_proved_and_no_other(data: st.DataObject, size: int) -> None:
    entry = data.draw(st.integers(min_value=0, max_value=size - 1))
    other = data.draw(st.integers(min_value=0, max_value=size - 1))
    path, root = TREE.inclusion(entry, size), naive_root(LEAVES[:size])
    assert is_included(LEAVES[entry], entry, size, path, root)
    assert is_included(LEAVES[other], entry, size, path, root) == (LEAVES[other] == LEAVES[entry])
    assert is_included(LEAVES[entry], other, size, path, root) == (other == entry)
    assert not is_included(LEAVES[entry], entry, size, [*path, root], root)
    assert not path or not is_included(LEAVES[entry], entry, size, path[1:], root)


def test_no_entry_is_proved_outside_the_tree() -> None:
    assert not is_included(LEAVES[0], 1, 1, [], LEAVES[0])
    assert not is_included(LEAVES[0], -1, 1, [], LEAVES[0])


@given(first=sizes, second=sizes)
def test_growth_is_proved(first: int, second: int) -> None:
    first, second = sorted((first, second))
    old, new = naive_root(LEAVES[:first]), naive_root(LEAVES[:second])
    proof = TREE.consistency(first, second)
    assert is_consistent(first, old, second, new, proof)
    assert not is_consistent(first, old, second, new, [*proof, new])
    if 0 < first < second:
        assert not is_consistent(first, new, second, new, proof)
        assert not is_consistent(first, old, second, old, proof)
        assert not is_consistent(first, old, second, new, proof[1:])
        assert not is_consistent(second, new, first, old, proof)


@given(first=st.integers(1, 69), changed=st.integers(0, 68), second=st.integers(2, 70))
def test_a_tree_in_which_an_early_entry_changed_did_not_grow(first: int, changed: int, second: int) -> None:
    first, second = sorted((first, max(second, first + 1)))
    changed %= first
    forged = [*LEAVES[:changed], leaf_hash(b"forged"), *LEAVES[changed + 1 :]]
    forgery = Tree(lambda level, number: folded(forged[number << level : (number + 1) << level]))
    old, new = naive_root(LEAVES[:first]), naive_root(forged[:second])
    for proof in (forgery.consistency(first, second), TREE.consistency(first, second)):
        assert not is_consistent(first, old, second, new, proof)


@pytest.mark.parametrize("size", [0, 1, 2])
def test_no_proof_is_no_proof(size: int) -> None:
    assert not is_consistent(3, EMPTY, size, EMPTY, [])
