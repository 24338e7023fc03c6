"""Sign-ins at the same moment: every right one a session, every wrong one counted."""

from typing import Any

from api.demo import PASSWORD
from tests.court import Court
from tests.races.together import code, count, rows, together

SHOW = "... on SignedIn { token }"


def sign_in(court: Court, password: str = PASSWORD) -> Any:
    return court.do("signIn", {"signInName": "rival", "password": password}, SHOW)


def test_sign_ins_at_once_are_as_many_sessions_with_tokens_of_their_own(racing: Court):
    before = count(racing, "session")

    answers = together([lambda: sign_in(racing)] * 8)

    assert {code(a) for a in answers} == {"SignedIn"}
    assert len({a["token"] for a in answers}) == 8
    assert count(racing, "session") == before + 8


def test_wrong_tries_at_once_are_all_counted(racing: Court):
    answers = together([lambda: sign_in(racing, "wrong")] * 7)

    assert {code(a) for a in answers} == {"SignInRefusedHere"}
    tries = "SELECT refused_sign_ins FROM account WHERE sign_in_name = 'rival'"
    assert rows(racing, tries) == [(7,)]
    sign_in(racing, "wrong")
    assert code(sign_in(racing)) == "SignInRefusedHere"
    racing.hands.move(minutes=16)
    assert code(sign_in(racing)) == "SignedIn"


def test_a_sign_out_while_the_token_works_stops_it_for_good(racing: Court):
    token = sign_in(racing)["token"]
    racing.tokens["rival"] = token
    leave = "mutation { signOut { __typename } }"

    together([lambda: racing.ask(leave, by="rival"), lambda: racing.ask(leave, by="rival")])

    assert count(racing, "session", "revoked_at IS NOT NULL") == 1
    assert count(racing, "audit_entry", "event = 'SignedOut'") == 1
