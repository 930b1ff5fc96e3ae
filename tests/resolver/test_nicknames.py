"""Nicknames: the file is sound, and groups are found by the first word."""

from importlib.resources import files

from resolver.nicknames import group_table, nickname_groups
from resolver.standardise import name as standardise_name


def test_every_name_of_the_file_is_standardised_and_once_a_group() -> None:
    lines = files("resolver").joinpath("data/nicknames.csv").read_text("utf-8").splitlines()
    for line in lines:
        if line and not line.startswith("#"):
            names = line.split(",")
            assert len(set(names)) == len(names) > 1, line
            assert [standardise_name(each) for each in names] == names


def test_a_name_may_belong_to_several_groups() -> None:
    assert len(nickname_groups()["ali"]) > 1


def test_the_first_word_counts_and_unknown_names_have_no_group() -> None:
    bill, billy_joe, zog = group_table(["bill", "billy joe", "zog"])
    assert set(bill) & set(billy_joe) - {-1}
    assert set(zog) == {-1}
