"""Closures are announced and ended by registry officers, and the published courts reach SQL."""

from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa
from sqlmodel import select

from api.courts.events import ClosureAnnounced, ClosureBegan, ClosureEnded
from api.courts.models import Closure, Court, ProceedingType
from api.courts.operations import (
    RUN_OUT_CLOSURE,
    ClosureEndsBeforeItStarts,
    ReopeningAlreadyPublished,
    ReopeningNotYetCome,
    announce_closure,
    begin_closure,
    end_closure,
    publish_reference,
    run_out_closure,
)
from api.courts.queries import calendar_of, deemed_at
from api.courts.rules import ReceiptRule
from api.courts.states import ClosureKind, ClosureState
from api.kernel.actors import SYSTEM, Actor
from api.kernel.refusals import ChangedMeanwhile, MoveNotOpen, NotAllowed, NotFound, UnknownCode
from api.kernel.tables import OutboxJob
from api.reference.loading import published
from tests.courts.conftest import FILER, OFFICER, Registry

OFFICE = "DC_REGISTRY"


def announce(
    registry: Registry, *, minutes: int = 0, ends_at: datetime | None = None, by: Actor = OFFICER
) -> Closure:
    """Announce a typhoon closure that begins so many minutes from now."""
    with registry.works.open(by) as work:
        return announce_closure(
            work,
            office_code=OFFICE,
            kind=ClosureKind.GALE_WARNING,
            starts_at=registry.now + timedelta(minutes=minutes),
            ends_at=ends_at,
        )


def end(
    registry: Registry, closure: Closure, *, ends_at: datetime | None = None, by: Actor = OFFICER
) -> Closure:
    """End a closure as it was last seen."""
    with registry.works.open(by) as work:
        return end_closure(work, closure.id, expected_version=closure.version, ends_at=ends_at)


def run_out(registry: Registry, closure: Closure) -> None:
    """Do the building's job."""
    with registry.works.open() as work:
        run_out_closure(work, closure.id)


def stored(registry: Registry, closure: Closure) -> tuple[ClosureState, datetime | None, int]:
    """Read a closure back."""
    with registry.works.look() as session:
        row = session.get(Closure, closure.id)
        assert row is not None
        return row.state, row.ends_at, row.version


def test_the_published_courts_are_kept_equal_however_often(registry: Registry) -> None:
    with registry.works.open() as work:
        work.session.execute(sa.update(Court).values(name_en="Wrong"))
        publish_reference(work)
    with registry.works.look() as session:
        names = {c.code: (c.name_en, c.name_tc) for c in session.exec(select(Court))}
        types = {t.code for t in session.exec(select(ProceedingType))}
    facts = published()
    assert names == {c.code: (c.name.en, c.name.tc) for c in facts.courts.values()}
    assert types == set(facts.proceeding_types)


def test_a_closure_that_has_begun_is_in_force_at_once(registry: Registry) -> None:
    closure = announce(registry)
    assert stored(registry, closure) == (ClosureState.IN_FORCE, None, 2)
    assert registry.heard == [
        ClosureAnnounced(closure.id, OFFICE, "GALE_WARNING", registry.now, None),
        ClosureBegan(closure.id, OFFICE, registry.now),
    ]


def test_a_closure_to_come_is_only_announced(registry: Registry) -> None:
    assert stored(registry, announce(registry, minutes=1)) == (ClosureState.ANNOUNCED, None, 1)


def test_what_arrives_during_a_closure_waits_until_it_ends(registry: Registry) -> None:
    arrived = registry.now
    closure = announce(registry, minutes=-5)
    with registry.works.look() as session:
        waiting, obstacle = deemed_at(session, OFFICE, arrived)
    assert (waiting.pending, obstacle and obstacle.id) == (True, closure.id)
    registry.now += timedelta(hours=4, minutes=10)
    ended = end(registry, closure)
    with registry.works.look() as session:
        settled, _ = deemed_at(session, OFFICE, arrived)
    assert (settled.at, settled.rule) == (registry.now, ReceiptRule.AFTER_CLOSURE)
    assert ended.ends_at == registry.now
    assert registry.heard[-1] == ClosureEnded(
        closure.id, OFFICE, arrived - timedelta(minutes=5), registry.now
    )


def test_a_closure_of_one_office_does_not_close_another(registry: Registry) -> None:
    announce(registry)
    with registry.works.open() as work:
        assert len(calendar_of(work.session, OFFICE, hold=True).closures) == 1
        assert calendar_of(work.session, "DC_ACCOUNTS", hold=True).closures == ()


def test_a_closure_ended_before_it_begins_covers_nothing(registry: Registry) -> None:
    closure = announce(registry, minutes=60)
    assert end(registry, closure).ends_at == registry.now + timedelta(minutes=60)


@pytest.mark.parametrize("actor", [FILER, SYSTEM])
def test_only_a_registry_officer_closes_and_reopens(registry: Registry, actor: Actor) -> None:
    closure = announce(registry)
    with pytest.raises(NotAllowed):
        announce(registry, by=actor)
    with pytest.raises(NotAllowed):
        end(registry, closure, by=actor)
    assert stored(registry, closure) == (ClosureState.IN_FORCE, None, 2)
    with registry.works.look() as session:
        assert session.exec(select(sa.func.count()).select_from(Closure)).one() == 1


@pytest.mark.parametrize(
    ("minutes", "refusal"), [(1, ReopeningNotYetCome), (-1, ClosureEndsBeforeItStarts)]
)
def test_a_closure_ends_neither_before_it_starts_nor_in_the_future(
    registry: Registry, minutes: int, refusal: type[Exception]
) -> None:
    closure = announce(registry)
    with pytest.raises(refusal):
        end(registry, closure, ends_at=registry.now + timedelta(minutes=minutes))
    assert stored(registry, closure) == (ClosureState.IN_FORCE, None, 2)


def test_a_published_reopening_is_not_moved(registry: Registry) -> None:
    until = registry.now + timedelta(hours=2)
    closure = announce(registry, ends_at=until)
    registry.now += timedelta(hours=3)
    with pytest.raises(ReopeningAlreadyPublished):
        end(registry, closure, ends_at=registry.now)
    assert end(registry, closure).ends_at == until


def test_a_closure_is_ended_once(registry: Registry) -> None:
    closure = announce(registry)
    ended = end(registry, closure)
    with pytest.raises(ChangedMeanwhile):
        end(registry, closure)
    with pytest.raises(MoveNotOpen):
        end(registry, ended)


def test_a_closure_cannot_end_before_it_starts_from_the_first(registry: Registry) -> None:
    with pytest.raises(ClosureEndsBeforeItStarts):
        announce(registry, ends_at=registry.now - timedelta(minutes=1))


def test_an_unknown_office_or_closure_is_not_found(registry: Registry) -> None:
    with registry.works.look() as session, pytest.raises(UnknownCode):
        deemed_at(session, "NO_SUCH_OFFICE", registry.now)
    with pytest.raises(NotFound), registry.works.open(OFFICER) as work:
        end_closure(work, "cls_none", expected_version=1)


def begun(registry: Registry, closure: Closure) -> None:
    """The building looks whether a closure has begun."""
    with registry.works.open() as work:
        begin_closure(work, closure.id)


def test_an_announced_closure_begins_when_its_start_comes_and_once(registry: Registry) -> None:
    closure = announce(registry, minutes=30)
    registry.now += timedelta(minutes=29)
    begun(registry, closure)
    early = stored(registry, closure)
    registry.now += timedelta(minutes=1)
    begun(registry, closure)
    begun(registry, closure)
    assert early == (ClosureState.ANNOUNCED, None, 1)
    assert stored(registry, closure) == (ClosureState.IN_FORCE, None, 2)
    starts = closure.starts_at
    assert registry.heard[1:] == [ClosureBegan(closure.id, OFFICE, starts)]


def test_a_closure_called_off_before_it_began_does_not_begin(registry: Registry) -> None:
    closure = announce(registry, minutes=30)
    ended = end(registry, closure)
    registry.now += timedelta(hours=1)
    begun(registry, closure)
    assert stored(registry, closure) == (ClosureState.ENDED, ended.ends_at, 2)


def test_a_closure_whose_end_was_published_runs_out_by_itself_once(registry: Registry) -> None:
    closure = announce(registry, ends_at=registry.now + timedelta(hours=2))
    run_out(registry, closure)
    assert stored(registry, closure)[0] is ClosureState.IN_FORCE

    registry.now += timedelta(hours=2)
    run_out(registry, closure)
    run_out(registry, closure)

    assert stored(registry, closure) == (ClosureState.ENDED, registry.now, 3)
    begun = registry.now - timedelta(hours=2)
    ended = ClosureEnded(closure.id, OFFICE, begun, registry.now)
    assert [event for event in registry.heard if isinstance(event, ClosureEnded)] == [ended]


def test_an_officer_may_end_it_before_the_building_does(registry: Registry) -> None:
    """The end that was published, as soon as it has come; the job then finds nothing to do."""
    closure = announce(registry, ends_at=registry.now + timedelta(hours=2))
    registry.now += timedelta(hours=2)
    end(registry, closure)
    run_out(registry, closure)
    assert [type(event) for event in registry.heard].count(ClosureEnded) == 1


def test_one_that_was_never_begun_by_a_job_runs_out_all_the_same(registry: Registry) -> None:
    closure = announce(registry, minutes=30, ends_at=registry.now + timedelta(hours=2))
    registry.now += timedelta(hours=3)
    run_out(registry, closure)
    state, ends_at, _ = stored(registry, closure)
    assert (state, ends_at) == (ClosureState.ENDED, registry.now - timedelta(hours=1))


def test_a_closure_without_an_end_never_runs_out(registry: Registry) -> None:
    closure = announce(registry)
    registry.now += timedelta(days=30)
    run_out(registry, closure)
    assert stored(registry, closure)[:2] == (ClosureState.IN_FORCE, None)
    with registry.works.look() as session:
        jobs = session.exec(select(OutboxJob).where(OutboxJob.job == RUN_OUT_CLOSURE)).all()
    assert jobs == []
