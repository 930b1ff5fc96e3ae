"""Error rates of a made borough: the delivered records compared with the truth."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from borough.names import spellings
from borough.noise import SOUNDS
from tests.borough.delivered import Row, folded, rows, truth

_SPELLINGS = {(folded(name), folded(other)) for name, others in spellings().items() for other in others}


@dataclass(frozen=True)
class Known:
    """A person row with the person whom it is about, and where that person lives at the cut."""

    row: Row
    person: dict[str, Any]
    home: dict[str, Any] | None


def known(folder: Path) -> list[Known]:
    """Every true person row with its truth."""
    person_of = {(each["source"], each["key"]): each["person"] for each in truth(folder, "records")}
    people = {each["person"]: each for each in truth(folder, "people")}
    homes = current_homes(folder)
    found = [(row, person_of.get((row.source, row.key))) for row in rows(folder)]
    return [Known(row, people[person], homes.get(person)) for row, person in found if person is not None]


def current_homes(folder: Path) -> dict[str, dict[str, Any]]:
    """The address of everybody who lives in the borough at the cut."""
    addresses = {each["address"]: each for each in truth(folder, "addresses")}
    stays = [each for each in truth(folder, "households") if each["to"] is None]
    return {each["person"]: {**addresses[each["address"]], "household": each["household"]} for each in stays}


def rate(records: Iterable[Known], is_so: Callable[[Known], bool]) -> float:
    """The share of records of which something is so."""
    counts = Counter(is_so(each) for each in records)
    return counts[True] / max(1, counts.total())


def has_birth_dates(each: Known) -> bool:
    """Council tax has one now and then, which is not to have them."""
    return each.row.source not in {"benefits", "council_tax"}


def has_addresses(each: Known) -> bool:
    return each.row.source != "homelessness"


def birth_date_is_missing(each: Known) -> bool:
    return not each.row.born


def birth_date_is_wrong(each: Known) -> bool:
    return bool(each.row.born) and each.row.born != each.person["birth_date"].isoformat()


def family_name_is_changed(each: Known) -> bool:
    """A former name, or another spelling of the present or former one; slips of the fingers do not count."""
    held, true, former = (
        folded(text) for text in (each.row.family, each.person["family"], each.person["former_family"] or "")
    )
    if held == true:
        return False
    return held == former or is_respelt(held, true) or (bool(former) and is_respelt(held, former))


def is_respelt(held: str, true: str) -> bool:
    """One listed spelling apart, or one sound written as another."""
    pairs = list(zip(held.split(" "), true.split(" "), strict=False))
    differing = [(one, other) for one, other in pairs if one != other]
    if len(differing) == 1 and (differing[0][1], differing[0][0]) in _SPELLINGS:
        return True
    return held != true and any(_sounds(held, true, one, other) for one, other in SOUNDS)


def _sounds(held: str, true: str, sound: str, other: str) -> bool:
    at = true.find(sound, 1)
    return at > 0 and true[:at] + other + true[at + len(sound) :] == held


def given_name_is_other(each: Known) -> bool:
    return folded(each.row.given) != folded(each.person["given"])


def family_name_is_other(each: Known) -> bool:
    return folded(each.row.family) != folded(each.person["family"])


def claims_an_address(each: Known) -> bool:
    """The row says where the person lives, and not that it is over."""
    return has_addresses(each) and bool(each.row.address) and not each.row.until and not each.row.died


def address_is_out_of_date(each: Known) -> bool:
    return claims_an_address(each) and not is_at_home(each)


def is_at_home(each: Known) -> bool:
    if each.home is None:
        return False
    return house(each.row.address) == house(each.home["text"]) or (
        bool(each.row.postcode)
        and folded(each.row.postcode).replace(" ", "") == folded(each.home["postcode"]).replace(" ", "")
        and _digits(each.row.address)[:1] == _digits(each.home["text"])[:1]
    )


def house(text: str) -> str:
    """An address line with the usual abbreviations written out."""
    return " ".join(_LONG.get(word, word) for word in folded(text).split())


_LONG = {"apt": "flat", "rd": "road", "st": "street", "ave": "avenue", "gdns": "gardens", "cl": "close"}


def _digits(text: str) -> list[str]:
    return [
        "".join(letter for letter in word if letter.isdigit())
        for word in text.split()
        if any(map(str.isdigit, word))
    ]


def has_an_error(each: Known) -> bool:
    return (
        given_name_is_other(each)
        or family_name_is_other(each)
        or (has_birth_dates(each) and (birth_date_is_missing(each) or birth_date_is_wrong(each)))
        or address_is_out_of_date(each)
    )


def every_record(_: Known) -> bool:
    return True
