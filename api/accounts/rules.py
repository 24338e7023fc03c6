"""Who may sign in, who may file, and what a token looks like."""

import hashlib
import secrets
from datetime import datetime, timedelta
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError

from api.kernel.actors import ADMINISTRATORS, FILERS, AccountKind, Actor
from api.kernel.refusals import NotAllowed, Refusal
from api.kernel.text import Text

SESSION_LENGTH = timedelta(hours=8)
SIGN_INS_BEFORE_LOCK = 8
LOCK_LENGTH = timedelta(minutes=15)

# The kind stands in front of the secret so that a read can be compiled for the kind before the
# account is known; the statement then insists that the account is of that kind.
TOKEN_PREFIXES: dict[str, AccountKind] = {
    "iu_": AccountKind.IU,
    "pa_": AccountKind.PA,
    "sa_": AccountKind.SA,
    "ou_": AccountKind.OU,
    "reg_": AccountKind.REGISTRY_OFFICER,
    "acc_": AccountKind.ACCOUNTS_OFFICER,
    "hlp_": AccountKind.HELP_CENTRE_OFFICER,
    "aud_": AccountKind.AUDITOR,
}
_PREFIX_OF = {kind: prefix for prefix, kind in TOKEN_PREFIXES.items()}
_HASHER = PasswordHasher()


class SignInRefusedHere(Refusal):
    """The name or the password is wrong, or the account cannot be used: one answer for all."""

    message = Text(
        "The sign-in name or the password is not right, or the account cannot be used.",
        "登入名稱或密碼不正確，或帳戶不能使用。",
    )
    remedy = Text(
        "Check both and try again. After 8 wrong tries the account rests for 15 minutes.",
        "請核對後再試。連續 8 次錯誤後，帳戶會暫停使用 15 分鐘。",
    )
    guide = "/help/file/#sign-in"


class OrganizationUserNeeded(Refusal):
    """An administrator's account tried to file. Source: Judiciary FAQ, PA and SA cannot file."""

    message = Text(
        "A Primary or Secondary Administrator ({kind}) cannot file documents.",
        "主要管理員或助理管理員（{kind}）不能提交文件。",
    )
    remedy = Text(
        "Create an Organization User (OU) account for yourself and sign in with it to file.",
        "請為自己開立機構用戶（OU）帳戶，並以該帳戶登入提交文件。",
    )
    guide = "/help/file/#who-can-file"


def hashed(password: str) -> str:
    """Hash a password with Argon2id."""
    return _HASHER.hash(password)


@cache
def _nobodys_hash() -> str:
    """A hash of nobody's password, made when the first unknown name comes."""
    return _HASHER.hash(secrets.token_urlsafe(24))


def is_password(password_hash: str | None, password: str) -> bool:
    """Check a password; an unknown account costs as much time as a known one."""
    try:
        _HASHER.verify(password_hash or _nobodys_hash(), password)
    except VerifyMismatchError:
        return False
    return password_hash is not None


def new_token(kind: AccountKind) -> str:
    """Make an opaque token for a kind of account: prefix and 256 random bits."""
    return _PREFIX_OF[kind] + secrets.token_urlsafe(32)


def token_sha256(token: str) -> bytes:
    """Hash a token as it is kept: the prefix included, so that altering it makes it unknown."""
    return hashlib.sha256(token.encode()).digest()


def is_locked(locked_until: datetime | None, at: datetime) -> bool:
    """Tell whether an account still rests after too many wrong tries."""
    return locked_until is not None and at < locked_until


def require_filer(actor: Actor) -> None:
    """Insist on an account that may file.

    Refuses: OrganizationUserNeeded (PA, SA), NotAllowed (every other kind).
    """
    if actor.kind in ADMINISTRATORS:
        raise OrganizationUserNeeded(kind=actor.kind)
    if actor.kind not in FILERS:
        raise NotAllowed(kind=actor.kind or "none")


def require_registry_officer(actor: Actor) -> None:
    """Insist on a registry officer, before anything is looked at that could tell what exists.

    Refuses: NotAllowed.
    """
    if actor.kind is not AccountKind.REGISTRY_OFFICER:
        raise NotAllowed(kind=actor.kind or "none")


def require_uploader(actor: Actor) -> None:
    """Insist on an account that may file, or on a registry officer, who uploads what is issued.

    Refuses: OrganizationUserNeeded (PA, SA), NotAllowed (every other kind).
    """
    if actor.kind is not AccountKind.REGISTRY_OFFICER:
        require_filer(actor)
