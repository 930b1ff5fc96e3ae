"""A small invented town: people in households, and what three systems record of them, with the truth."""

import random
from dataclasses import dataclass, field

import pyarrow as pa

# fmt: off
_FEMALE = (
    "mary", "ann", "elizabeth", "sarah", "jane", "emily", "fatima", "aisha", "margaret", "susan",
    "olga", "zofia", "amara", "priya", "grace", "ruth", "helen", "joan", "alice", "chloe", "megan",
    "nadia", "rosa", "mei", "ines", "yasmin", "layla", "freya",
)
_MALE = (
    "john", "william", "james", "thomas", "george", "mohammed", "ahmed", "robert", "peter", "piotr",
    "kwame", "arjun", "david", "samuel", "ivan", "daniel", "owen", "leo", "hassan", "mark", "paul",
    "ravi", "stefan", "tariq", "idris", "felix", "noah",
)
_FAMILY = (
    "smith", "jones", "khan", "taylor", "brown", "williams", "ahmed", "patel", "okafor", "kowalski",
    "davies", "evans", "hughes", "begum", "hussain", "nowak", "wood", "clarke", "ali", "singh",
    "roberts", "green", "hall", "mensah", "novak", "murphy", "kelly", "walsh", "cohen", "silva",
    "rossi", "marsh", "pike", "frost", "boateng", "larkin", "osei", "tran", "nguyen", "popescu",
    "ferrari", "dubois", "keller",
)
_STREETS = (
    "high", "church", "mill", "station", "park", "victoria", "green", "chapel", "north", "south",
    "orchard", "manor",
)
# fmt: on
_SHORT = {"elizabeth": "liz", "william": "bill", "thomas": "tom", "robert": "bob", "margaret": "peggy"}
_FIELDS = (
    "source",
    "key",
    "person",
    "given_name",
    "middle_name",
    "family_name",
    "former_name",
    "birth_date",
    "sex",
    "nhs_number",
    "phone",
    "address_text",
    "postcode",
)

Row = dict[str, str | None]


@dataclass
class Person:
    """One invented person."""

    number: int
    given: str
    family: str
    sex: str
    birth: str
    nhs: str
    former: str | None = None
    middle: str | None = None


@dataclass
class Household:
    """People at one address with one telephone."""

    text: str
    postcode: str
    phone: str
    people: list[Person] = field(default_factory=list)


def town(households: int, seed: int) -> pa.Table:
    """Records of a town as a table of person rows, with a column `person` that only a test reads."""
    dice = random.Random(seed)
    homes = _homes(households, dice)
    rows = [
        _recorded(system, person, home, dice)
        for home in homes
        for person in home.people
        for system in ("care", "benefits", "health")
        if dice.random() < 0.65
    ]
    dice.shuffle(rows)
    for number, row in enumerate(rows):
        row["key"] = f"{number:06}"
    return pa.table({name: pa.array([row.get(name) for row in rows], pa.string()) for name in _FIELDS})


def valid_nhs_number(nine: int) -> str:
    """The NHS number made of nine digits and their check digit; the next one that has a check digit."""
    while True:
        digits = f"{nine:09}"
        check = (11 - sum(int(d) * w for d, w in zip(digits, range(10, 1, -1), strict=True)) % 11) % 11
        if check < 10:
            return f"{digits}{check}"
        nine += 1


def _homes(count: int, dice: random.Random) -> list[Household]:
    homes, number = [], 0
    for home_number in range(count):
        street = dice.choice(_STREETS)
        home = Household(
            f"{dice.randint(1, 150)} {street} {dice.choice(('road', 'street', 'lane'))}",
            f"ZX{dice.randint(1, 9)} {dice.randint(1, 9)}{dice.choice('ABDEFG')}{dice.choice('ABDEFGHJLN')}",
            f"+4477009{home_number:05}",
        )
        family = (
            dice.choice(_FAMILY) if dice.random() < 0.5 else dice.choice(_FAMILY) + "-" + dice.choice(_FAMILY)
        )
        for place in range(dice.choice((1, 1, 2, 2, 3, 4, 5))):
            home.people.append(_person(number, place, home, family, dice))
            number += 1
        homes.append(home)
    return homes


def _person(number: int, place: int, home: Household, family: str, dice: random.Random) -> Person:
    sex = dice.choice(("female", "male"))
    given = dice.choice(_FEMALE if sex == "female" else _MALE)
    year = dice.randint(1940, 1985) if place < 2 else dice.randint(1990, 2018)
    birth = f"{year}-{dice.randint(1, 12):02}-{dice.randint(1, 28):02}"
    taken = {person.given for person in home.people}
    if place >= 3 and dice.random() < 0.3:
        birth = home.people[-1].birth
    if given in taken and not (place == 2 and dice.random() < 0.5):
        given = next(name for name in _FEMALE + _MALE if name not in taken)
    former = dice.choice(_FAMILY) if place == 1 and sex == "female" else None
    middle = dice.choice(_FEMALE if sex == "female" else _MALE) if dice.random() < 0.4 else None
    return Person(
        number, given, family, sex, birth, valid_nhs_number(400_000_000 + number * 37), former, middle
    )


def _recorded(system: str, person: Person, home: Household, dice: random.Random) -> Row:
    row: Row = {
        "source": system,
        "person": str(person.number),
        "given_name": person.given,
        "middle_name": person.middle if dice.random() < 0.5 else None,
        "family_name": person.family,
        "former_name": person.former if system == "health" else None,
        "birth_date": person.birth if system != "benefits" or dice.random() < 0.3 else None,
        "sex": person.sex if system != "benefits" else None,
        "nhs_number": person.nhs
        if system == "health" or (system == "care" and dice.random() < 0.4)
        else None,
        "phone": home.phone if dice.random() < 0.5 else None,
        "address_text": home.text if system != "care" or dice.random() < 0.7 else None,
        "postcode": home.postcode if system != "care" or dice.random() < 0.7 else None,
    }
    if dice.random() < 0.25:
        _spoil(row, person, dice)
    return row


def _spoil(row: Row, person: Person, dice: random.Random) -> None:
    what = dice.choice(("given", "given", "family", "birth", "birth", "short", "former", "swap", "moved"))
    if what == "given":
        row["given_name"] = _mistyped(person.given, dice)
    elif what == "family":
        row["family_name"] = _mistyped(person.family, dice)
    elif what == "birth":
        row["birth_date"] = dice.choice(
            (None, "1900-01-01", person.birth[:5] + "01-01", person.birth[:-1] + "9")
        )
    elif what == "short":
        row["given_name"] = _SHORT.get(person.given, person.given[0])
    elif what == "former" and person.former:
        row["family_name"] = person.former
    elif what == "swap":
        row["given_name"], row["family_name"] = person.family, person.given
    elif what == "moved":
        row["address_text"], row["postcode"] = f"{dice.randint(1, 150)} old road", "ZX9 9ZZ"


def _mistyped(name: str, dice: random.Random) -> str:
    place = dice.randrange(1, len(name))
    return dice.choice(
        (name[:place] + name[place + 1 :], name[:place] + dice.choice("aeiorst") + name[place + 1 :])
    )
