"""Documents from declaration to seal, on a real database, a real disk and a real certificate."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime

import pytest
from pypdf import PdfReader
from sqlmodel import Session

from api.accounts.rules import OrganizationUserNeeded
from api.documents.events import DocumentSealed, DocumentStored
from api.documents.models import Document
from api.documents.operations import (
    SealedCopy,
    create_upload,
    enter_into_case,
    record_sealed,
    reserve_reference,
)
from api.documents.procedures import complete_upload, seal_document
from api.documents.queries import (
    awaiting_bytes,
    document_by_id,
    is_issued,
)
from api.documents.rules import AlreadyStored, HashDiffers, KindNotKnown, LengthDiffers, NoBytesYet
from api.documents.states import DocumentState, RenditionKind, ScanState
from api.gateways.sealing import CertificateSealer
from api.gateways.store import LocalStore
from api.kernel.actors import PUBLIC, SYSTEM, Actor
from api.kernel.events import Event
from api.kernel.refusals import IdempotencyKeyReused, NotAllowed
from api.kernel.work import Work, Works
from tests.documents.steps import (
    CONTENT,
    INSPECTOR,
    SHA256,
    UPLOAD,
    People,
    as_,
    count,
    declared,
    found,
    in_a_case,
    renditions,
    sent,
    stored,
)


def test_a_document_comes_in_whole(works: Works, people: People, store: LocalStore) -> None:
    """Declared, sent, checked, kept, recorded."""
    document_id = stored(works, store, people.firm_user)
    document = found(works, document_id)
    assert document.state is DocumentState.STORED
    assert document.scan is ScanState.PENDING
    assert document.owner_id == people.firm_user.account_id
    assert document.organization_id == people.firm_user.organization_id
    assert (document.pages, document.bytes, document.sha256) == (3, len(CONTENT), SHA256)
    assert document.stored_at is not None
    assert document.version == 3
    (as_filed,) = renditions(works, document_id).values()
    assert (as_filed.kind, as_filed.sha256, as_filed.pages) == (RenditionKind.AS_FILED, SHA256, 3)
    assert store.read(SHA256) == CONTENT
    assert store.staged(document_id) is None


def test_completing_again_changes_nothing(works: Works, people: People, store: LocalStore) -> None:
    """The same document, the same version, no second event."""
    document_id = stored(works, store, people.firm_user)
    again = complete_upload(works, as_(people.firm_user), store, INSPECTOR, document_id)
    assert again == document_id
    assert found(works, document_id).version == 3
    assert len(renditions(works, document_id)) == 1


def test_twins_completing_at_once_store_one_document(
    works: Works, people: People, store: LocalStore
) -> None:
    """Both get the same answer."""
    document_id = declared(works, people.firm_user)
    sent(store, document_id)
    who = as_(people.firm_user)
    with ThreadPoolExecutor(2) as pool:
        twins = [pool.submit(_complete_or_find, works, who, store, document_id) for _ in range(2)]
        assert {twin.result() for twin in twins} == {document_id}
    assert found(works, document_id).version == 3
    assert len(renditions(works, document_id)) == 1


def _complete_or_find(
    works: Works, who: Callable[[Session, datetime], Actor], store: LocalStore, document_id: str
) -> str:
    """Complete; one whose twin finished and cleared away in between tries again, as clients do."""
    try:
        return complete_upload(works, who, store, INSPECTOR, document_id)
    except NoBytesYet:
        return complete_upload(works, who, store, INSPECTOR, document_id)


def test_one_key_declares_one_document(works: Works, people: People) -> None:
    """The same body gives the same answer; another body is refused."""
    first = declared(works, people.firm_user)
    assert declared(works, people.firm_user) == first
    with pytest.raises(IdempotencyKeyReused):
        declared(works, people.firm_user, replace(UPLOAD, file_name="other.pdf"))
    assert count(works, Document) == 1


def test_a_refused_declaration_leaves_nothing(works: Works, people: People) -> None:
    """And its key can be used again."""
    with pytest.raises(KindNotKnown):
        declared(works, people.firm_user, replace(UPLOAD, kind="LOVE\x00LETTER"))
    assert count(works, Document) == 0
    assert declared(works, people.firm_user)


def test_administrators_and_staff_cannot_put_documents_in(works: Works, people: People) -> None:
    """An administrator is told to open an OU account."""
    with pytest.raises(OrganizationUserNeeded):
        declared(works, people.administrator)
    for actor in (people.help_centre, people.auditor, PUBLIC):
        with pytest.raises(NotAllowed):
            declared(works, actor)
    assert count(works, Document) == 0


def test_the_registry_puts_in_what_the_court_issues_and_nobody_else_does(
    works: Works, people: People
) -> None:
    """An officer files nothing; a firm issues nothing."""
    order = replace(UPLOAD, kind="ORDER")
    with pytest.raises(KindNotKnown):
        declared(works, people.registry)
    with pytest.raises(KindNotKnown):
        declared(works, people.firm_user, order)
    assert count(works, Document) == 0
    assert found(works, declared(works, people.registry, order)).kind == "ORDER"


def test_bytes_that_are_not_what_was_declared_are_refused_and_can_be_sent_again(
    works: Works, people: People, store: LocalStore
) -> None:
    """Nothing is kept of the wrong ones."""
    document_id = declared(works, people.firm_user)
    who = as_(people.firm_user)
    with pytest.raises(NoBytesYet):
        complete_upload(works, who, store, INSPECTOR, document_id)
    sent(store, document_id, CONTENT[:-1])
    with pytest.raises(LengthDiffers):
        complete_upload(works, who, store, INSPECTOR, document_id)
    sent(store, document_id, CONTENT[:-1] + b"?")
    with pytest.raises(HashDiffers):
        complete_upload(works, who, store, INSPECTOR, document_id)
    assert found(works, document_id).state is DocumentState.AWAITING_BYTES
    assert renditions(works, document_id) == {}
    sent(store, document_id)
    assert complete_upload(works, who, store, INSPECTOR, document_id) == document_id


def test_a_crash_between_keeping_and_recording_is_mended_by_completing_again(
    works: Works, people: People, store: LocalStore
) -> None:
    """The bytes are kept and still staged; the record follows."""
    # Given what a crash leaves: bytes kept, nothing recorded
    document_id = declared(works, people.firm_user)
    sent(store, document_id)
    staged = store.staged(document_id)
    assert staged is not None
    with staged:
        assert store.keep(staged) == SHA256
    # When the owner completes the upload again
    complete_upload(works, as_(people.firm_user), store, INSPECTOR, document_id)
    # Then it is whole
    assert found(works, document_id).state is DocumentState.STORED
    assert set(renditions(works, document_id)) == {RenditionKind.AS_FILED}


def test_a_stored_document_takes_no_more_bytes(
    works: Works, people: People, store: LocalStore
) -> None:
    """Its upload link is of no more use."""
    waiting = declared(works, people.firm_user, key="k2")
    done = stored(works, store, people.firm_user)
    with works.open(SYSTEM) as work:
        assert awaiting_bytes(work.session, waiting).id == waiting
        with pytest.raises(AlreadyStored):
            awaiting_bytes(work.session, done)


def test_a_sealed_document_can_be_checked_and_only_then(
    works: Works, people: People, store: LocalStore, sealer: CertificateSealer
) -> None:
    """A reserved number says nothing; the label carries the number and the case."""
    document_id = stored(works, store, people.firm_user)
    number = in_a_case(works, people, document_id)
    with works.open(SYSTEM) as work:
        reserved = reserve_reference(work, document_by_id(work.session, document_id))
    with works.open(PUBLIC) as work:
        assert not is_issued(work.session, reserved)
    sealed = seal_document(works, store, sealer, document_id)
    with works.open(PUBLIC) as work:
        assert is_issued(work.session, reserved)
        assert not is_issued(work.session, f"{(int(reserved) + 1) % 10**12:012d}")
        assert not is_issued(work.session, reserved + "\x00")
    text = PdfReader(store.open(sealed)).pages[0].extract_text()
    assert number in text
    assert f"DRN {reserved[:4]} {reserved[4:8]} {reserved[8:]}" in text
    assert store.read(SHA256) == CONTENT


def test_sealing_twice_issues_one_sealed_copy(
    works: Works, people: People, store: LocalStore, sealer: CertificateSealer
) -> None:
    """The first copy counts, whoever comes later with another."""
    document_id = stored(works, store, people.firm_user)
    in_a_case(works, people, document_id)
    first = seal_document(works, store, sealer, document_id)
    version = found(works, document_id).version
    assert seal_document(works, store, sealer, document_id) == first
    with works.open(SYSTEM) as work:
        record_sealed(work, document_id, SealedCopy("0" * 64, 1, 1, work.at))
        assert work.events == []
    assert renditions(works, document_id)[RenditionKind.SEALED].sha256 == first
    assert found(works, document_id).version == version


def test_a_document_in_no_case_cannot_be_sealed(
    works: Works, people: People, store: LocalStore, sealer: CertificateSealer
) -> None:
    """There is no court to seal it."""
    document_id = stored(works, store, people.firm_user)
    with pytest.raises(ValueError, match="in no case"):
        seal_document(works, store, sealer, document_id)
    assert found(works, document_id).document_reference is None


def test_entering_a_document_twice_is_entering_it_once(
    works: Works, people: People, store: LocalStore
) -> None:
    """And it never changes its case."""
    document_id = stored(works, store, people.firm_user)
    in_a_case(works, people, document_id)
    document = found(works, document_id)
    with works.open(people.registry) as work:
        assert document.case_id is not None
        enter_into_case(work, [document_id], document.case_id)
        assert work.events == []
        with pytest.raises(ValueError, match="another case"):
            enter_into_case(work, [document_id], "cas_other")


def test_i1_a_number_that_is_taken_is_never_given_again(
    works: Works, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A collision costs a second try and loses nothing of the work around it."""
    # Given dice that show the same number twice, then another with leading zeros
    shown = iter([7, 7, 42])
    monkeypatch.setattr("secrets.randbelow", lambda _below: next(shown))
    one, two = (declared(works, people.firm_user, key=key) for key in ("k1", "k2"))
    # When two documents are given numbers in one work, beside another change
    with works.open(people.firm_user) as work:
        first = reserve_reference(work, document_by_id(work.session, one))
        second = reserve_reference(work, document_by_id(work.session, two))
        beside = create_upload(work, UPLOAD, "k3")
    # Then the numbers differ, keep their zeros, and everything was committed
    assert (first, second) == ("000000000007", "000000000042")
    assert found(works, one).document_reference == first
    assert found(works, two).document_reference == second
    assert found(works, beside).document_reference is None


def test_events_tell_no_file_name(
    works: Works, people: People, store: LocalStore, sealer: CertificateSealer
) -> None:
    """A file's name may name a party; the audit trail must not."""
    document_id = declared(works, people.firm_user)
    sent(store, document_id)
    heard: list[Event] = []

    def hear(work: Work, event: Event) -> None:
        works.react(work, event)
        heard.append(event)

    listening = replace(works, react=hear)
    complete_upload(listening, as_(people.firm_user), store, INSPECTOR, document_id)
    in_a_case(works, people, document_id)
    seal_document(listening, store, sealer, document_id)
    kinds = [type(event) for event in heard]
    assert kinds == [DocumentStored, DocumentSealed]
    assert "writ" not in repr(heard)
