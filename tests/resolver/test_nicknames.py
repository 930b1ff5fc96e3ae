"""Nicknames and spellings: the files are sound, and groups are found by the name or its first word."""

from importlib.resources import files

import pytest

from resolver.nicknames import group_table, nickname_groups, spelling_groups, usual_spellings
from resolver.standardise import name as standardise_name


@pytest.mark.parametrize("file", ["nicknames", "spellings"])
def test_every_name_of_a_file_is_standardised_and_once_a_group(file: str) -> None:
    lines = files("resolver").joinpath(f"data/{file}.csv").read_text("utf-8").splitlines()
    for line in lines:
        if line and not line.startswith("#"):
            names = line.split(",")
            assert len(set(names)) == len(names) > 1, line
            assert [standardise_name(each) for each in names] == names


@pytest.mark.parametrize("groups", [nickname_groups(), spelling_groups()], ids=["nicknames", "spellings"])
def test_no_name_has_more_groups_than_are_looked_at(groups: dict[str, tuple[int, ...]]) -> None:
    assert max(len(each) for each in groups.values()) <= 8


def test_a_name_may_belong_to_several_groups() -> None:
    assert len(nickname_groups()["ali"]) > 1


def test_the_whole_name_counts_else_its_first_word_and_unknown_names_have_no_group() -> None:
    bill, billy_joe, zog = group_table(["bill", "billy joe", "zog"], nickname_groups())
    assert set(bill) & set(billy_joe) - {-1}
    assert set(zog) == {-1}
    one, other = group_table(["abdul rahman", "cabdiraxmaan"], spelling_groups())
    assert set(one) & set(other) - {-1}


def test_the_usual_spelling_is_one_for_all_of_a_group() -> None:
    assert usual_spellings()["maxamed"] == usual_spellings()["mohamud"] == "mohammed"
