"""Reads of the accounts room."""

from datetime import datetime
from typing import Any

from sqlmodel import Session as DbSession
from sqlmodel import col, select

from api.accounts.models import Account, Organization, Session
from api.accounts.rules import TOKEN_PREFIXES, token_sha256
from api.accounts.states import AccountState
from api.kernel.actors import AccountKind, Actor
from api.kernel.refusals import NotFound
from api.kernel.viewers import Clause, Viewer, one_of


def visible_to(row: Any, viewer: Viewer) -> Clause:
    """One's own account only."""
    return row.id == viewer.id


def organization_visible_to(row: Any, viewer: Viewer) -> Clause:
    """One's own organisation; registry and help-centre staff see all."""
    return one_of(
        viewer.is_(AccountKind.REGISTRY_OFFICER, AccountKind.HELP_CENTRE_OFFICER),
        row.id == viewer.organization_id,
    )


def organization_coded(db: DbSession, code: str, *path: str, lock: bool = False) -> Organization:
    """Find an organisation by its code, in any case of letters, locking it if asked.

    Refuses: NotFound, about ``path``.
    """
    found = select(Organization).where(Organization.code == code.strip().upper())
    organization = db.exec(found.with_for_update() if lock else found).first()
    if organization is None:
        raise NotFound(*path)
    return organization


def live_session(db: DbSession, token: str, at: datetime) -> tuple[Session, Account] | None:
    """Find the session of a token and its account, if both can be used at this instant."""
    return _live(db, token_sha256(token), at)


def _live(db: DbSession, digest: bytes, at: datetime) -> tuple[Session, Account] | None:
    """Find a session by its digest, if it and its account can be used at this instant."""
    row = db.exec(
        select(Session, Account)
        .join(Account, col(Account.id) == Session.account_id)
        .where(
            Session.token_sha256 == digest,
            col(Session.revoked_at).is_(None),
            Session.expires_at > at,
            Account.state == AccountState.ACTIVE,
        )
    ).first()
    return None if row is None else (row[0], row[1])


def actor_of(account: Account) -> Actor:
    """Copy an account out of the database as one who acts."""
    return Actor(account.id, account.kind, account.organization_id, account.name)


def account_named(db: DbSession, sign_in_name: str, *, lock: bool = False) -> Account | None:
    """Find an account by its sign-in name, in any case of letters."""
    found = select(Account).where(Account.sign_in_name == sign_in_name.strip().lower())
    return db.exec(found.with_for_update() if lock else found).first()


def session_digest(token: str) -> str:
    """The digest by which a session is known outside the database, in hex."""
    return token_sha256(token).hex()


def actor_of_digest(db: DbSession, digest: str, at: datetime) -> Actor | None:
    """Find who holds the session of a digest, if it can still be used."""
    found = _live(db, bytes.fromhex(digest), at)
    return None if found is None else actor_of(found[1])


def kind_of_token(token: str | None) -> AccountKind | None:
    """The kind of account that a token claims by its prefix; None for none and for nonsense."""
    return next(
        (k for prefix, k in TOKEN_PREFIXES.items() if (token or "").startswith(prefix)), None
    )
