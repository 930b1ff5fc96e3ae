"""Company: records have one word exactly where they would be companions."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from resolver.background import Background
from resolver.companions import companion_groups
from resolver.live.company import Company, company_word, company_words
from resolver.records import Records
from resolver.said import said_by
from tests.resolver.people import Row, table

NOTHING_KNOWN = Background({}, {}, np.empty(0, dtype=np.uint64))

rows = st.fixed_dictionaries(
    {
        "source": st.sampled_from(["care", "health"]),
        "household_key": st.sampled_from([None, None, "c1", "c2"]),
        "address_text": st.sampled_from([None, "1 mill lane", "2 mill lane", "flat 1 2 mill lane"]),
        "postcode": st.sampled_from([None, "ZX1 1AA", "ZX1 1AB"]),
        "uprn": st.sampled_from([None, "10001", "10002"]),
        "address_kind": st.sampled_from([None, "dwelling", "institution"]),
    }
)


@given(st.lists(rows, min_size=2, max_size=12))
def test_groups_are_those_of_companions(given_rows: list[Row]) -> None:
    held = Records(table(given_rows))
    words, groups = company_words(held), companion_groups(held)
    for one in range(len(given_rows)):
        for other in range(one):
            together = groups[one] >= 0 and groups[one] == groups[other]
            assert together == (words[one] != 0 and words[one] == words[other])


@given(st.lists(rows, min_size=1, max_size=12))
def test_one_record_alone_has_the_word_that_it_has_in_a_table(given_rows: list[Row]) -> None:
    records = table(given_rows)
    words = company_words(held := Records(records))[held.places].tolist()
    assert [company_word(said_by(row, NOTHING_KNOWN)) for row in records.to_pylist()] == words


def test_members_are_found_whenever_they_came() -> None:
    company = Company(np.array([7, 0, 7, 8], dtype=np.uint64))
    company.add([7, 0])
    assert list(map(sorted, company.members([7, 8, 9, 0]))) == [[0, 2, 4], [3], [], []]
    assert company.words([1, 3, 4]) == [0, 8, 7]
