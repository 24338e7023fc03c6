"""What happens to accounts and sessions."""

from dataclasses import dataclass

from api.kernel.events import Event


@dataclass(frozen=True, slots=True)
class AccountOpened(Event):
    """An account may be used from now on."""

    account_id: str


@dataclass(frozen=True, slots=True)
class AccountSuspended(Event):
    """An account may not be used until it is restored."""

    account_id: str


@dataclass(frozen=True, slots=True)
class AccountClosed(Event):
    """An account ended for good."""

    account_id: str


@dataclass(frozen=True, slots=True)
class SignedIn(Event):
    """A session began."""

    session_id: str
    account_id: str


@dataclass(frozen=True, slots=True)
class SignedOut(Event):
    """A session was revoked by its holder."""

    session_id: str
    account_id: str


@dataclass(frozen=True, slots=True)
class SignInRefused(Event):
    """Somebody named an account and did not prove to be its holder."""

    account_id: str
