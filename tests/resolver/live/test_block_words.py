"""Block words: a record that comes alone is in the blocks that it is in in a table."""

from graph.former_addresses import FIELD
from resolver.link import link
from resolver.live.block_words import BlockWords
from resolver.live.blocks import blocks_by_rule
from resolver.prepare import prepared
from resolver.said import said_by
from tests.resolver.people import table
from tests.resolver.town import town


def test_they_are_those_of_the_table() -> None:
    rows = town(80, 9).drop_columns(["person"]).to_pylist()
    for number, row in enumerate(rows):
        row["known_as"] = "bob" if number % 7 == 0 else None
        row[FIELD] = f"10{number}\tZX1 2AB\t{number} long street\n\tZX3 1AB\t" if number % 5 == 0 else None
    records = table(rows)
    learned = link(records).learned
    held = prepared(records, learned)
    crowded = learned.background.crowded
    by_place: list[set[tuple[int, int]]] = [set() for _ in rows]
    for rule, (words, places) in enumerate(blocks_by_rule(held, learned.settings, crowded)):
        for word, place in zip(words.tolist(), places.tolist(), strict=True):
            by_place[held.positions[place]].add((rule, word))
    words_of = BlockWords(learned).of
    assert [set(words_of(said_by(row, learned.background))) for row in records.to_pylist()] == by_place
    assert sum(map(len, by_place)) > 500
