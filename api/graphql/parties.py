"""Parties in the contract: who is in a case, and linking an account to one."""

from datetime import datetime

from api.graphql.describing import enumerated
from api.graphql.words import Node
from api.parties.models import Party as PartyRow
from api.parties.models import PartyName as PartyNameRow
from api.parties.models import Representation as RepresentationRow
from api.parties.queries import party_visible_to
from api.parties.states import PartyKind, PartyRole
from api.reading.declare import edge, reads, within_parent

enumerated(PartyRole)
enumerated(PartyKind)


@reads(PartyNameRow, visible=within_parent)
class PartyName:
    """A name of a party, and for how long it was the name."""

    name: str
    """The name, in any script."""
    from_at: datetime
    """From when."""
    until_at: datetime | None
    """From when no longer; null for the present name."""


@reads(RepresentationRow, visible=within_parent)
class Representation:
    """A firm on the record for a party. What ended stays, with its time."""

    firm_name: str
    """The firm's name when it began to act."""
    party: "Party | None" = edge(via="party_id")
    """For whom it acts or acted."""
    from_at: datetime
    """From when it acts."""
    until_at: datetime | None
    """From when it acts no longer; null while it acts."""


@reads(PartyRow, visible=party_visible_to)
class Party(Node):
    """Somebody who sues or is sued."""

    role: PartyRole
    """The part they play."""
    kind: PartyKind
    """Whether they are a person or a body."""
    name: str
    """Their name, in any script: the present one."""
    names: list[PartyName] = edge(order=("from_at", "id"))
    """Every name they had in the case, oldest first."""
    ordinal: int
    """Their place among all who are or were in the case."""
    joined_at: datetime
    """From when they are in the case."""
    left_at: datetime | None
    """From when they are no longer; null while they are."""
    representations: list[Representation] = edge(order=("from_at", "id"), via="party_id")
    """The firms that act or acted for them, oldest first; empty for a party in person."""
