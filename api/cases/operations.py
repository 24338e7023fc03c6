"""The verbs of the cases room."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import select

from api.accounts.queries import account_named
from api.cases.events import CaseAccessChanged
from api.cases.models import AccessOrder, Case, CaseTransfer, RelatedCase, RestrictionOrder
from api.cases.queries import case_by_id, orders_in_force, relation_of
from api.cases.rules import (
    SEEN_FROM_THERE,
    AccessOrderAlreadyInForce,
    AlreadyRelated,
    EndsBeforeItBegins,
    case_number,
    level_under,
)
from api.cases.states import AccessLevel, AccessOrderKind, CaseRelation
from api.kernel.actors import AccountKind
from api.kernel.refusals import NotAllowed, NotFound, require_length
from api.kernel.states import move
from api.kernel.work import Work, at_version

LONGEST_GROUNDS = 500


@dataclass(frozen=True, slots=True)
class NewCase:
    """What opening a case needs. The number is the court's to give."""

    court_code: str
    proceeding_type_code: str
    title: str
    nature_of_claim: str
    relief: str
    commenced_on: date


def open_case(work: Work, new: NewCase) -> Case:
    """Open a case under the next number of its type and year.

    The number is taken in this transaction: it is never skipped and never given twice.
    """
    year = new.commenced_on.year
    running = work.next_number(f"case/{new.proceeding_type_code}/{year}")
    case = Case(
        id=work.new_id("cas"),
        court_code=new.court_code,
        proceeding_type_code=new.proceeding_type_code,
        year=year,
        running_number=running,
        number=case_number(new.proceeding_type_code, running, year),
        title=new.title,
        nature_of_claim=new.nature_of_claim,
        relief=new.relief,
        standing=None,  # pyright: ignore[reportArgumentType] - the first move gives it one
        access_level=AccessLevel.PUBLIC_INSPECTION,
        commenced_on=new.commenced_on,
        opened_at=work.at,
    )
    move(work, case, "open", number=case.number)
    work.session.add(case)
    work.session.flush()
    return case


def transfer(work: Work, case: Case, court_code: str, on: date) -> None:
    """Let a case go to another court or tribunal.

    Refuses: MoveNotOpen, NotAllowed.
    """
    move(work, case, "transfer", court_code=court_code)
    gone = CaseTransfer(
        id=work.new_id("ctr"),
        case_id=case.id,
        court_code=court_code,
        transferred_on=on,
        recorded_at=work.at,
    )
    work.session.add(gone)
    work.session.flush()


def relate(work: Work, case: Case, other: Case, kind: CaseRelation, reason: str) -> None:
    """Tie two cases to each other: what the one is to the other stands in a row of each.

    Refuses: AlreadyRelated.
    """
    if relation_of(work.session, case.id, other.id, kind) is not None:
        raise AlreadyRelated("relatedCaseId")
    for one, another, said in ((case, other, kind), (other, case, SEEN_FROM_THERE[kind])):
        row = RelatedCase(
            id=work.new_id("rel"),
            case_id=one.id,
            related_case_id=another.id,
            kind=said,
            since_at=work.at,
            reason=reason,
        )
        work.session.add(row)
    work.session.flush()


def make_access_order(
    work: Work, case_id: str, kind: AccessOrderKind, grounds: str, expected_version: int
) -> Case:
    """Make an order that limits who may see a case, from this instant.

    Refuses: NotAllowed, Malformed, NotFound, ChangedMeanwhile, AccessOrderAlreadyInForce.
    """
    _require_registry(work)
    require_length(grounds, LONGEST_GROUNDS, "grounds", least=1)
    case = case_by_id(work.session, case_id, lock=True)
    at_version(case.version, expected_version)
    if any(order.kind is kind for order in orders_in_force(work.session, case_id)):
        raise AccessOrderAlreadyInForce("kind")
    order = AccessOrder(
        id=work.new_id("aor"),
        case_id=case_id,
        kind=kind,
        state=None,  # pyright: ignore[reportArgumentType] - the first move gives it one
        grounds=grounds,
        made_at=work.at,
    )
    move(work, order, "make", case_id=case_id, kind=kind)
    work.session.add(order)
    work.session.flush()
    _set_level(work, case)
    return case


def lift_access_order(work: Work, access_order_id: str) -> Case:
    """Lift an order; the level goes back to what the other orders leave open.

    Refuses: NotFound, MoveNotOpen, NotAllowed.
    """
    _require_registry(work)
    order = work.session.exec(
        select(AccessOrder).where(AccessOrder.id == access_order_id).with_for_update()
    ).first()
    if order is None:
        raise NotFound("accessOrderId")
    move(work, order, "lift", case_id=order.case_id)
    work.session.flush()
    case = case_by_id(work.session, order.case_id, lock=True)
    _set_level(work, case)
    return case


@dataclass(frozen=True, slots=True)
class Restriction:
    """What a restriction order says: whom it binds (nobody named: everyone), why, and when."""

    grounds: str
    sign_in_name: str | None = None
    from_at: datetime | None = None
    until_at: datetime | None = None


def make_restriction_order(
    work: Work, case_id: str, restriction: Restriction, expected_version: int
) -> Case:
    """Carry out an order that keeps electronic filings out of a case, from now if it says no time.

    Refuses: NotAllowed, Malformed, NotFound, ChangedMeanwhile, EndsBeforeItBegins.
    """
    _require_registry(work)
    require_length(restriction.grounds, LONGEST_GROUNDS, "grounds", least=1)
    case = case_by_id(work.session, case_id, lock=True)
    at_version(case.version, expected_version)
    begins = restriction.from_at or work.at
    if restriction.until_at is not None and restriction.until_at <= begins:
        raise EndsBeforeItBegins("untilAt")
    order = RestrictionOrder(
        id=work.new_id("ror"),
        case_id=case_id,
        account_id=_bound_by(work, restriction.sign_in_name),
        state=None,  # pyright: ignore[reportArgumentType] - the first move gives it one
        grounds=restriction.grounds,
        from_at=begins,
        until_at=restriction.until_at,
    )
    move(work, order, "make", case_id=case_id)
    work.session.add(order)
    case.version += 1
    return case


def _bound_by(work: Work, sign_in_name: str | None) -> str | None:
    """The account that an order names; None where it binds everybody."""
    if sign_in_name is None:
        return None
    account = account_named(work.session, sign_in_name)
    if account is None:
        raise NotFound("signInName")
    return account.id


def lift_restriction_order(work: Work, restriction_order_id: str) -> Case:
    """Lift a restriction order before its end.

    Refuses: NotAllowed, NotFound, MoveNotOpen.
    """
    _require_registry(work)
    found = select(RestrictionOrder).where(RestrictionOrder.id == restriction_order_id)
    order = work.session.exec(found.with_for_update()).first()
    if order is None:
        raise NotFound("restrictionOrderId")
    move(work, order, "lift", case_id=order.case_id)
    case = case_by_id(work.session, order.case_id, lock=True)
    case.version += 1
    return case


def _require_registry(work: Work) -> None:
    """Judge the actor before the case is looked at: a refusal must not tell whether it exists."""
    if work.actor.kind is not AccountKind.REGISTRY_OFFICER:
        raise NotAllowed(kind=work.actor.kind or "none")


def _set_level(work: Work, case: Case) -> None:
    """Bring the case's level in line with its orders; tell whoever derived something from it."""
    case.access_level = level_under({o.kind for o in orders_in_force(work.session, case.id)})
    case.version += 1
    work.record(CaseAccessChanged(case.id, case.access_level))
