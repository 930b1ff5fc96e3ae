"""Names that are used together fall together, whoever bears them."""

import random
from collections import Counter, defaultdict

import pyarrow as pa

from resolver.communities import name_communities
from tests.resolver.people import table

NAMES = {
    name: (given.split(), family.split())
    for name, given, family in (
        ("one", "piotr zofia marek ewa jan", "kowalski nowakowski wisniewski zielinski wojcik"),
        ("two", "kwame ama kofi abena yaw", "mensah owusu boateng osei asante"),
        ("three", "harpreet gurdeep jaspal simran manjit", "singh kaur gill sandhu dhaliwal"),
    )
}


def _records(seed: int = 0) -> tuple[pa.Table, list[str]]:
    dice = random.Random(seed)
    rows, of = [], []
    for _ in range(900):
        name = dice.choice(list(NAMES))
        given, family = NAMES[name]
        rows.append({"given_name": dice.choice(given), "family_name": dice.choice(family)})
        of.append(name)
    return table([*rows, {"given_name": None, "family_name": None}]), of


def test_names_that_go_together_are_one_community() -> None:
    records, of = _records()
    found = name_communities(records, 3)
    by_community: dict[str | None, Counter[str]] = defaultdict(Counter)
    for told, name in zip(found, of, strict=False):
        by_community[told][name] += 1
    assert len(by_community) == 3
    assert all(len(counts) == 1 for counts in by_community.values())


def test_a_community_is_told_by_names_that_many_have() -> None:
    records, of = _records()
    for told, name in zip(name_communities(records, 3), of, strict=False):
        assert told is not None
        assert set(told.split(", ")) <= set(NAMES[name][1])


def test_the_same_names_give_the_same_communities() -> None:
    records, _ = _records()
    assert name_communities(records, 3) == name_communities(records, 3)


def test_who_has_no_name_is_in_none_and_so_are_all_where_names_are_few() -> None:
    records, _ = _records()
    assert name_communities(records, 3)[-1] is None
    assert name_communities(records.slice(0, 20)) == [None] * 20
    assert name_communities(table([{"given_name": "ann"}])) == [None]
