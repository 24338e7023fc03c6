"""The verbs of the accounts room."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import col, select

from api.accounts.events import SignedIn, SignedOut, SignInRefused
from api.accounts.models import Account, Branch, Organization, Session
from api.accounts.queries import account_named
from api.accounts.rules import (
    LOCK_LENGTH,
    SESSION_LENGTH,
    SIGN_INS_BEFORE_LOCK,
    hashed,
    is_locked,
    new_token,
    token_sha256,
)
from api.accounts.states import AccountState
from api.kernel.actors import AccountKind
from api.kernel.states import move
from api.kernel.work import Work


@dataclass(frozen=True, slots=True)
class Signed:
    """A session just begun. The token is shown once and kept nowhere."""

    token: str
    account: Account
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class NewAccount:
    """What opening an account needs."""

    kind: AccountKind
    sign_in_name: str
    password: str
    name: str
    email: str
    organization_id: str | None = None
    branch_id: str | None = None


def sign_in(work: Work, sign_in_name: str, proved: str | None) -> Signed | None:
    """Begin a session; None when the name, the password or the account is not right.

    ``proved`` is the hash that the password was found to fit, None if it did not: a password that
    was changed meanwhile fits no more. None and not a refusal: the wrong try itself must be kept,
    and a refusal would roll it back.
    """
    account = account_named(work.session, sign_in_name, lock=True)
    if account is None:
        return None
    if is_locked(account.locked_until, work.at) or account.state is not AccountState.ACTIVE:
        return None
    if proved != account.password_hash:
        _count_wrong_try(work, account)
        return None
    account.refused_sign_ins, account.locked_until = 0, None
    token = new_token(account.kind)
    session = Session(
        id=work.new_id("ses"),
        account_id=account.id,
        token_sha256=token_sha256(token),
        issued_at=work.at,
        expires_at=work.at + SESSION_LENGTH,
    )
    work.session.add(session)
    work.record(SignedIn(session.id, account.id))
    return Signed(token, account, session.expires_at)


def _count_wrong_try(work: Work, account: Account) -> None:
    """Count a wrong try; too many and the account rests."""
    account.refused_sign_ins += 1
    if account.refused_sign_ins >= SIGN_INS_BEFORE_LOCK:
        account.locked_until = work.at + LOCK_LENGTH
        account.refused_sign_ins = 0
    work.record(SignInRefused(account.id))


def sign_out(work: Work, token: str) -> None:
    """Revoke the session of a token; a second time changes nothing."""
    session = work.session.exec(
        select(Session)
        .where(Session.token_sha256 == token_sha256(token), col(Session.revoked_at).is_(None))
        .with_for_update()
    ).first()
    if session is not None:
        session.revoked_at = work.at
        work.record(SignedOut(session.id, session.account_id))


def open_organization(work: Work, code: str, name: str, branches: dict[str, str]) -> Organization:
    """Open an organisation with its branches (code to name)."""
    organization = Organization(id=work.new_id("org"), code=code, name=name)
    work.session.add(organization)
    work.session.flush()
    for branch_code, branch_name in branches.items():
        work.session.add(
            Branch(
                id=work.new_id("brn"),
                organization_id=organization.id,
                code=branch_code,
                name=branch_name,
            )
        )
    work.session.flush()
    return organization


def open_account(work: Work, new: NewAccount) -> Account:
    """Open an account of a kind; registration by the public comes with its own checks later."""
    account = Account(
        id=work.new_id("acc"),
        kind=new.kind,
        state=None,  # pyright: ignore[reportArgumentType] - the first move gives it one
        sign_in_name=new.sign_in_name.strip().lower(),
        password_hash=hashed(new.password),
        name=new.name,
        email=new.email,
        organization_id=new.organization_id,
        branch_id=new.branch_id,
        created_at=work.at,
    )
    move(work, account, "open")
    work.session.add(account)
    work.session.flush()
    return account
