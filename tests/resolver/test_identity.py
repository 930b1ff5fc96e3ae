"""Ids follow their members: the properties that callers rely on, over arbitrary histories."""

from hypothesis import given
from hypothesis import strategies as st

from graph.minter import Minter
from resolver.identity import Assignment, Known, assign

MINTER = Minter("p", b"test")
MEMBERS = [f"r{number}" for number in range(12)]

labels = st.lists(st.integers(0, 5), min_size=len(MEMBERS), max_size=len(MEMBERS))


def _groups(chosen: list[int]) -> list[list[str]]:
    by_label: dict[int, list[str]] = {}
    for member, label in zip(MEMBERS, chosen, strict=True):
        by_label.setdefault(label, []).append(member)
    return list(by_label.values())


def _known(groups: list[list[str]], made: Assignment, since: str = "2026-01-01") -> Known:
    members = {each: id_ for group, id_ in zip(groups, made.ids, strict=True) for each in group}
    return Known(members, dict.fromkeys(made.ids, since))


@given(labels)
def test_unchanged_groups_keep_their_ids(chosen: list[int]) -> None:
    groups = _groups(chosen)
    first = assign(Known(), groups, MINTER)
    again = assign(_known(groups, first), groups, MINTER)
    assert again.ids == first.ids
    assert not again.merged
    assert not again.split
    assert not again.gone


@given(labels, labels)
def test_every_old_id_survives_or_resolves_to_one_that_does(before: list[int], after: list[int]) -> None:
    old_groups, new_groups = _groups(before), _groups(after)
    old = assign(Known(), old_groups, MINTER)
    new = assign(_known(old_groups, old), new_groups, MINTER)
    assert len(set(new.ids)) == len(new_groups)
    for id_ in old.ids:
        assert (id_ in new.ids) != (id_ in new.merged)
    assert set(new.merged.values()) <= set(new.ids)


@given(labels, labels)
def test_a_split_off_part_gets_an_id_never_used_before(before: list[int], after: list[int]) -> None:
    old_groups, new_groups = _groups(before), _groups(after)
    old = assign(Known(), old_groups, MINTER)
    new = assign(_known(old_groups, old), new_groups, MINTER)
    assert not set(new.split) & set(old.ids)
    assert set(new.split.values()) <= set(old.ids)


@given(labels, labels)
def test_order_of_groups_does_not_matter(before: list[int], after: list[int]) -> None:
    old_groups, groups = _groups(before), _groups(after)
    known = _known(old_groups, assign(Known(), old_groups, MINTER))
    reversed_ids = assign(known, groups[::-1], MINTER).ids[::-1]
    assert assign(known, groups, MINTER).ids == reversed_ids


def test_one_more_member_changes_no_id() -> None:
    first = assign(Known(), [["a", "b"], ["c"]], MINTER)
    known = _known([["a", "b"], ["c"]], first)
    more = assign(known, [["a", "0"], ["c"], ["b"]], MINTER)
    assert more.ids[:2] == first.ids


def test_the_oldest_id_survives_a_merge_even_when_it_is_the_smaller() -> None:
    known = Known({"a": "young", "b": "young", "c": "old"}, {"young": "2026-02-01", "old": "2026-01-01"})
    made = assign(known, [["a", "b", "c"]], MINTER)
    assert made.ids == ("old",)
    assert made.merged == {"young": "old"}


def test_the_largest_part_keeps_the_id_on_a_split() -> None:
    known = Known(dict.fromkeys("abcde", "whole"), {"whole": "2026-01-01"})
    made = assign(known, [["a", "b"], ["c", "d", "e"]], MINTER)
    assert made.ids[1] == "whole"
    assert made.split == {made.ids[0]: "whole"}


def test_a_used_id_is_never_minted_again() -> None:
    taken = MINTER.mint("a")
    made = assign(Known(retired=frozenset({taken})), [["a"]], MINTER)
    assert made.ids[0] != taken


def test_an_id_without_members_is_gone() -> None:
    made = assign(Known({"a": "one"}, {"one": "2026-01-01"}), [["b"]], MINTER)
    assert made.gone == {"one"}


def test_a_merge_undone_gives_each_part_its_own_id_again_whichever_is_larger() -> None:
    known = Known(
        {"a": "old", "b": "old", "c": "old", "d": "old"},
        {"old": "2026-01-01"},
        frozenset({"young"}),
        {"b": ["young"], "c": ["young"], "d": ["young"]},
    )
    made = assign(known, [["b", "c", "d"], ["a"]], MINTER)
    assert made.ids == ("young", "old")
    assert made.split == {"young": "old"}


def test_of_a_chain_of_merges_the_part_takes_the_id_it_is_most_like() -> None:
    former = {"b": ["middle"], "c": ["middle", "first"], "d": ["middle", "first"]}
    known = Known(
        dict.fromkeys("abcd", "last"), {"last": "2026-01-01"}, frozenset({"middle", "first"}), former
    )
    assert assign(known, [["a", "b"], ["c", "d"]], MINTER).ids == ("last", "first")
    assert assign(known, [["a"], ["b", "c", "d"]], MINTER).ids == ("last", "middle")


def test_half_of_a_retired_person_is_not_that_person() -> None:
    known = Known(
        dict.fromkeys("abc", "old"),
        {"old": "2026-01-01"},
        frozenset({"young"}),
        {"b": ["young"], "c": ["young"]},
    )
    made = assign(known, [["a"], ["b"], ["c"]], MINTER)
    assert made.ids[0] == "old"
    assert "young" not in made.ids


@given(labels, labels, labels)
def test_ids_of_a_history_with_retired_ones_are_given_once_each(
    before: list[int], joined: list[int], after: list[int]
) -> None:
    groups = _groups(before)
    old = assign(Known(), groups, MINTER)
    known = _known(groups, old)
    new = assign(known, _groups(joined), MINTER)
    now = _known(_groups(joined), new)
    former = {
        each: [id_] for each, id_ in known.members.items() if new.merged.get(id_) == now.members[each] != id_
    }
    again = assign(Known(now.members, now.since, frozenset(new.merged), former), _groups(after), MINTER)
    assert len(set(again.ids)) == len(_groups(after))
    for id_ in now.since:
        assert (id_ in again.ids) != (id_ in again.merged)
    assert set(again.split) & set(new.merged) <= {id_ for ids in former.values() for id_ in ids}
