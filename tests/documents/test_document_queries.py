"""Who finds which document."""

import pytest
import sqlalchemy as sa

from api.documents.models import Document
from api.documents.procedures import complete_upload
from api.documents.queries import own
from api.documents.states import RenditionKind
from api.filings.queries import document_visible_to, visible_rendition
from api.gateways.store import LocalStore
from api.kernel.actors import PUBLIC, SYSTEM
from api.kernel.refusals import NotFound
from api.kernel.work import Works
from tests.documents.steps import INSPECTOR, People, as_, declared, renditions, sent, stored


@pytest.mark.parametrize("nobody", ["doc_none", "", "doc_\x00", "flg_01J9Z3K4M5N6P7Q8R9S0T1V2W3"])
def test_unknown_ids_are_not_found(
    works: Works, people: People, store: LocalStore, nobody: str
) -> None:
    """Whatever they are made of."""
    with pytest.raises(NotFound):
        complete_upload(works, as_(people.firm_user), store, INSPECTOR, nobody)
    with works.open(SYSTEM) as work, pytest.raises(NotFound):
        visible_rendition(work.session, work.viewer, nobody)


def test_somebody_elses_document_is_not_found(
    works: Works, people: People, store: LocalStore
) -> None:
    """For other firms and litigants exactly as if it did not exist; a colleague finds it."""
    document_id = declared(works, people.firm_user)
    sent(store, document_id)
    for actor in (people.other_firm, people.litigant):
        with pytest.raises(NotFound):
            complete_upload(works, as_(actor), store, INSPECTOR, document_id)
    with works.open(people.colleague) as work:
        assert own(work.session, work.viewer, document_id).id == document_id


def test_who_sees_which_document(works: Works, people: People) -> None:
    """An upload in no filing yet is its owner's and the firm's filers' alone, not the court's."""
    firm = declared(works, people.firm_user)
    other_firm = declared(works, people.other_firm)
    litigant = declared(works, people.litigant)
    nothing = set[str]()
    expected = [
        (people.firm_user, {firm}),
        (people.colleague, {firm}),
        (people.administrator, nothing),
        (people.other_firm, {other_firm}),
        (people.litigant, {litigant}),
        (people.other_litigant, nothing),
        (people.registry, nothing),
        (people.auditor, nothing),
        (people.help_centre, nothing),
        (PUBLIC, nothing),
    ]
    for actor, seen in expected:
        with works.open(actor) as work:
            table = Document.__table__
            rows = work.session.execute(
                sa.select(table.c.id).where(document_visible_to(table.c, work.viewer))
            )
            assert set(rows.scalars()) == seen, actor.name


def test_a_rendition_is_seen_with_its_document(
    works: Works, people: People, store: LocalStore
) -> None:
    """By the same people."""
    document_id = stored(works, store, people.firm_user)
    rendition_id = renditions(works, document_id)[RenditionKind.AS_FILED].id
    for actor in (people.firm_user, people.colleague):
        with works.open(actor) as work:
            assert visible_rendition(work.session, work.viewer, rendition_id).id == rendition_id
    strangers = (people.other_firm, people.litigant, people.help_centre, people.registry, PUBLIC)
    for actor in strangers:
        with works.open(actor) as work, pytest.raises(NotFound):
            visible_rendition(work.session, work.viewer, rendition_id)
