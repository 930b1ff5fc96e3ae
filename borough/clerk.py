"""The clerk: turns the truth about a person into the dossier that one system holds, mistakes included."""

import random
from dataclasses import dataclass, field

from borough import calendar, names, noise
from borough.addresses import Kind
from borough.calendar import CUT_DAY, NEVER, YEAR
from borough.dossier import Dossier
from borough.identity import Identities, mobile
from borough.knowledge import Held, Knowledge
from borough.people import NOBODY
from borough.registry import Register
from borough.services import System
from borough.world import World


@dataclass(frozen=True)
class Care:
    """How careful a system is: the share of records with each mistake, and of fields filled."""

    born_missing: float = 0.085
    born_wrong: float = 0.045
    given_familiar: float = 0.055
    given_respelt: float = 0.025
    given_mistyped: float = 0.022
    family_respelt: float = 0.034
    family_mistyped: float = 0.022
    former_kept: float = 0.14
    names_swapped: float = 0.004
    initials_only: float = 0.0
    one_for_both: float = 0.0
    nameless: float = 0.0
    middle_known: float = 0.4
    phone_known: float = 0.8
    phone_old: float = 0.1
    email_known: float = 0.5
    sex_wrong: float = 0.004
    nhs_known: float = 0.0
    uprn_known: float = 0.0
    postcode_missing: float = 0.03
    address_mistyped: float = 0.03
    holds_address: bool = True
    holds_birth_date: bool = True


CARE: dict[System, Care] = {
    System.HEALTH: Care(
        born_missing=0.088,
        born_wrong=0.047,
        nhs_known=0.985,
        uprn_known=0.35,
        email_known=0.45,
        middle_known=0.6,
    ),
    System.ADULT_CARE: Care(nhs_known=0.5, uprn_known=0.6, phone_known=0.82, email_known=0.3),
    System.CHILDREN: Care(born_missing=0.09, phone_known=0.75, email_known=0.35, uprn_known=0.3),
    System.HOMELESSNESS: Care(
        born_missing=0.1, holds_address=False, phone_known=0.95, email_known=0.75, phone_old=0.12
    ),
    System.BENEFITS: Care(
        holds_birth_date=False, uprn_known=0.93, phone_known=0.85, email_known=0.65, middle_known=0.3
    ),
    System.COUNCIL_TAX: Care(
        born_missing=0.94,
        initials_only=0.3,
        one_for_both=0.5,
        nameless=0.002,
        uprn_known=0.98,
        phone_known=0.55,
        email_known=0.45,
        postcode_missing=0.004,
        address_mistyped=0.004,
    ),
}
_KINDS = {Kind.DWELLING: "dwelling", Kind.CARE_HOME: "institution", Kind.HOSTEL: "institution"}
_SUPPORT_WORKERS = tuple(f"07700900{number:03d}" for number in range(100, 130))
_SHORT = (
    ("Road", "Rd"),
    ("Street", "St"),
    ("Avenue", "Ave"),
    ("Gardens", "Gdns"),
    ("Close", "Cl"),
    ("Flat ", "Apt "),
)


@dataclass
class Clerk:
    """Writes dossiers; all mistakes come from `dice`."""

    world: World
    identities: Identities
    knowledge: Knowledge
    dice: random.Random
    nicknames: dict[str, tuple[str, ...]] = field(default_factory=names.nicknames)
    spellings: dict[str, tuple[str, ...]] = field(default_factory=names.spellings)

    def dossier(self, register: Register, at: int, key: str, group: str) -> Dossier:
        """The dossier of one entry."""
        entry = register.entries[at]
        care, person = CARE[register.system], entry.person
        number = self.identities.nhs_number[person]
        made = Dossier(
            system=register.system, entry=at, person=person, key=key, group=group, recorded=entry.since,
            title=self._title(person), given=self._given(care, person), middle=self._middle(care, person),
            family=self._family(care, person, entry.since), former="", known_as="",
            born=self._born(care, person), died=self._died(register.system, person),
            sex=self._sex(care, person),
            nhs_number="" if entry.is_duplicate else self._maybe(care.nhs_known, number),
            phone=self._phone(care, person),
            email=self._maybe(care.email_known, self.identities.email[person]),
            ethnicity=self._maybe(0.8, self._community(person).ethnicity),
            language=self._maybe(0.6, self._community(person).language),
            address="", postcode="", uprn="", kind="", since=None, until=None,
        )  # fmt: skip
        self._name_forms(made)
        self._addressing(made, register)
        if care.holds_address:
            closes = self._closes(register, at)
            self._house(made, self.knowledge.held(register.system, person, entry.since, closes))
        return made

    def _closes(self, register: Register, at: int) -> int:
        """A first entry that a second one followed was left as it was then."""
        entry = register.entries[at]
        later = [register.entries[each].since for each in register.of_person[entry.person] if each > at]
        return min(later, default=NEVER)

    def place(self, care: Care, address: int) -> tuple[str, str, str]:
        """Address line, postcode and UPRN as written by a clerk."""
        addresses = self.world.addresses
        text = addresses.text[address]
        if self.dice.random() < 0.25:
            for long, short in _SHORT:
                text = text.replace(long, short)
        if self.dice.random() < care.address_mistyped:
            text = noise.mistyped(self.dice, text)
        postcode = addresses.postcode_text(address)
        if self.dice.random() < 0.1:
            postcode = postcode.replace(" ", "").lower()
        uprn = addresses.uprn[address]
        return text, self._maybe(1 - care.postcode_missing, postcode), self._maybe(care.uprn_known, uprn)

    def _house(self, made: Dossier, held: Held) -> None:
        address = self.world.stays.address[held.stay]
        made.address, made.postcode, made.uprn = self.place(CARE[made.system], address)
        made.kind = _KINDS[self.world.addresses.kind[address]]
        made.since, made.until = held.since, held.until

    def _maybe(self, share: float, text: str) -> str:
        return text if self.dice.random() < share else ""

    def _community(self, person: int) -> names.Community:
        return self.world.communities[int(self.world.people.community[person])]

    def _title(self, person: int) -> str:
        people = self.world.people
        if CUT_DAY - people.born[person] < 16 * YEAR:
            return "Miss" if people.sex[person] == 0 else "Master"
        if people.sex[person] == 1:
            return "Mr"
        return "Mrs" if people.partner[person] != NOBODY or person in people.renamed else "Ms"

    def _given(self, care: Care, person: int) -> str:
        name, drawn = self.world.people.given[person], self.dice.random()
        familiar = self.nicknames.get(name)
        if drawn < care.given_mistyped:
            return noise.mistyped(self.dice, name)
        if drawn < care.given_mistyped + care.given_respelt:
            return noise.respelt(self.dice, name, self.spellings)
        if drawn < care.given_mistyped + care.given_respelt + care.given_familiar * 2 and familiar:
            return self.dice.choice(familiar)
        return name

    def _middle(self, care: Care, person: int) -> str:
        middle = self._maybe(care.middle_known, self.world.people.middle[person])
        return middle[:1] if middle and self.dice.random() < 0.35 else middle

    def _family(self, care: Care, person: int, since: int) -> str:
        people, drawn = self.world.people, self.dice.random()
        name = people.family[person]
        is_older = since < people.renamed.get(person, -NEVER)
        if person in people.renamed and self.dice.random() < (0.6 if is_older else care.former_kept):
            name = people.former[person]
        if drawn < care.family_mistyped:
            return noise.mistyped(self.dice, name)
        if drawn < care.family_mistyped + care.family_respelt:
            return noise.respelt(self.dice, name, self.spellings)
        return name

    def _name_forms(self, made: Dossier) -> None:
        people, person = self.world.people, made.person
        if self.dice.random() < CARE[made.system].names_swapped:
            made.given, made.family = made.family, made.given
        if person in people.renamed and made.family == people.family[person] and self.dice.random() < 0.35:
            made.former = people.former[person]
        if self.dice.random() < 0.06 and people.given[person] in self.nicknames:
            made.known_as = self.dice.choice(self.nicknames[people.given[person]])

    def _addressing(self, made: Dossier, register: Register) -> None:
        care, partner = CARE[made.system], int(self.world.people.partner[made.person])
        if self.dice.random() < care.initials_only:
            made.given, made.middle = made.given[:1], made.middle[:1]
        is_alone = partner != NOBODY and partner not in register.of_person
        made.is_for_both = is_alone and self.dice.random() < care.one_for_both
        made.is_nameless = self.dice.random() < care.nameless
        if made.is_nameless:
            made.phone = made.email = made.born = ""

    def _born(self, care: Care, person: int) -> str:
        if not care.holds_birth_date or self.dice.random() < care.born_missing:
            return ""
        born = calendar.day(self.world.people.born[person])
        if self.dice.random() < care.born_wrong / (1 - care.born_missing):
            born = noise.misdated(self.dice, born)
        return born.isoformat()

    def _died(self, system: System, person: int) -> int | None:
        died = int(self.world.people.died[person])
        knows = {System.HEALTH: 0.98, System.ADULT_CARE: 0.85}.get(system, 0.5)
        return died if died <= CUT_DAY and self.dice.random() < knows else None

    def _sex(self, care: Care, person: int) -> str:
        is_wrong = self.dice.random() < care.sex_wrong
        return names.SEXES[self.world.people.sex[person] ^ is_wrong]

    def _phone(self, care: Care, person: int) -> str:
        if self.dice.random() >= care.phone_known:
            return ""
        drawn = self.dice.random()
        if drawn < care.phone_old:
            return mobile(self.dice)
        if drawn < care.phone_old + 0.03:
            return self.dice.choice(_SUPPORT_WORKERS)
        desk = self._desk(person)
        return desk if desk and self.dice.random() < 0.5 else self.identities.phone[person]

    def _desk(self, person: int) -> str:
        """The telephone at the desk of the hostel or care home where the person last lived."""
        stays = self.knowledge.stays(person)
        address = self.world.stays.address[stays[-1]] if stays else 0
        is_institution = self.world.addresses.kind[address] is not Kind.DWELLING
        return f"07700900{200 + address % 700:03d}" if is_institution else ""
