"""Who may ask, and for what: the roles and purposes that tokens carry and policy packs are written for."""

from enum import StrEnum


class Role(StrEnum):
    """What somebody is employed to do; a token may carry several."""

    CASEWORKER = "caseworker"
    SAFEGUARDING_LEAD = "safeguarding_lead"
    DATA_SCIENTIST = "data_scientist"
    INTEGRATOR = "integrator"
    AUDITOR = "auditor"


class Purpose(StrEnum):
    """Why one question is asked; exactly one is stated with every request."""

    DIRECT_CARE = "direct_care"
    SAFEGUARDING = "safeguarding"
    RESEARCH = "research"
    INTEGRATION = "integration"
    AUDIT = "audit"
