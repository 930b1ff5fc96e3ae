"""The person rows of a made borough read back from the delivered files, each joined with its truth.

It knows the systems' layouts by itself, so that what is measured is what was written.
"""

import csv
import json
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
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
    born: str = ""
    address: str = ""
    postcode: str = ""
    since: str = ""
    until: str = ""
    nhs_number: str = ""
    phone: str = ""
    died: str = ""
    group: str = ""
    title: str = ""


def rows(folder: Path) -> list[Row]:
    """All person rows of all systems, spoilt ones included."""
    records = folder / "records"
    return [
        *_health(records / "health_patients.parquet"),
        *_adult_care(records / "adult_social_care_clients.csv"),
        *_children(records / "childrens_services_people.jsonl"),
        *_homelessness(records / "homelessness_applicants.csv"),
        *_benefits(records / "benefits_members.csv"),
        *_council_tax(records / "council_tax_holders.csv"),
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
            source="health",
            key=text["patient_id"],
            given=text["forename"],
            family=text["surname"],
            born=text["dob"],
            address=text["address"],
            postcode=text["post_code"],
            since=text["address_since"],
            until=text["deducted_on"],
            nhs_number=text["nhs_no"],
            phone=text["telephone"],
            died=text["dod"],
        )


def _adult_care(path: Path) -> Iterator[Row]:
    for each in _csv(path, "cp1252", ";"):
        yield Row(
            source="adult_social_care",
            key=each["CLIENT_ID"],
            given=each["FORENAME"],
            family=each["SURNAME"],
            born=_iso(each["DOB"], "%d/%m/%Y"),
            address=", ".join(part for part in (each["ADDR1"], each["ADDR2"]) if part),
            postcode=each["PCODE"],
            since=_iso(each["ADDR_FROM"], "%d/%m/%Y"),
            until=_iso(each["ADDR_TO"], "%d/%m/%Y"),
            nhs_number=each["NHS_NUMBER"].replace(" ", ""),
            phone=each["TEL"],
            died=_iso(each["DOD"], "%d/%m/%Y"),
        )


def _children(path: Path) -> Iterator[Row]:
    for line in path.read_text("utf-8").splitlines():
        each = json.loads(line)
        address = {name: value or "" for name, value in each["address"].items()}
        yield Row(
            source="childrens_services",
            key=each["id"],
            given=each["name"]["first"],
            family=each["name"]["last"],
            born=each["dateOfBirth"] or "",
            address=address["line"],
            postcode=address["postcode"],
            since=address["from"],
            until=address["to"],
            phone=each["contact"]["phone"] or "",
        )


def _homelessness(path: Path) -> Iterator[Row]:
    for each in _csv(path, "utf-8-sig", ","):
        yield Row(
            source="homelessness",
            key=each["Applicant Ref"],
            given=each["First Name"],
            family=each["Last Name"],
            born=_iso(each["Date of Birth"], "%d-%b-%Y"),
            phone=each["Mobile"],
            group=each["Application"],
        )


def _benefits(path: Path) -> Iterator[Row]:
    for each in _csv(path, "latin-1", "|"):
        family, _, given = each["name"].partition(", ")
        yield Row(
            source="benefits",
            key=f"{each['claim_ref']}|{each['person_no']}",
            given=given.split(" ")[0],
            family=family,
            address=each["address"],
            postcode=each["postcode"],
            since=_iso(each["from_date"], "%Y%m%d"),
            until=_iso(each["to_date"], "%Y%m%d"),
            phone=each["phone"],
            group=each["claim_ref"],
        )


def _council_tax(path: Path) -> Iterator[Row]:
    for each in _csv(path, "utf-8", "\t"):
        yield Row(
            source="council_tax",
            key=f"{each['Account']}|{each['Party']}",
            given=each["Forenames"].split(" ")[0],
            family=each["Surname"],
            born=_iso(each["Birth Date"], "%d.%m.%Y"),
            address=each["Property"],
            postcode=each["Post Code"],
            since=_iso(each["Liable From"], "%d.%m.%Y"),
            until=_iso(each["Liable To"], "%d.%m.%Y"),
            phone=each["Telephone"],
            group=each["Account"],
            title=each["Title"],
        )


def _csv(path: Path, encoding: str, delimiter: str) -> list[dict[str, str]]:
    with path.open(encoding=encoding, newline="") as text:
        return list(csv.DictReader(text, delimiter=delimiter))


def _iso(text: str, form: str) -> str:
    """ISO date; a date that does not exist stays as it is."""
    try:
        return datetime.strptime(text, form).date().isoformat() if text else ""
    except ValueError:
        return text
