"""What a person truly carries besides a name: an NHS number, a telephone, an email address.

All are made up: NHS numbers are of the range 999, which is kept for tests; email domains are reserved
ones; telephone numbers are drawn at random.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field

from borough.calendar import CUT_DAY, YEAR
from borough.noise import folded
from borough.people import NOBODY, People

_DOMAINS = ("example.com", "example.org", "example.net")
_RANGE = 1_000_000
_PREFIXES = ("40", "41", "42", "43", "54", "55", "56", "57", "74", "75", "76", "77", "85", "86", "87", "88")


@dataclass
class Identities:
    """Identifiers and contact details by person; empty where there is none."""

    nhs_number: list[str] = field(default_factory=list)
    phone: list[str] = field(default_factory=list)
    email: list[str] = field(default_factory=list)
    landline: dict[int, str] = field(default_factory=dict)


def identities(people: People, dice: random.Random) -> Identities:
    """Draw them for everybody; a child has its mother's telephone."""
    made = Identities()
    bodies = iter(dice.sample(range(_RANGE), min(_RANGE, round(people.count * 1.12) + 200)))
    taken: set[str] = set()
    for person in range(people.count):
        made.nhs_number.append(_nhs_number(bodies))
        is_child = CUT_DAY - people.born[person] < 15 * YEAR
        made.phone.append("" if is_child else mobile(dice))
        has_email = not is_child and dice.random() >= 0.22
        made.email.append(_unused(people, person, dice, taken) if has_email else "")
    for person in range(people.count):
        if not made.phone[person]:
            parent = int(people.mother[person])
            made.phone[person] = made.phone[parent] if parent != NOBODY else mobile(dice)
    return made


def mobile(dice: random.Random) -> str:
    """A mobile number."""
    return f"07{dice.choice(_PREFIXES)}{int(dice.random() * 10**7):07d}"


def email(people: People, person: int, dice: random.Random) -> str:
    """An email address that resembles the name, more or less."""
    given, family = (_letters(text) for text in (people.given[person], people.family[person]))
    number = int(dice.random() * 90) + 10
    form = dice.choice(
        (f"{given}.{family}", f"{given}{number}", f"{given[:1]}{family}{number}", f"{given}.{family}{number}")
    )
    return f"{form}@{dice.choice(_DOMAINS)}"


def _unused(people: People, person: int, dice: random.Random, taken: set[str]) -> str:
    """An email address that nobody else has; a longer number where the usual ones are gone."""
    drawn = email(people, person, dice)
    for _ in range(3):
        if drawn not in taken:
            break
        drawn = email(people, person, dice)
    if drawn in taken:
        local, _, domain = drawn.partition("@")
        drawn = f"{local}.{person}@{domain}"
    taken.add(drawn)
    return drawn


def check_digit(nine: str) -> int:
    """The check digit of nine digits, modulus 11; 10 where there is none."""
    return (
        11 - sum(int(digit) * weight for digit, weight in zip(nine, range(10, 1, -1), strict=True)) % 11
    ) % 11


def _nhs_number(bodies: Iterator[int]) -> str:
    while True:
        nine = f"999{next(bodies):06d}"
        digit = check_digit(nine)
        if digit < 10:
            return f"{nine}{digit}"


def _letters(text: str) -> str:
    return "".join(letter for letter in folded(text).lower() if letter.isalpha())
