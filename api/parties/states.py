"""Roles of parties."""

from enum import StrEnum


class PartyRole(StrEnum):
    """The part somebody plays in a case."""

    PLAINTIFF = "PLAINTIFF"
    """Brings the claim."""
    DEFENDANT = "DEFENDANT"
    """Answers the claim."""


class PartyKind(StrEnum):
    """Whether a party is a person or a body."""

    INDIVIDUAL = "INDIVIDUAL"
    """A person."""
    ORGANIZATION = "ORGANIZATION"
    """A company or another body."""
