"""Signing in: the one affair whose 'no' must itself be kept."""

from api.accounts.operations import Signed, sign_in
from api.accounts.queries import account_named
from api.accounts.rules import SignInRefusedHere, is_password
from api.kernel.actors import PUBLIC
from api.kernel.work import Works


def sign_in_or_refuse(works: Works, sign_in_name: str, password: str) -> Signed:
    """Begin a session. A wrong try is committed before it is refused.

    The password is checked before the work begins: that takes its time on purpose, and nobody else
    shall wait for it.
    Refuses: SignInRefusedHere.
    """
    with works.look() as session:
        account = account_named(session, sign_in_name)
        kept = account and account.password_hash
    proved = kept if is_password(kept, password) else None
    with works.open(PUBLIC) as work:
        signed = sign_in(work, sign_in_name, proved)
    if signed is None:
        raise SignInRefusedHere("signInName")
    return signed
