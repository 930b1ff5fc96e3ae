"""Who may ask, for what, and to do what: what tokens carry and policy packs are written for."""

from enum import StrEnum


class Role(StrEnum):
    """What somebody is employed to do; a token may carry several."""

    CASEWORKER = "caseworker"
    SAFEGUARDING_LEAD = "safeguarding_lead"
    DATA_SCIENTIST = "data_scientist"
    INTEGRATOR = "integrator"
    AUDITOR = "auditor"
    ANALYST = "analyst"
    ADOPTION_OFFICER = "adoption_officer"


class Purpose(StrEnum):
    """Why one question is asked; exactly one is stated with every request."""

    DIRECT_CARE = "direct_care"
    SAFEGUARDING = "safeguarding"
    RESEARCH = "research"
    INTEGRATION = "integration"
    AUDIT = "audit"
    STATISTICS = "statistics"
    ADOPTION = "adoption"


class Operation(StrEnum):
    """What may be done besides reading: mutations, subscriptions, statistics, extracts, auditors' asking."""

    RECORD_EPISODE = "recordEpisode"
    RECORD_OUTCOME = "recordOutcome"
    RECORD_INTERVENTION = "recordIntervention"
    RECORD_CONSENT = "recordConsent"
    DECIDE_REVIEW = "decideReview"
    WITHDRAW_DECISION = "withdrawDecision"
    BREAK_GLASS = "breakGlass"
    END_BREAK_GLASS = "endBreakGlass"
    REVIEW_BREAK_GLASS = "reviewBreakGlass"
    LOAD_RECORDS = "loadRecords"
    EXTRACT = "extract"
    REVIEW_QUEUE = "reviewQueue"
    ALERTS = "alerts"
    ENTITY_CHANGES = "entityChanges"
    STATISTICS = "statistics"
    AUDIT_TRAIL = "auditTrail"
    WHY_ACCESS = "whyAccess"
    SUBJECT_ACCESS = "subjectAccess"
