"""Blocking: pairs that share a key, each once, and bounded however large a block is."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from resolver.block import candidate_pairs
from resolver.errors import SettingsError
from resolver.packed import unpack
from resolver.records import Records
from resolver.settings import Settings, default_settings
from tests.resolver.people import Row, table


def pairs(rows: list[Row], rules: list[list[str]], **other: object) -> set[tuple[int, int]]:
    declared = default_settings().model_dump() | {"blocking": rules, "split_by": []} | other
    left, right = unpack(candidate_pairs(Records(table(rows)), Settings.model_validate(declared)).pairs)
    assert (left < right).all()
    return set(zip(left.tolist(), right.tolist(), strict=True))


@given(
    st.lists(
        st.tuples(st.sampled_from(["ada", "bo", None]), st.sampled_from(["1984", "1990", None])), max_size=9
    )
)
def test_a_rule_proposes_exactly_the_pairs_that_share_all_its_keys(
    people: list[tuple[str | None, str | None]],
) -> None:
    rows: list[Row] = [{"given_name": name, "birth_date": year} for name, year in people]
    expected = {
        (one, other)
        for one in range(len(people))
        for other in range(one + 1, len(people))
        if people[one] == people[other] and None not in people[one]
    }
    assert pairs(rows or [{"given_name": None}], [["given_name", "birth_date:year"]]) == expected


def test_a_pair_that_several_rules_propose_is_there_once() -> None:
    rows: list[Row] = [{"given_name": "Ada", "postcode": "ZX1 1AA"}] * 2
    assert pairs(rows, [["given_name"], ["postcode"]]) == {(0, 1)}


def test_names_meet_in_either_order() -> None:
    rows: list[Row] = [
        {"given_name": "Grace", "family_name": "Okafor"},
        {"given_name": "Okafor", "family_name": "Grace"},
        {"given_name": "Grace", "family_name": None},
    ]
    assert pairs(rows, [["names"]]) == {(0, 1)}


def test_a_record_meets_others_under_its_other_names_too() -> None:
    rows: list[Row] = [
        {"given_name": "Ada", "family_name": "Pike", "former_name": "Marsh"},
        {"given_name": "Ada", "family_name": "Marsh"},
        {"given_name": "Ada", "family_name": "Pike"},
        {"given_name": "Bo", "family_name": "Frost", "former_name": "Frost"},
    ]
    assert pairs(rows, [["given_name", "family_name"]]) == {(0, 1), (0, 2)}


def test_a_record_meets_others_at_its_former_addresses_too() -> None:
    rows: list[Row] = [
        {"postcode": "ZX1 1AA", "former_addresses": "\tZX9 9ZZ\t4 Mill Lane\n100\t\t"},
        {"postcode": "ZX9 9ZZ"},
        {"uprn": "100", "former_addresses": "\tZX7 7AB\t"},
        {"postcode": "ZX7 7AB"},
    ]
    assert pairs(rows, [["postcode"], ["uprn"]]) == {(0, 1), (0, 2), (2, 3)}


def test_former_addresses_pair_nobody_by_what_is_no_address() -> None:
    former = "\n".join(f"1{number}\tZX1 1AA\t{number} Kiln Lane" for number in range(3))
    rows: list[Row] = [
        {"given_name": "Ada", "birth_date": "1984", "former_addresses": former},
        {"given_name": "Ada", "birth_date": "1984", "former_addresses": former},
        {"given_name": "Ada", "birth_date": "1990", "former_addresses": former},
    ]
    assert pairs(rows, [["given_name", "birth_date:year"]]) == {(0, 1)}
    assert pairs(rows, [["given_name", "birth_date:year"], ["given_name", "postcode"]]) == {
        (0, 1),
        (0, 2),
        (1, 2),
    }


def test_a_large_block_proposes_nothing_but_smaller_ones_within_it_do() -> None:
    rows: list[Row] = [{"postcode": "ZX1 1AA", "birth_date": f"19{40 + n // 2}-05-17"} for n in range(12)]
    found = pairs(rows, [["postcode"]], largest_block=6, split_by=["birth_date:year"])
    assert found == {(n, n + 1) for n in range(0, 12, 2)}
    assert pairs(rows, [["postcode"]], largest_block=6) == set()


def test_what_was_crowded_stays_so_in_a_part_of_the_records() -> None:
    rows: list[Row] = [{"postcode": "ZX1 1AA"}] * 8
    settings = Settings.model_validate(
        default_settings().model_dump() | {"blocking": [["postcode"]], "split_by": [], "largest_block": 6}
    )
    crowded = candidate_pairs(Records(table(rows)), settings).crowded
    assert len(crowded) == 1
    few = Records(table(rows[:2]))
    assert len(candidate_pairs(few, settings, crowded).pairs) == 0
    assert len(candidate_pairs(few, settings, crowded[:0]).pairs) == 1


def test_a_day_and_month_meet_swapped_but_first_of_january_meets_nobody() -> None:
    dates = ["1984-05-07", "1990-07-05", "1984-01-01", "1990-01-01", "1984"]
    assert pairs([{"birth_date": each} for each in dates], [["birth_date:day_month"]]) == {(0, 1)}


def test_a_part_that_does_not_exist_is_refused() -> None:
    with pytest.raises(SettingsError, match="no key part 'smell'"):
        pairs([{"given_name": "Ada"}], [["given_name:smell"]])


def test_the_default_rules_work_on_records_that_say_nothing() -> None:
    assert len(candidate_pairs(Records(table([{"given_name": None}] * 3)), default_settings()).pairs) == 0
    assert (
        candidate_pairs(Records(table([{"given_name": None}])), default_settings()).pairs.dtype == np.uint64
    )
