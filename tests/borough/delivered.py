"""The person rows of a made borough read back from the delivered files, each joined with its truth.

It knows the systems' layouts by itself, so that what is measured is what was written.
"""

import csv
import json
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

_UNFOLDED = str.maketrans("łŁøØđĐ", "lLoOdD")


@dataclass(frozen=True)
class Row:
    """One person row; texts are empty where there is nothing."""

    source: str
    key: str
    given: str
    family: str
    born: str
    address: str
    postcode: str
    since: str
    until: str
    nhs_number: str
    phone: str
    died: str = ""
    group: str = ""


def rows(folder: Path) -> list[Row]:
    """All person rows of all systems, spoilt ones included."""
    records = folder / "records"
    return [
        *_health(records / "health_patients.parquet"),
        *_adult_care(records / "adult_social_care_clients.csv"),
        *_children(records / "childrens_services_people.jsonl"),
        *_homelessness(records / "homelessness_applicants.csv"),
        *_benefits(records / "benefits_members.csv"),
    ]


def folded(text: str) -> str:
    """`text` without case and accents."""
    plain = unicodedata.normalize("NFKD", text.translate(_UNFOLDED))
    return "".join(letter for letter in plain if not unicodedata.combining(letter)).casefold()


def truth(folder: Path, name: str) -> list[dict[str, Any]]:
    """A truth table as rows."""
    return list(pq.read_table(folder / "truth" / f"{name}.parquet").to_pylist())


def _health(path: Path) -> Iterator[Row]:
    for each in pq.read_table(path).to_pylist():
        text = {name: "" if value is None else str(value) for name, value in each.items()}
        yield Row(
            "health", text["patient_id"], text["forename"], text["surname"], text["dob"], text["address"],
            text["post_code"], text["address_since"], text["deducted_on"], text["nhs_no"], text["telephone"], text["dod"],
        )  # fmt: skip


def _adult_care(path: Path) -> Iterator[Row]:
    for each in _csv(path, "cp1252", ";"):
        address = ", ".join(part for part in (each["ADDR1"], each["ADDR2"]) if part)
        yield Row(
            "adult_social_care", each["CLIENT_ID"], each["FORENAME"], each["SURNAME"], _iso(each["DOB"], "%d/%m/%Y"),
            address, each["PCODE"], _iso(each["ADDR_FROM"], "%d/%m/%Y"), _iso(each["ADDR_TO"], "%d/%m/%Y"),
            each["NHS_NUMBER"].replace(" ", ""), each["TEL"], _iso(each["DOD"], "%d/%m/%Y"),
        )  # fmt: skip


def _children(path: Path) -> Iterator[Row]:
    for line in path.read_text("utf-8").splitlines():
        each = json.loads(line)
        address = {name: value or "" for name, value in each["address"].items()}
        yield Row(
            "childrens_services", each["id"], each["name"]["first"], each["name"]["last"], each["dateOfBirth"] or "",
            address["line"], address["postcode"], address["from"], address["to"], "", each["contact"]["phone"] or "",
        )  # fmt: skip


def _homelessness(path: Path) -> Iterator[Row]:
    for each in _csv(path, "utf-8-sig", ","):
        yield Row(
            "homelessness", each["Applicant Ref"], each["First Name"], each["Last Name"],
            _iso(each["Date of Birth"], "%d-%b-%Y"), "", "", "", "", "", each["Mobile"], group=each["Application"],
        )  # fmt: skip


def _benefits(path: Path) -> Iterator[Row]:
    for each in _csv(path, "latin-1", "|"):
        family, _, given = each["name"].partition(", ")
        yield Row(
            "benefits", f"{each['claim_ref']}|{each['person_no']}", given.split(" ")[0], family, "", each["address"],
            each["postcode"], _iso(each["from_date"], "%Y%m%d"), _iso(each["to_date"], "%Y%m%d"), "", each["phone"],
            group=each["claim_ref"],
        )  # fmt: skip


def _csv(path: Path, encoding: str, delimiter: str) -> list[dict[str, str]]:
    with path.open(encoding=encoding, newline="") as text:
        return list(csv.DictReader(text, delimiter=delimiter))


def _iso(text: str, form: str) -> str:
    """ISO date; a date that does not exist stays as it is."""
    try:
        return datetime.strptime(text, form).date().isoformat() if text else ""  # noqa: DTZ007
    except ValueError:
        return text


def year(text: str) -> int:
    """The year of an ISO date."""
    return date.fromisoformat(text).year
