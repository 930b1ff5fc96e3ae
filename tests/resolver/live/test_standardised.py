"""Standardised: what is kept of a record is what is made of its row."""

from graph.former_addresses import FIELD
from resolver.link import link
from resolver.live.standardised import Standardised
from resolver.prepare import prepared
from resolver.said import Said, said_by
from tests.resolver.people import table
from tests.resolver.town import town


def test_it_is_what_is_made_of_the_row_whether_there_at_first_or_added() -> None:
    rows = town(80, 9).drop_columns(["person"]).to_pylist()
    for number, row in enumerate(rows):
        row["full_name"] = f"Ann Mary {row['family_name']}" if number % 3 == 0 else None
        row[FIELD] = f"10{number}\tZX1 2AB\t{number} long street\n\tZX3 1AB\t" if number % 5 == 0 else None
    records = table(rows)
    learned = link(records).learned
    said = [said_by(row, learned.background) for row in records.to_pylist()]
    half = len(rows) // 2
    first = records.slice(0, half)
    kept = Standardised(first, prepared(first, learned))
    kept.add(said[half:])
    assert [_parts(kept.of(number)) for number in range(len(rows))] == [_parts(each) for each in said]
    assert any(each.former for each in said)
    assert any("middle_name" in each.values for each in said)


def _parts(said: Said) -> tuple[object, ...]:
    return said.id, dict(said.values), said.former
