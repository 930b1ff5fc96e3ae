"""Grouping: by what an evaluation may set records side by side; naming it loads nothing else."""

from enum import StrEnum


class Grouping(StrEnum):
    """What records may be set side by side by."""

    SOURCE = "source"
    AGE_BAND = "age_band"
    NAME = "name"
    ETHNICITY = "ethnicity"
