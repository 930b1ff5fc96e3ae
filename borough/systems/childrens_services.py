"""Children's services: JSON lines with nested names, numeric codes of sex, and how people are related."""

from borough.casework import Casework, EpisodeRow, HelpRow, OutcomeRow, RelationRow
from borough.dossier import Dossier
from borough.table import Layout, Row, Table, iso

_JSONL = Layout("jsonl")
_SEX = {"male": 1, "female": 2}
_STEP = {"contact": "Contact", "referral": "Referral", "assessment": "Assessment", "crisis": "Statutory"}
_LINK = {"parent": "PAR", "sibling": "SIB"}


def tables(casework: Casework) -> list[Table]:
    """People, relationships, steps, help given, outcomes."""
    return [
        Table("childrens_services_people", _JSONL, [_person(each) for each in casework.dossiers]),
        Table(
            "childrens_services_relationships", _JSONL, [_relationship(each) for each in casework.relations]
        ),
        Table("childrens_services_steps", _JSONL, [_step(each) for each in casework.episodes]),
        Table("childrens_services_help", _JSONL, [_help(each) for each in casework.help]),
        Table("childrens_services_outcomes", _JSONL, [_outcome(each) for each in casework.outcomes]),
    ]


def _person(each: Dossier) -> Row:
    is_moved = each.since is not None and each.since > each.recorded
    return {
        "id": each.key,
        "name": {"first": each.given, "middle": each.middle, "last": each.family, "preferred": each.known_as},
        "dateOfBirth": each.born or None,
        "sex": _SEX[each.sex],
        "contact": {"phone": each.phone or None, "email": each.email or None},
        "address": {
            "line": each.address,
            "postcode": each.postcode or None,
            "uprn": each.uprn or None,
            "from": iso(each.since) if is_moved else None,
            "to": iso(each.until) or None,
        },
        "ethnicity": each.ethnicity or None,
        "language": each.language or None,
        "createdAt": f"{iso(each.recorded)}T09:30:00Z",
    }


def _relationship(each: RelationRow) -> Row:
    return {
        "id": f"r-{each.number + 1}",
        "from": each.key,
        "to": each.other,
        "type": _LINK[each.relation],
        "createdAt": f"{iso(each.recorded)}T10:00:00Z",
    }


def _step(each: EpisodeRow) -> Row:
    return {
        "id": f"s-{each.number + 1}",
        "person": each.key,
        "service": each.kind.service,
        "step": _STEP[each.kind.kind],
        "start": iso(each.start),
        "end": iso(each.end) or None,
        "outcome": each.outcome or None,
        "worker": f"C{each.worker}",
        "team": each.team,
        "createdAt": f"{iso(each.recorded)}T11:15:00Z",
    }


def _help(each: HelpRow) -> Row:
    return {
        "id": f"h-{each.number + 1}",
        "person": each.key,
        "service": each.kind.service,
        "help": each.kind.name,
        "start": iso(each.start),
        "end": iso(each.end) or None,
        "worker": f"C{each.worker}",
        "team": each.kind.team,
        "createdAt": f"{iso(each.recorded)}T12:00:00Z",
    }


def _outcome(each: OutcomeRow) -> Row:
    return {
        "id": f"o-{each.number + 1}",
        "person": each.key,
        "measure": each.measure,
        "value": each.value,
        "on": iso(each.day),
        "createdAt": f"{iso(each.recorded)}T16:45:00Z",
    }
