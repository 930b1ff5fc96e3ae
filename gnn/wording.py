"""Wording: what a reason says to staff, in plain English.

A sentence names what is counted, for whom, and over which time; it never names another person, and
of a small circle of people it says only that it exists.
"""

from gnn.columns import NOW, OWN, Column
from gnn.events import EPISODE_KINDS, INTERVENTION

_STILL_OPEN = " still open"
CIRCUMSTANCES = "circumstances"

_AMONG = {
    "household": "people in the same household",
    "past_household": "people of an earlier household",
    "relatives": "recorded relatives",
    "address": "others at the same address",
    "postcode": "other addresses in the same postcode",
    "sector": "the wider neighbourhood",
}
_THEMES = {
    "contact": "contacts or enquiries",
    "referral": "referrals",
    "assessment": "assessments",
    "support": "periods of support",
    "crisis": "crises",
    "intervention": "kinds of help received",
    "move": "changes of address",
    "people": "number of people",
    "age": "age",
    "children": "share of children",
    "sex": "sex as recorded",
    "home": "time at the present address",
    "home:dwelling": "living in an ordinary home",
    "home:institution": "living in a care home, hostel, refuge, hospital or prison",
    "home:no_fixed_abode": "having no fixed address",
}
_WINDOWS = {
    "90": " in the last 90 days",
    "365": " in the last 12 months",
    "all": " at any time on record",
    NOW: "",
}


def worded(relation: str, theme: str, window: str, raises: bool) -> str:
    """One sentence for a reason.

    Args:
        relation: `own` or a metapath.
        theme: a column's theme, or `circumstances` where the circle is too small to say more.
        window: a column's window.
        raises: whether it raises the estimate or lowers it.
    """
    effect = "raises the estimate" if raises else "lowers the estimate"
    if theme == CIRCUMSTANCES:
        return f"What is known about {_AMONG[relation]} ({effect})."
    whose = "The person's own record" if relation == OWN else f"Among {_AMONG[relation]}"
    when = _STILL_OPEN if window == NOW and theme in (*EPISODE_KINDS, INTERVENTION) else _WINDOWS[window]
    return f"{whose}: {_subject(theme)}{when} ({effect})."


def is_worded(column: Column) -> bool:
    """Whether every part of the column has words."""
    is_named = column.theme in _THEMES or column.theme.startswith(("service:", "help:"))
    return is_named and column.window in _WINDOWS and (column.relation == OWN or column.relation in _AMONG)


def _subject(theme: str) -> str:
    prefix, _, name = theme.partition(":")
    if prefix == "service":
        return f"involvement with {name}"
    if prefix == "help":
        return f"help of the kind '{name}'"
    return _THEMES[theme]
