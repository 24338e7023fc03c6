"""How what the register holds came to the court."""

from enum import StrEnum


class Channel(StrEnum):
    """How an entry of the register came to be."""

    ELECTRONIC = "ELECTRONIC"
    PAPER = "PAPER"
    COURT = "COURT"
