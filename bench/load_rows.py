"""Made-up person rows with addresses, for measuring the load: seeded, so that every run reads the same."""

import csv
import random
import re
from datetime import date, timedelta
from pathlib import Path

COLUMNS = [
    *("client_ref", "title", "surname", "forenames", "dob", "sex", "nhs_no", "mobile", "email"),
    *("addr1", "town", "postcode", "uprn", "ethnicity", "claim", "updated"),
]

CONTRACT = """\
source: bench
domain: benefits
trust: 0.8
format: {kind: csv, delimiter: ";"}
row: person
key: [client_ref]
nothing: [N/A]
columns:
  title: title
  family_name: surname
  given_name: forenames
  birth_date: {column: dob, date_formats: ["%d/%m/%Y"], nothing: [01/01/1900]}
  sex: {column: sex, codes: {M: male, F: female, U: null}}
  nhs_number: nhs_no
  phone: mobile
  email: email
  address_text: {columns: [addr1, town], separator: ", "}
  postcode: postcode
  uprn: uprn
  address_kind: {default: dwelling}
  ethnicity: ethnicity
  household_key: claim
  recorded_at: {column: updated, date_formats: ["%d/%m/%Y %H:%M"]}
"""

_SYLLABLES = re.findall("..", "anbecorodaelferegaisjokalomernoprsaquosatiulveryowilzed")
_STREETS = [
    "High Street",
    "Mill Lane",
    "Station Road",
    "Church Walk",
    "The Crescent",
    "Park Avenue",
    "Victoria Road",
]
_ETHNICITIES = ["White British", "Black Caribbean", "Indian", "Bangladeshi", "Mixed", "Other"]


def write_rows(path: Path, count: int, seed: int = 1) -> None:
    """Write `count` rows; about one in a hundred holds a value that is refused."""
    chance = random.Random(seed)
    names = ["".join(chance.choices(_SYLLABLES, k=3)).upper() for _ in range(4000)]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, delimiter=";")
        writer.writerow(COLUMNS)
        writer.writerows(_row(chance, names, at) for at in range(count))


def _row(chance: random.Random, names: list[str], at: int) -> list[str]:
    family, given = chance.choice(names), chance.choice(names)
    born = date(1930, 1, 1) + timedelta(days=chance.randrange(33_000))
    updated = date(2020, 1, 1) + timedelta(days=chance.randrange(1_800))
    wrong = chance.random() < 0.01
    return [
        f"C{at:08}",
        chance.choice(["Mr", "Mrs", "Ms", ""]),
        family,
        given,
        "31/02/1980" if wrong else f"{born:%d/%m/%Y}",
        chance.choice("MFU"),
        _nhs_number(chance) if chance.random() < 0.5 else "N/A",
        f"07{chance.choice('4579')}{chance.randrange(10**8):08}" if chance.random() < 0.7 else "",
        f"{given}.{family}{at % 100}@example.org".lower() if chance.random() < 0.5 else "",
        f"{chance.randrange(1, 300)} {chance.choice(_STREETS)}",
        "Anytown",
        f"AB{chance.randrange(1, 30)} {chance.randrange(10)}{''.join(chance.choices('ABDEFG', k=2))}",
        str(chance.randrange(10**7, 10**11)),
        chance.choice(_ETHNICITIES),
        f"H{chance.randrange(10**6)}",
        f"{updated:%d/%m/%Y} 10:30",
    ]


def _nhs_number(chance: random.Random) -> str:
    """A number in the range kept for tests (999), with its check digit."""
    while True:
        digits = f"999{chance.randrange(10**6):06}"
        check = -sum(int(digit) * (10 - at) for at, digit in enumerate(digits)) % 11
        if check != 10:
            return digits + str(check)
