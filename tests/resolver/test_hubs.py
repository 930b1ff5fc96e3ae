"""Hubs: a telephone of many people says nothing, one of a family does."""

from resolver.hubs import demote_hubs, holders
from resolver.records import Records
from resolver.settings import default_settings
from tests.resolver.people import table

NAMES = ["Ada", "Bo", "Cyril", "Dora", "Efua", "Finn", "Gita"]


def test_a_value_of_many_people_says_nothing() -> None:
    hostel = [{"given_name": name, "phone": "01632 960001"} for name in NAMES]
    family = [{"given_name": name, "phone": "01632 960002"} for name in NAMES[:4]]
    records = Records(table([*hostel, *family]))
    demote_hubs(records, default_settings())
    assert records.column("phone").values == ("01632960002",)


def test_many_records_of_one_person_make_no_hub() -> None:
    records = Records(table([{"given_name": "Ada", "phone": "01632 960001"}] * 9))
    demote_hubs(records, default_settings())
    assert records.has("phone")


def test_only_named_people_are_counted() -> None:
    records = Records(
        table([{"given_name": None, "phone": "01632 960001"}, {"given_name": "Ada", "phone": None}])
    )
    assert holders(records.column("phone"), records.sounds("given_name")).tolist() == [0]
