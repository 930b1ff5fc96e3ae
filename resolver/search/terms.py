"""Terms: what a query asks for, one remembered thing each.

Invariant: a term is standardised as records are, so that it depends on no record; the same terms in another
order are the same query.
"""

from dataclasses import dataclass

from resolver.search.likelihood import ADDRESS, DATE, DIGITS, NAME, POSTCODE, YEAR, YEARS, Scale

GIVEN = ("given_name", "middle_name", "known_as")
FAMILY = ("family_name", "former_name")


@dataclass(frozen=True, order=True)
class NameWord:
    """A word of a name or its beginning; `meant` are the fields it is meant for, `()` for any."""

    word: str
    meant: tuple[str, ...] = ()
    scale = NAME
    fields = (*GIVEN, *FAMILY)

    @property
    def asked(self) -> str:
        """The term as users read it."""
        return self.word


@dataclass(frozen=True, order=True)
class AddressPart:
    """Words and numbers of an address, in any order."""

    words: tuple[str, ...]
    numbers: tuple[str, ...] = ()
    scale = ADDRESS
    fields = ("address_text",)

    @property
    def asked(self) -> str:
        """The term as users read it."""
        return " ".join((*self.numbers, *self.words))


@dataclass(frozen=True, order=True)
class PostcodePart:
    """A postcode, its beginning, or its last three signs; without a space."""

    text: str
    scale = POSTCODE
    fields = ("postcode",)

    @property
    def asked(self) -> str:
        """The term as users read it."""
        return self.text.upper()


@dataclass(frozen=True, order=True)
class LastDigits:
    """The last digits of a telephone or NHS number, or all of them."""

    digits: str
    scale = DIGITS
    fields = ("phone", "nhs_number")

    @property
    def asked(self) -> str:
        """The term as users read it."""
        return f"…{self.digits}"


@dataclass(frozen=True, order=True)
class BirthDate:
    """A date of birth or parts of one; 0 for a part not given."""

    year: int = 0
    month: int = 0
    day: int = 0
    scale = DATE
    fields = ("birth_date",)

    @property
    def asked(self) -> str:
        """The term as users read it, unknown parts as question marks."""
        year = f"{self.year:04}" if self.year else "????"
        month = f"{self.month:02}" if self.month else "??"
        return f"{year}-{month}-{self.day:02}" if self.day else f"{year}-{month}"


@dataclass(frozen=True, order=True)
class BirthYears:
    """Born from one year to another, both included; `slack` is how far out a memory of it may well be."""

    first: int
    last: int
    slack: int = 2
    fields = ("birth_date",)

    @property
    def scale(self) -> Scale:
        """A single year is remembered better than an age."""
        return YEAR if self.first == self.last else YEARS

    @property
    def asked(self) -> str:
        """The term as users read it."""
        return f"born {self.first}" if self.first == self.last else f"born {self.first} to {self.last}"


Simple = NameWord | AddressPart | PostcodePart | LastDigits | BirthDate | BirthYears


@dataclass(frozen=True)
class Either:
    """A word that may mean one thing or another; what fits a person best counts."""

    readings: tuple[Simple, ...]


Term = Simple | Either


def readings_of(term: Term) -> tuple[Simple, ...]:
    """All that a term may mean."""
    return term.readings if isinstance(term, Either) else (term,)
