"""Adult social care: CSV with semicolons in Windows-1252, British dates, NHS number in half.

An address stands in three columns, with its first day only where it is not the first address held.
"""

from borough.casework import Casework, EpisodeRow, HelpRow, OutcomeRow
from borough.dossier import Dossier
from borough.table import Layout, Row, Table, reform, written

TOWN = "Harrowmere"
_CSV = Layout("csv", ";", "cp1252")
_DATE = "%d/%m/%Y"
_SEX = {"male": "M", "female": "F"}
_TYPE = {"contact": "CON", "assessment": "ASS", "support": "SUP", "crisis": "SGA"}


def tables(casework: Casework) -> list[Table]:
    """Clients, involvements, help given, outcomes."""
    return [
        Table("adult_social_care_clients", _CSV, [_client(each) for each in casework.dossiers]),
        Table("adult_social_care_involvements", _CSV, [_involvement(each) for each in casework.episodes]),
        Table("adult_social_care_interventions", _CSV, [_intervention(each) for each in casework.help]),
        Table("adult_social_care_outcomes", _CSV, [_outcome(each) for each in casework.outcomes]),
    ]


def _client(each: Dossier) -> Row:
    first, _, rest = each.address.rpartition(", ")
    is_moved = each.since is not None and each.since > each.recorded
    return {
        "CLIENT_ID": each.key,
        "TITLE": each.title,
        "SURNAME": each.family.upper(),
        "FORENAME": each.given,
        "KNOWN_AS": each.known_as,
        "PREV_SURNAME": each.former,
        "DOB": reform(each.born, _DATE),
        "DOD": written(each.died, _DATE),
        "SEX": _SEX[each.sex],
        "NHS_NUMBER": _spaced(each.nhs_number),
        "TEL": each.phone,
        "EMAIL": each.email,
        "ADDR1": first or rest,
        "ADDR2": rest if first else "",
        "TOWN": TOWN if each.address else "",
        "PCODE": each.postcode,
        "UPRN": each.uprn,
        "ADDR_KIND": {"institution": "RES", "dwelling": "ORD"}.get(each.kind, ""),
        "ADDR_FROM": written(each.since, _DATE) if is_moved else "",
        "ADDR_TO": written(each.until, _DATE),
        "ETHNICITY": each.ethnicity,
        "LANGUAGE": each.language,
        "CREATED": written(each.recorded, _DATE),
    }


def _spaced(number: str) -> str:
    return f"{number[:3]} {number[3:6]} {number[6:]}" if number else ""


def _involvement(each: EpisodeRow) -> Row:
    return {
        "INV_ID": f"I{each.number + 1}",
        "CLIENT_ID": each.key,
        "SERVICE": each.kind.service,
        "TYPE": _TYPE[each.kind.kind],
        "START": written(each.start, _DATE),
        "END": written(each.end, _DATE),
        "OUTCOME": each.outcome,
        "WORKER": f"A{each.worker}",
        "TEAM": each.team,
        "RECORDED": written(each.recorded, _DATE),
    }


def _intervention(each: HelpRow) -> Row:
    return {
        "HELP_ID": f"H{each.number + 1}",
        "CLIENT_ID": each.key,
        "SERVICE": each.kind.service,
        "HELP": each.kind.name,
        "START": written(each.start, _DATE),
        "END": written(each.end, _DATE),
        "WORKER": f"A{each.worker}",
        "TEAM": each.kind.team,
        "RECORDED": written(each.recorded, _DATE),
    }


def _outcome(each: OutcomeRow) -> Row:
    return {
        "OUTCOME_ID": f"O{each.number + 1}",
        "CLIENT_ID": each.key,
        "MEASURE": each.measure,
        "RESULT": each.value,
        "SEEN_ON": written(each.day, _DATE),
        "RECORDED": written(each.recorded, _DATE),
    }
