"""Signing in: the one affair whose 'no' must itself be kept."""

from api.accounts.operations import Signed, sign_in
from api.accounts.rules import SignInRefusedHere
from api.kernel.actors import PUBLIC
from api.kernel.work import Works


def sign_in_or_refuse(works: Works, sign_in_name: str, password: str) -> Signed:
    """Begin a session. A wrong try is committed before it is refused.

    Refuses: SignInRefusedHere.
    """
    with works.open(PUBLIC) as work:
        signed = sign_in(work, sign_in_name, password)
    if signed is None:
        raise SignInRefusedHere("signInName")
    return signed
