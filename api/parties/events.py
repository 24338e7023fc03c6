"""What happens to parties and those who act for them. Ids only: names stay in their tables."""

from dataclasses import dataclass

from api.kernel.events import Event


@dataclass(frozen=True, slots=True)
class PartyJoined(Event):
    """A party is in a case."""

    party_id: str
    case_id: str
    role: str


@dataclass(frozen=True, slots=True)
class RepresentationBegan(Event):
    """An organisation acts for a party from now on."""

    representation_id: str
    party_id: str
    organization_id: str


@dataclass(frozen=True, slots=True)
class AccountLinked(Event):
    """An account may see and file in a case."""

    linkage_id: str
    case_id: str
    account_id: str


@dataclass(frozen=True, slots=True)
class AccountUnlinked(Event):
    """An account may no longer see or file in a case."""

    linkage_id: str
    case_id: str
    account_id: str
