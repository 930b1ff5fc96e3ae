"""Weights are learned from the records alone: nobody labels anything, and they fit those records."""

import pyarrow as pa

from resolver.evaluate import evaluate
from resolver.link import link
from resolver.model import Model
from tests.resolver.town import town


def test_without_a_label_people_are_found() -> None:
    records = town(400, 17)
    linkage = link(records.drop_columns(["person"]))
    assert evaluate(linkage.clusters["entity_id"], records["person"]).pairwise.f1 > 0.97


def test_what_is_learned_is_of_the_records_at_hand() -> None:
    """Where every other date of birth is wrong, an equal one is rarer and a different one says little."""
    records = town(400, 17)
    dates = [
        f"{date[:5]}0{1 + place % 9}-1{place % 7}" if date and place % 2 else date
        for place, date in enumerate(records["birth_date"].to_pylist())
    ]
    column = records.schema.get_field_index("birth_date")
    careless = records.set_column(column, "birth_date", pa.array(dates, pa.string()))
    assert worth_of_other_dates(link(careless).model) > worth_of_other_dates(link(records).model) + 1


def worth_of_other_dates(model: Model) -> float:
    """Bits of two parts of a date being the same and one not, for one person against strangers."""
    known = next(each for each in model.comparisons if each.name == "birth_date")
    code = [level.label for level in known.levels].index("two parts of the date of birth are the same")
    return float(known.bits().same_person[code + 1])
