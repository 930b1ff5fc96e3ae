"""Ids are opaque, repeatable, and never given twice."""

from graph.minter import Minter


def test_the_same_parts_give_the_same_id() -> None:
    assert Minter("p", b"one").mint("a", "b") == Minter("p", b"one").mint("a", "b")


def test_parts_are_told_apart() -> None:
    assert Minter("p").mint("ab", "c") != Minter("p").mint("a", "bc")


def test_the_key_changes_every_id() -> None:
    assert Minter("p", b"one").mint("a") != Minter("p", b"two").mint("a")


def test_a_taken_id_is_not_minted() -> None:
    minter = Minter("p")
    first = minter.mint("a")
    second = minter.mint_unused("a", {first})
    assert second not in {first, minter.mint_unused("a", {first, second})}
