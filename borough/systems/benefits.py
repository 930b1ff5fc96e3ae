"""Benefits: the system without dates of birth; CSV with bars in Latin-1, packed dates, whole names.

A person is identified by the claim and the number within the claim.
"""

from borough.casework import Casework, EpisodeRow, HelpRow, OutcomeRow
from borough.dossier import Dossier
from borough.table import Layout, Row, Table, written

_CSV = Layout("csv", "|", "latin-1")
_DATE = "%Y%m%d"
_TYPE = {"contact": "C", "referral": "R", "support": "A"}


def tables(casework: Casework) -> list[Table]:
    """Members of claims, events, awards of help, results."""
    return [
        Table("benefits_members", _CSV, [_member(each) for each in casework.dossiers]),
        Table("benefits_events", _CSV, [_event(each) for each in casework.episodes]),
        Table("benefits_awards", _CSV, [_award(each) for each in casework.help]),
        Table("benefits_results", _CSV, [_result(each) for each in casework.outcomes]),
    ]


def _member(each: Dossier) -> Row:
    claim, line = each.key.split("|")
    given = f"{each.given} {each.middle}".strip()
    return {
        "claim_ref": claim,
        "person_no": line,
        "title": each.title,
        "name": f"{each.family.upper()}, {given}",
        "sex": each.sex[0].upper(),
        "phone": each.phone,
        "email": each.email,
        "address": each.address.upper(),
        "postcode": each.postcode,
        "uprn": each.uprn,
        "from_date": written(each.since, _DATE),
        "to_date": written(each.until, _DATE),
        "entered": written(each.recorded, _DATE),
    }


def _about(key: str) -> Row:
    claim, line = key.split("|")
    return {"claim_ref": claim, "person_no": line}


def _event(each: EpisodeRow) -> Row:
    return {
        "event_no": str(each.number + 1),
        **_about(each.key),
        "service": each.kind.service,
        "event_type": _TYPE[each.kind.kind],
        "start": written(each.start, _DATE),
        "finish": written(each.end, _DATE),
        "result": each.outcome,
        "officer": f"B{each.worker}",
        "team": each.team,
        "entered": written(each.recorded, _DATE),
    }


def _award(each: HelpRow) -> Row:
    return {
        "award_no": str(each.number + 1),
        **_about(each.key),
        "service": each.kind.service,
        "help": each.kind.name,
        "start": written(each.start, _DATE),
        "finish": written(each.end, _DATE),
        "officer": f"B{each.worker}",
        "team": each.kind.team,
        "entered": written(each.recorded, _DATE),
    }


def _result(each: OutcomeRow) -> Row:
    return {
        "result_no": str(each.number + 1),
        **_about(each.key),
        "measure": each.measure,
        "value": each.value,
        "seen": written(each.day, _DATE),
        "entered": written(each.recorded, _DATE),
    }
