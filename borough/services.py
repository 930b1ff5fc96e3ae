"""Services, the kinds of episode they record, the kinds of help they give, and the systems that hold them."""

from dataclasses import dataclass
from enum import StrEnum


class System(StrEnum):
    """The six recording systems."""

    HEALTH = "health"
    ADULT_CARE = "adult_social_care"
    CHILDREN = "childrens_services"
    HOMELESSNESS = "homelessness"
    BENEFITS = "benefits"
    COUNCIL_TAX = "council_tax"


class Crisis(StrEnum):
    """What is called a crisis."""

    EMERGENCY_ADMISSION = "emergency_admission"
    ADULT_SAFEGUARDING = "adult_safeguarding_enquiry"
    CHILD_SAFEGUARDING = "child_safeguarding_enquiry"
    ENTRY_TO_CARE = "entry_to_care"
    HOMELESSNESS_DUTY = "homelessness_duty"


@dataclass(frozen=True)
class EpisodeKind:
    """A kind of episode: which system records it, for which service, how long it lasts and how it ends."""

    name: str
    system: System
    service: str
    kind: str
    days: int
    outcomes: tuple[str, ...]
    teams: tuple[str, ...]


@dataclass(frozen=True)
class HelpKind:
    """A kind of help: who gives it, against which strain, and what is measured afterwards."""

    name: str
    system: System
    service: str
    strain: str
    days: int
    measure: str
    team: str


_H, _A, _C, _O, _B = System.HEALTH, System.ADULT_CARE, System.CHILDREN, System.HOMELESSNESS, System.BENEFITS

EPISODE_KINDS: tuple[EpisodeKind, ...] = (
    EpisodeKind(
        Crisis.EMERGENCY_ADMISSION,
        _H,
        "Acute hospital",
        "crisis",
        6,
        ("Discharged home", "Discharged with care"),
        ("Acute medicine",),
    ),
    EpisodeKind(
        Crisis.ADULT_SAFEGUARDING,
        _A,
        "Adult safeguarding",
        "crisis",
        45,
        ("Risk reduced", "Risk removed", "Risk remains"),
        ("Safeguarding hub",),
    ),
    EpisodeKind(
        Crisis.CHILD_SAFEGUARDING,
        _C,
        "Child protection",
        "crisis",
        40,
        ("Child protection plan", "Child in need plan", "No further action"),
        ("Assessment North", "Assessment South"),
    ),
    EpisodeKind(
        Crisis.ENTRY_TO_CARE,
        _C,
        "Looked after children",
        "crisis",
        240,
        ("Returned home", "Special guardianship"),
        ("Care Team A", "Care Team B"),
    ),
    EpisodeKind(
        Crisis.HOMELESSNESS_DUTY,
        _O,
        "Homelessness",
        "crisis",
        90,
        ("Secured accommodation", "Lost contact", "Main duty owed"),
        ("Relief East", "Relief West"),
    ),
    EpisodeKind(
        "emergency_department",
        _H,
        "Emergency department",
        "contact",
        0,
        ("Sent home", "Referred on"),
        ("Front desk",),
    ),
    EpisodeKind(
        "talking_therapies",
        _H,
        "Primary care mental health",
        "referral",
        60,
        ("Completed", "Did not attend", "Stepped up"),
        ("Wellbeing",),
    ),
    EpisodeKind(
        "police_notification",
        _C,
        "Multi-agency front door",
        "contact",
        2,
        ("No further action", "Passed to assessment"),
        ("Front door",),
    ),
    EpisodeKind(
        "child_referral",
        _C,
        "Children and families",
        "referral",
        20,
        ("Assessment", "Early help", "Closed"),
        ("Assessment North", "Assessment South"),
    ),
    EpisodeKind(
        "child_assessment",
        _C,
        "Children and families",
        "assessment",
        40,
        ("Child in need plan", "Step down", "Closed"),
        ("Assessment North", "Assessment South"),
    ),
    EpisodeKind(
        "adult_contact",
        _A,
        "Adult front door",
        "contact",
        3,
        ("Advice given", "Assessment", "Closed"),
        ("Access",),
    ),
    EpisodeKind(
        "adult_assessment",
        _A,
        "Care assessment",
        "assessment",
        30,
        ("Care package", "Not eligible"),
        ("Locality 1", "Locality 2"),
    ),
    EpisodeKind(
        "home_care",
        _A,
        "Home care",
        "support",
        500,
        ("Ended", "Moved to care home"),
        ("Locality 1", "Locality 2"),
    ),
    EpisodeKind(
        "arrears_contact",
        _B,
        "Council tax and rent arrears",
        "contact",
        10,
        ("Arrangement made", "Not paid", "Paid"),
        ("Recovery",),
    ),
    EpisodeKind(
        "hardship_referral", _B, "Welfare support", "referral", 21, ("Award", "Refused"), ("Welfare",)
    ),
    EpisodeKind(
        "benefit_claim",
        _B,
        "Housing benefit and council tax support",
        "support",
        800,
        ("Ended", "Change of circumstances"),
        ("Assessment",),
    ),
    EpisodeKind(
        "housing_advice",
        _O,
        "Housing advice",
        "contact",
        14,
        ("Prevented", "Closed", "Application taken"),
        ("Advice",),
    ),
)
EPISODE_INDEX: dict[str, int] = {kind.name: index for index, kind in enumerate(EPISODE_KINDS)}

HELP_KINDS: tuple[HelpKind, ...] = (
    HelpKind("debt advice", _B, "Welfare support", "debt", 60, "arrears cleared", "Welfare"),
    HelpKind("tenancy support", _O, "Housing advice", "debt", 120, "tenancy sustained", "Floating support"),
    HelpKind("family support", _C, "Early help", "conflict", 150, "family goals met", "Early help"),
    HelpKind("reablement", _A, "Reablement", "health", 42, "independent at home", "Reablement"),
)
HELP_INDEX: dict[str, int] = {kind.name: index for index, kind in enumerate(HELP_KINDS)}
