"""Council tax: who pays for each dwelling; tabs, days as 31.12.2025, no sex but a title.

A person is identified by the account and the number within the account. A bill is addressed to initials as
often as to names, to `MR & MRS` where one stands for both, to the executors of the dead, sometimes to nobody.
"""

from borough.casework import Casework, StayRow
from borough.dossier import Dossier
from borough.table import Layout, Row, Table, reform, written

_CSV = Layout("csv", "\t", "utf-8")
_DATE = "%d.%m.%Y"


def tables(casework: Casework) -> list[Table]:
    """Account holders, and the dwellings that they have been liable for."""
    return [
        Table("council_tax_holders", _CSV, [_holder(each) for each in casework.dossiers]),
        Table("council_tax_liabilities", _CSV, [_liability(each) for each in casework.stays]),
    ]


def _holder(each: Dossier) -> Row:
    account, party = each.key.split("|")
    return {
        "Account": account,
        "Party": party,
        **_addressee(each),
        "Birth Date": reform(each.born, _DATE),
        "Telephone": each.phone,
        "E-mail": each.email,
        "UPRN": each.uprn,
        "Property": each.address.upper(),
        "Post Code": each.postcode,
        "Liable From": written(each.since, _DATE),
        "Liable To": written(each.until, _DATE),
        "Opened": written(each.recorded, _DATE),
    }


def _addressee(each: Dossier) -> Row:
    if each.is_nameless:
        return {"Title": "", "Surname": "THE OCCUPIER", "Forenames": ""}
    title = "EXORS OF" if each.died is not None else "MR & MRS" if each.is_for_both else each.title.upper()
    forenames = f"{each.given} {each.middle}".strip().upper()
    return {"Title": title, "Surname": each.family.upper(), "Forenames": forenames}


def _liability(each: StayRow) -> Row:
    account, party = each.key.split("|")
    return {
        "Liability": str(each.number + 1),
        "Account": account,
        "Party": party,
        "UPRN": each.uprn,
        "Property": each.address.upper(),
        "Post Code": each.postcode,
        "From": written(each.since, _DATE),
        "To": written(each.until, _DATE),
        "Entered": written(each.recorded, _DATE),
    }
