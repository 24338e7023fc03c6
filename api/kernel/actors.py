"""Kinds of account, and the one who acts in a work."""

from dataclasses import dataclass
from enum import StrEnum


class AccountKind(StrEnum):
    """The kinds of account. A kind never changes: another kind is another account.

    Source: Judiciary FAQ on user registration (IU, PA, SA, OU confirmed; staff kinds inferred).
    """

    IU = "IU"
    """Individual User: files for himself or herself."""
    PA = "PA"
    """Primary Administrator of an organisation: manages its accounts, cannot file."""
    SA = "SA"
    """Secondary Administrator: assists the Primary Administrator, cannot file."""
    OU = "OU"
    """Organization User: files for the organisation."""
    REGISTRY_OFFICER = "REGISTRY_OFFICER"
    """Court staff: reviews, decides and keeps the register."""
    ACCOUNTS_OFFICER = "ACCOUNTS_OFFICER"
    """Court staff: accounts for money."""
    HELP_CENTRE_OFFICER = "HELP_CENTRE_OFFICER"
    """Court staff: answers enquiries, without seeing what was filed."""
    AUDITOR = "AUDITOR"
    """Court staff: reads what the registry reads and changes nothing."""


FILERS = (AccountKind.IU, AccountKind.OU)
ADMINISTRATORS = (AccountKind.PA, AccountKind.SA)


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: an account, or the system itself when ``kind`` is None.

    A value copied out of the database, so that asking it something never runs SQL.
    """

    account_id: str | None
    kind: AccountKind | None
    organization_id: str | None = None
    name: str = ""

    @property
    def is_system(self) -> bool:
        """Whether the building itself acts: a webhook's consequence, a job."""
        return self.account_id is None and self.name == "system"


SYSTEM = Actor(account_id=None, kind=None, name="system")
PUBLIC = Actor(account_id=None, kind=None, name="public")
