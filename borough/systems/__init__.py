"""The recording systems: each writes its own columns, formats, codes and encodings."""

from borough.casework import Casework
from borough.services import System
from borough.systems import adult_social_care, benefits, childrens_services, council_tax, health, homelessness
from borough.table import Table


def tables(casework: Casework) -> list[Table]:
    """The files of one system."""
    writers = {
        System.HEALTH: health.tables,
        System.ADULT_CARE: adult_social_care.tables,
        System.CHILDREN: childrens_services.tables,
        System.HOMELESSNESS: homelessness.tables,
        System.BENEFITS: benefits.tables,
        System.COUNCIL_TAX: council_tax.tables,
    }
    return writers[casework.system](casework)
