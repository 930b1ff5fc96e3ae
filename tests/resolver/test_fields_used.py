"""Fields used: what linking does not look at may be left unread."""

from resolver.fields_used import fields_used
from resolver.link import link
from resolver.settings import default_settings
from tests.resolver.town import town


def test_the_same_people_come_of_the_fields_used_alone() -> None:
    records = town(120, 3).drop_columns(["person"])
    used = fields_used(default_settings())
    known = records.select([name for name in records.column_names if name in used])
    assert link(known).pairs.equals(link(records).pairs)
    assert link(known).clusters.equals(link(records).clusters)


def test_names_that_stand_in_for_others_are_used() -> None:
    used = fields_used(default_settings())
    assert {"source", "key", "known_as", "former_name", "given_name", "former_addresses", "title"} <= used
    assert "language" not in used
