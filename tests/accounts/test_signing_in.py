"""Signing in: one answer for every no, a rest after too many tries, tokens that can be revoked."""

import pytest
from sqlalchemy.exc import IntegrityError
from sqlmodel import select

from api.accounts.models import Account, Session
from api.accounts.operations import NewAccount, open_account, sign_out
from api.accounts.procedures import sign_in_or_refuse
from api.accounts.queries import actor_of_digest, kind_of_token, live_session, session_digest
from api.accounts.rules import (
    SESSION_LENGTH,
    TOKEN_PREFIXES,
    OrganizationUserNeeded,
    SignInRefusedHere,
    hashed,
    is_password,
    new_token,
    require_filer,
)
from api.kernel.actors import PUBLIC, SYSTEM, AccountKind, Actor
from api.kernel.refusals import NotAllowed
from api.kernel.states import move
from tests.conftest import OWN_HASHER
from tests.filings.steps import Rooms

PASSWORD = "practice 練習 2022"


@pytest.fixture
def holder(rooms: Rooms) -> str:
    """The id of the account of somebody who knows a password."""
    with rooms.works.open(SYSTEM) as work:
        new = NewAccount(AccountKind.IU, " Holder ", PASSWORD, "Sample", "holder@example.test")
        return open_account(work, new).id


def refused(rooms: Rooms, name: str = "holder", password: str = "wrong") -> tuple:  # noqa: S107 - practice
    """What a refused sign-in says."""
    with pytest.raises(SignInRefusedHere) as no:
        sign_in_or_refuse(rooms.works, name, password)
    return no.value.code, no.value.path, no.value.sentence, no.value.advice


def test_the_holder_signs_in_with_the_name_in_any_case(rooms: Rooms, holder: str):
    signed = sign_in_or_refuse(rooms.works, "  HOLDER", PASSWORD)

    assert (signed.account.id, signed.expires_at) == (holder, rooms.hands.now + SESSION_LENGTH)
    assert signed.token.startswith("iu_")
    [session] = rooms.all(Session)
    assert signed.token.encode() not in session.token_sha256
    assert session.account_id == holder
    account = rooms.one(Account, holder)
    assert PASSWORD not in account.password_hash
    assert account.password_hash.startswith("$argon2id$")


def test_a_password_costs_what_rfc_9106_recommends_where_memory_is_short():
    """RFC 9106, section 4, second recommendation: 64 MiB, three passes, four lanes."""
    asked = (OWN_HASHER.memory_cost, OWN_HASHER.time_cost, OWN_HASHER.parallelism)
    assert asked == (64 * 1024, 3, 4)


def test_wrong_name_wrong_password_suspended_and_closed_are_one_answer(rooms: Rooms, holder: str):
    said = [refused(rooms), refused(rooms, name="nobody")]
    for verb in ("suspend", "close"):
        with rooms.works.open(SYSTEM) as work:
            move(work, work.session.get_one(Account, holder), verb)
        said.append(refused(rooms, password=PASSWORD))
    assert said == [said[0]] * 4
    assert said[0][0] == "SignInRefusedHere"


def test_a_wrong_try_is_kept_although_it_is_refused(rooms: Rooms, holder: str):
    refused(rooms)
    assert rooms.one(Account, holder).refused_sign_ins == 1
    assert rooms.events()[-1] == "SignInRefused"

    sign_in_or_refuse(rooms.works, "holder", PASSWORD)
    assert rooms.one(Account, holder).refused_sign_ins == 0


def test_after_eight_wrong_tries_the_account_rests_for_fifteen_minutes(rooms: Rooms, holder: str):
    for _ in range(7):
        refused(rooms)
    sign_in_or_refuse(rooms.works, "holder", PASSWORD)
    said = [refused(rooms) for _ in range(8)]

    said.append(refused(rooms, password=PASSWORD))
    rooms.hands.move(minutes=14, seconds=59)
    said.append(refused(rooms, password=PASSWORD))
    rooms.hands.move(seconds=1)
    signed = sign_in_or_refuse(rooms.works, "holder", PASSWORD)

    assert said == [said[0]] * 10
    assert signed.account.id == holder
    assert rooms.one(Account, holder).locked_until is None


def test_wrong_tries_during_the_rest_do_not_lengthen_it(rooms: Rooms, holder: str):
    for _ in range(8):
        refused(rooms)
    until = rooms.one(Account, holder).locked_until
    rooms.hands.move(minutes=5)
    for _ in range(9):
        refused(rooms)
    assert rooms.one(Account, holder).locked_until == until


def test_a_token_lives_until_it_is_revoked_expires_or_its_account_may_not_be_used(
    rooms: Rooms, holder: str
):
    first, second = (sign_in_or_refuse(rooms.works, "holder", PASSWORD).token for _ in range(2))
    assert first != second

    def lives(token: str) -> bool:
        with rooms.works.look() as session:
            found = live_session(session, token, rooms.hands.now)
            other = actor_of_digest(session, session_digest(token), rooms.hands.now)
        assert (found is None) == (other is None)
        return found is not None

    assert lives(first)
    with rooms.works.open(PUBLIC) as work:
        sign_out(work, first)
    before = rooms.everything()
    with rooms.works.open(PUBLIC) as work:
        sign_out(work, first)
        sign_out(work, "iu_unknown")
    assert rooms.everything() == before
    assert (lives(first), lives(second)) == (False, True)

    with rooms.works.open(SYSTEM) as work:
        move(work, work.session.get_one(Account, holder), "suspend")
    assert not lives(second)
    with rooms.works.open(SYSTEM) as work:
        move(work, work.session.get_one(Account, holder), "restore")
    assert lives(second)
    rooms.hands.now += SESSION_LENGTH
    assert not lives(second)


def test_an_altered_token_is_unknown_whatever_was_altered(rooms: Rooms, holder: str):
    token = sign_in_or_refuse(rooms.works, "holder", PASSWORD).token
    secret = token.removeprefix("iu_")
    altered = [prefix + secret for prefix in TOKEN_PREFIXES if prefix != "iu_"]
    altered += [token[:-1], token + "x", token.upper(), secret, "", "iu_"]
    with rooms.works.look() as session:
        assert [live_session(session, t, rooms.hands.now) for t in altered] == [None] * len(altered)


@pytest.mark.parametrize("kind", AccountKind)
def test_a_token_tells_its_kind_and_every_token_is_another(kind: AccountKind):
    token = new_token(kind)
    assert kind_of_token(token) is kind
    assert new_token(kind) != token
    assert kind_of_token(token[1:]) is None


@pytest.mark.parametrize("token", [None, "", "iu", "nonsense", "IU_x"])
def test_nonsense_claims_no_kind(token: str | None):
    assert kind_of_token(token) is None


@pytest.mark.parametrize("kind", ["PA", "SA"])
def test_an_administrator_is_told_to_create_an_organization_user_account(kind: str):
    with pytest.raises(OrganizationUserNeeded) as no:
        require_filer(Actor("acc_1", AccountKind(kind), "org_1"))
    assert no.value.sentence.en == (
        f"A Primary or Secondary Administrator ({kind}) cannot file documents."
    )
    assert no.value.advice.en == (
        "Create an Organization User (OU) account for yourself and sign in with it to file."
    )
    assert "機構用戶（OU）" in no.value.advice.tc


def test_who_may_file_is_told_for_every_kind():
    able, told, refused_ = [], [], []
    for actor in (PUBLIC, SYSTEM, *(Actor("acc_1", kind) for kind in AccountKind)):
        try:
            require_filer(actor)
            able.append(actor.kind)
        except OrganizationUserNeeded:
            told.append(actor.kind)
        except NotAllowed:
            refused_.append(actor.kind)
    assert able == [AccountKind.IU, AccountKind.OU]
    assert told == [AccountKind.PA, AccountKind.SA]
    assert len(refused_) == 6


def test_a_password_is_checked_and_nobodys_password_fits():
    kept = hashed(PASSWORD)
    assert is_password(kept, PASSWORD)
    assert not is_password(kept, PASSWORD + " ")
    assert not is_password(None, PASSWORD)
    assert hashed(PASSWORD) != kept


def test_an_organisation_belongs_to_its_kinds_of_account_and_to_no_other(rooms: Rooms):
    organization = rooms.people["lawyer"].organization_id
    for kind in AccountKind:
        belongs = kind in {AccountKind.PA, AccountKind.SA, AccountKind.OU}
        wrong = NewAccount(
            kind, f"x-{kind}", "p", "Sample", "x@example.test", None if belongs else organization
        )
        with pytest.raises(IntegrityError), rooms.works.open(SYSTEM) as work:
            open_account(work, wrong)
    with rooms.works.look() as session:
        names = session.exec(select(Account.sign_in_name)).all()
    assert not [name for name in names if name.startswith("x-")]
