"""Parties in the contract: who is in a case, and linking an account to one."""

from api.graphql.describing import enumerated
from api.graphql.words import Node
from api.parties.models import Party as PartyRow
from api.parties.queries import party_visible_to
from api.parties.states import PartyKind, PartyRole
from api.reading.declare import reads

enumerated(PartyRole)
enumerated(PartyKind)


@reads(PartyRow, visible=party_visible_to)
class Party(Node):
    """Somebody who sues or is sued."""

    role: PartyRole
    """The part they play."""
    kind: PartyKind
    """Whether they are a person or a body."""
    name: str
    """Their name, in any script."""
    ordinal: int
    """Their place in the title."""
