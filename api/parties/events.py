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
    """An organisation acts for a party from now on.

    ``account_ids`` are those linked to the case, who are told; none at the beginning of a case.
    """

    representation_id: str
    party_id: str
    organization_id: str
    case_id: str
    case_number: str = ""
    account_ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RepresentationEnded(Event):
    """An organisation acts for a party no longer. ``account_ids`` were linked to the case."""

    representation_id: str
    party_id: str
    organization_id: str
    case_id: str
    case_number: str
    account_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PartyLeft(Event):
    """A party is no longer in a case."""

    party_id: str
    case_id: str


@dataclass(frozen=True, slots=True)
class PartyNameAmended(Event):
    """A party goes by another name from now on."""

    party_id: str
    case_id: str
    party_name_id: str


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
