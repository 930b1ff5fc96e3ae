"""Health: nearly everybody, with NHS number; Parquet, ISO dates, numeric codes of sex; address history."""

from borough.casework import Casework, EpisodeRow, StayRow
from borough.dossier import Dossier
from borough.table import Layout, Row, Table, iso

_PARQUET = Layout("parquet")
_PATIENT_DATES = ("registered_on", "address_since", "deducted_on", "dod")
_STAY_DATES = ("valid_from", "valid_to", "entered")
_VISIT_DATES = ("began", "ended", "entered")
_GENDER = {"male": "1", "female": "2"}
_TYPE = {"crisis": "EMADM", "contact": "ED", "referral": "REF"}


def tables(casework: Casework) -> list[Table]:
    """Patients, their registrations at addresses, their attendances."""
    return [
        Table("health_patients", _PARQUET, [_patient(each) for each in casework.dossiers], _PATIENT_DATES),
        Table(
            "health_registrations", _PARQUET, [_registration(each) for each in casework.stays], _STAY_DATES
        ),
        Table(
            "health_attendances", _PARQUET, [_attendance(each) for each in casework.episodes], _VISIT_DATES
        ),
    ]


def _patient(each: Dossier) -> Row:
    return {
        "patient_id": each.key,
        "nhs_no": each.nhs_number,
        "surname": each.family,
        "forename": each.given,
        "other_forenames": each.middle,
        "previous_surname": each.former,
        "dob": each.born,
        "gender": _GENDER[each.sex],
        "dod": iso(each.died),
        "telephone": each.phone,
        "email": each.email,
        "address": each.address,
        "post_code": each.postcode,
        "uprn": each.uprn,
        "address_since": iso(each.since),
        "deducted_on": iso(each.until),
        "ethnic_group": each.ethnicity,
        "main_language": each.language,
        "registered_on": iso(each.recorded),
    }


def _registration(each: StayRow) -> Row:
    return {
        "registration_id": str(each.number + 1),
        "patient_id": each.key,
        "address": each.address,
        "post_code": each.postcode,
        "uprn": each.uprn,
        "valid_from": iso(each.since),
        "valid_to": iso(each.until),
        "entered": iso(each.recorded),
    }


def _attendance(each: EpisodeRow) -> Row:
    return {
        "attendance_id": str(each.number + 1),
        "patient_id": each.key,
        "type": _TYPE[each.kind.kind],
        "service": each.kind.service,
        "began": iso(each.start),
        "ended": iso(each.end),
        "disposal": each.outcome,
        "clinician": each.worker,
        "team": each.team,
        "entered": iso(each.recorded),
    }
