"""Homelessness: the system without addresses; CSV in UTF-8 with a byte order mark, days as 05-Mar-2024."""

from borough.casework import Casework, EpisodeRow, HelpRow, OutcomeRow
from borough.dossier import Dossier
from borough.table import Layout, Row, Table, reform, written

_CSV = Layout("csv", ",", "utf-8-sig")
_DATE = "%d-%b-%Y"
_GENDER = {"male": "Male", "female": "Female"}
_STAGE = {"contact": "Advice", "crisis": "Duty owed"}


def tables(casework: Casework) -> list[Table]:
    """Applicants, cases, support, results."""
    return [
        Table("homelessness_applicants", _CSV, [_applicant(each) for each in casework.dossiers]),
        Table("homelessness_cases", _CSV, [_case(each) for each in casework.episodes]),
        Table("homelessness_support", _CSV, [_support(each) for each in casework.help]),
        Table("homelessness_results", _CSV, [_result(each) for each in casework.outcomes]),
    ]


def _applicant(each: Dossier) -> Row:
    return {
        "Applicant Ref": each.key,
        "Application": each.group,
        "First Name": each.given,
        "Last Name": each.family,
        "Known As": each.known_as,
        "Date of Birth": reform(each.born, _DATE),
        "Gender": _GENDER[each.sex],
        "Mobile": each.phone,
        "Email": each.email,
        "Ethnic Origin": each.ethnicity,
        "First Language": each.language,
        "Date Opened": written(each.recorded, _DATE),
    }


def _case(each: EpisodeRow) -> Row:
    return {
        "Case Ref": f"HC{each.number + 1}",
        "Applicant Ref": each.key,
        "Service": each.kind.service,
        "Stage": _STAGE[each.kind.kind],
        "Opened": written(each.start, _DATE),
        "Closed": written(each.end, _DATE),
        "Result": each.outcome,
        "Officer": f"H{each.worker}",
        "Team": each.team,
        "Entered": written(each.recorded, _DATE),
    }


def _support(each: HelpRow) -> Row:
    return {
        "Support Ref": f"HS{each.number + 1}",
        "Applicant Ref": each.key,
        "Service": each.kind.service,
        "Support": each.kind.name,
        "From": written(each.start, _DATE),
        "To": written(each.end, _DATE),
        "Officer": f"H{each.worker}",
        "Team": each.kind.team,
        "Entered": written(each.recorded, _DATE),
    }


def _result(each: OutcomeRow) -> Row:
    return {
        "Result Ref": f"HR{each.number + 1}",
        "Applicant Ref": each.key,
        "Measure": each.measure,
        "Value": each.value,
        "Date": written(each.day, _DATE),
        "Entered": written(each.recorded, _DATE),
    }
