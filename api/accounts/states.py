"""The life of an account."""

from enum import StrEnum

from api.accounts.events import AccountClosed, AccountOpened, AccountSuspended
from api.kernel.actors import AccountKind
from api.kernel.states import BUILDING, Move, Moves


class AccountState(StrEnum):
    """Where an account stands. Only an active one can be used."""

    ACTIVE = "ACTIVE"
    SUSPENDED = "SUSPENDED"
    CLOSED = "CLOSED"


STAFF = (AccountKind.HELP_CENTRE_OFFICER, AccountKind.REGISTRY_OFFICER, BUILDING)

ACCOUNT_MOVES = Moves(
    noun="account",
    states=AccountState,
    table=(
        Move("open", (None,), AccountState.ACTIVE, STAFF, AccountOpened),
        Move("suspend", (AccountState.ACTIVE,), AccountState.SUSPENDED, STAFF, AccountSuspended),
        Move("restore", (AccountState.SUSPENDED,), AccountState.ACTIVE, STAFF, AccountOpened),
        Move(
            "close",
            (AccountState.ACTIVE, AccountState.SUSPENDED),
            AccountState.CLOSED,
            STAFF,
            AccountClosed,
        ),
    ),
)
