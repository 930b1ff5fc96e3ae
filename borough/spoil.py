"""Spoilt rows: a few rows that no loader should accept, added to what a system delivers.

Invariant: a spoilt row is a copy of a good one under a key of its own, so that nothing true is lost with it.
"""

import random
from copy import deepcopy
from dataclasses import dataclass

from borough.table import Row, Table

SHARE = 0.003


@dataclass(frozen=True)
class Spoiling:
    """How a table's rows are spoilt: its key column, and by rule the column and what stands there."""

    key: str
    rules: tuple[tuple[str, str, object], ...]


_SPOILINGS: dict[str, Spoiling] = {
    "health_patients": Spoiling("patient_id", (("impossible date", "dob", "1987-02-30"), ("broken check digit", "nhs_no", "9990000001"), ("unknown code", "gender", "7"), ("missing key", "patient_id", ""))),
    "adult_social_care_clients": Spoiling("CLIENT_ID", (("impossible date", "DOB", "31/02/1980"), ("broken check digit", "NHS_NUMBER", "999 000 0001"), ("unknown code", "SEX", "Q"), ("missing key", "CLIENT_ID", ""))),
    "childrens_services_people": Spoiling("id", (("impossible date", "dateOfBirth", "2015-13-04"), ("unknown code", "sex", 5), ("missing key", "id", ""))),
    "homelessness_applicants": Spoiling("Applicant Ref", (("impossible date", "Date of Birth", "30-Feb-1991"), ("unknown code", "Gender", "xx"), ("missing key", "Applicant Ref", ""))),
    "benefits_members": Spoiling("claim_ref", (("impossible date", "from_date", "20231345"), ("unknown code", "sex", "Z"), ("missing key", "claim_ref", ""))),
    "health_attendances": Spoiling("attendance_id", (("unknown code", "type", "??"), ("missing key", "patient_id", ""))),
    "homelessness_cases": Spoiling("Case Ref", (("impossible date", "Opened", "31-Apr-2024"), ("missing key", "Applicant Ref", ""))),
}  # fmt: skip


def spoil(table: Table, dice: random.Random) -> None:
    """Add spoilt rows to a table that is to have some, at random places."""
    spoiling = _SPOILINGS.get(table.name)
    if spoiling is None:
        return
    count = max(len(spoiling.rules), round(SHARE * len(table.rows)))
    count = min(count, len(table.rows) // 200)
    for number in range(count):
        row, rule = _spoilt(table, spoiling, dice, number)
        at = int(dice.random() * (len(table.rows) + 1))
        table.bad = [(place + (place >= at), other) for place, other in table.bad]
        table.rows.insert(at, row)
        table.bad.append((at, rule))


def _spoilt(table: Table, spoiling: Spoiling, dice: random.Random, number: int) -> tuple[Row, str]:
    row = deepcopy(dice.choice(table.rows))
    rule, column, value = spoiling.rules[number % len(spoiling.rules)]
    row[spoiling.key] = f"9{number:06d}X"
    row[column] = value
    return row, rule
