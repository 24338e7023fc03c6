"""Money asked for and received, on both databases: once, and never out of sight."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlmodel import select

from api.kernel.actors import PUBLIC, Actor
from api.kernel.clock import instant_of
from api.kernel.events import Event
from api.kernel.money import Money
from api.kernel.refusals import (
    IdempotencyKeyReused,
    MoveNotOpen,
    NotAllowed,
    NotFound,
    Refusal,
)
from api.kernel.viewers import Rule
from api.kernel.work import Works
from api.payments.models import Payment, ProviderMessage, Receipt, ServiceRequest
from api.payments.operations import (
    ask,
    cancel_request,
    charge_to_open,
    open_payment,
    record_not_opened,
    record_opened,
    record_outcome,
)
from api.payments.ports import ChargeOutcome, Outcome
from api.payments.queries import (
    payment_visible_to,
    pending,
    receipt_visible_to,
    unallocated,
    visible_to,
)
from api.payments.rules import AlreadyPaid, MeansNotAvailable, NothingToPay
from api.payments.states import PaymentMeans, PaymentState, ServiceRequestState
from tests.payments.till import (
    ACCOUNTS_OFFICER,
    ADMINISTRATOR,
    COLLEAGUE,
    LITIGANT,
    MONDAY,
    PAYER,
    STRANGER,
    Hands,
    everything,
    names,
    payment_of,
    request_of,
    rows,
)

BACK = "https://court.example.test/back"
FEE = Money(504_00)


def asked(works: Works, payer: Actor = PAYER, amount: Money = FEE) -> str:
    """Ask a payer for the fee."""
    with works.open(payer) as work:
        return ask(work, purpose="filing:flg_1", amount=amount, payer=payer).id


def opened(works: Works, request_id: str, payer: Actor = PAYER, key: str = "k1") -> str:
    """Open a payment by card."""
    with works.open(payer) as work:
        return open_payment(
            work,
            service_request_id=request_id,
            means=PaymentMeans.CARD,
            key=key,
            return_url=BACK,
        )


def started(works: Works, request_id: str, payer: Actor = PAYER, key: str = "k1") -> str:
    """Open a payment and have the provider hold it ready."""
    payment_id = opened(works, request_id, payer, key)
    with works.open() as work:
        record_opened(work, payment_id, reference=f"ref_{payment_id}", continue_url="https://p/1")
    return payment_id


def said(
    payment_id: str, kind: ChargeOutcome, event: str = "evt_1", cents: int = 504_00
) -> Outcome:
    """What the provider says of a payment."""
    return Outcome(
        provider_event_id=event,
        payment_id=payment_id,
        reference=f"ref_{payment_id}",
        kind=kind,
        amount=Money(cents),
        occurred_at=MONDAY,
        body_sha256="ab" * 32,
    )


def told(works: Works, outcome: Outcome) -> None:
    """Take down what the provider says."""
    with works.open() as work:
        record_outcome(work, outcome)


def refused(works: Works, kind: type[Refusal], attempt: Callable[[], object]) -> Refusal:
    """Attempt something that must be refused, and prove that nothing changed."""
    before = everything(works)
    with pytest.raises(kind) as caught:
        attempt()
    assert everything(works) == before
    return caught.value


def test_a_request_asked_and_paid_has_one_payment_and_one_receipt(
    works: Works, heard: list[Event]
) -> None:
    request_id = asked(works)
    payment_id = started(works, request_id)

    told(works, said(payment_id, ChargeOutcome.SUCCEEDED))

    payment, request = payment_of(works, payment_id), request_of(works, request_id)
    (receipt,) = rows(works, Receipt)
    assert (payment.state, payment.received_at) == (PaymentState.SUCCESS, MONDAY)
    assert (request.state, request.paid_at) == (ServiceRequestState.PAID, MONDAY)
    assert (receipt.number, receipt.payment_id) == ("R2022-0000001", payment_id)
    assert receipt.amount_cents == 504_00
    assert names(heard) == [
        "PaymentAsked",
        "PaymentOpened",
        "PaymentStarted",
        "PaymentSucceeded",
        "ServiceRequestPaid",
    ]
    assert heard[-1].facts == {
        "service_request_id": request_id,
        "purpose": "filing:flg_1",
        "payment_id": payment_id,
        "receipt_id": receipt.id,
        "amount_cents": 504_00,
        "received_at": MONDAY.isoformat(),
    }


def test_the_same_message_again_changes_nothing(works: Works, heard: list[Event]) -> None:
    payment_id = started(works, asked(works))
    told(works, said(payment_id, ChargeOutcome.SUCCEEDED))
    before, events = everything(works), len(heard)

    told(works, said(payment_id, ChargeOutcome.SUCCEEDED))

    assert (everything(works), len(heard)) == (before, events)


def test_a_second_message_of_the_same_success_is_kept_and_counts_for_nothing(
    works: Works, heard: list[Event]
) -> None:
    payment_id = started(works, asked(works))
    told(works, said(payment_id, ChargeOutcome.SUCCEEDED))
    events = len(heard)

    told(works, said(payment_id, ChargeOutcome.SUCCEEDED, event="evt_2"))

    assert len(heard) == events
    assert sorted(m.provider_event_id for m in rows(works, ProviderMessage)) == ["evt_1", "evt_2"]
    assert len(rows(works, Receipt)) == 1


def test_a_success_that_comes_before_we_recorded_the_opening_counts(works: Works) -> None:
    payment_id = opened(works, asked(works))

    told(works, said(payment_id, ChargeOutcome.SUCCEEDED))
    with works.open() as work:
        record_opened(work, payment_id, reference=f"ref_{payment_id}", continue_url="https://p/1")

    payment = payment_of(works, payment_id)
    assert (payment.state, payment.provider_reference) == (
        PaymentState.SUCCESS,
        f"ref_{payment_id}",
    )


def test_a_decline_that_comes_after_the_success_is_kept_and_changes_nothing(works: Works) -> None:
    payment_id = started(works, asked(works))
    told(works, said(payment_id, ChargeOutcome.SUCCEEDED))

    told(works, said(payment_id, ChargeOutcome.DECLINED, event="evt_2"))

    assert payment_of(works, payment_id).state is PaymentState.SUCCESS
    assert len(rows(works, ProviderMessage)) == 2


@pytest.mark.parametrize(
    ("kind", "state"),
    [
        (ChargeOutcome.SUBMITTED, PaymentState.SUBMITTED),
        (ChargeOutcome.AUTHORISED, PaymentState.CAPTURABLE),
        (ChargeOutcome.DECLINED, PaymentState.DECLINED),
        (ChargeOutcome.EXPIRED, PaymentState.EXPIRED),
        (ChargeOutcome.CANCELLED, PaymentState.CANCELLED),
        (ChargeOutcome.FAILED, PaymentState.ERROR),
    ],
)
def test_each_outcome_without_money_leads_to_its_state(
    works: Works, kind: ChargeOutcome, state: PaymentState
) -> None:
    request_id = asked(works)
    payment_id = started(works, request_id)

    told(works, said(payment_id, kind))

    assert payment_of(works, payment_id).state is state
    assert request_of(works, request_id).state is ServiceRequestState.OPEN
    assert rows(works, Receipt) == []


def test_after_a_decline_one_can_pay_again(works: Works) -> None:
    request_id = asked(works)
    first = started(works, request_id)
    told(works, said(first, ChargeOutcome.DECLINED))

    second = started(works, request_id, key="k2")
    told(works, said(second, ChargeOutcome.SUCCEEDED, event="evt_2"))

    assert first != second
    assert payment_of(works, first).state is PaymentState.DECLINED
    assert payment_of(works, second).state is PaymentState.SUCCESS
    assert [r.payment_id for r in rows(works, Receipt)] == [second]


@pytest.mark.parametrize(
    "end",
    [
        ChargeOutcome.DECLINED,
        ChargeOutcome.EXPIRED,
        ChargeOutcome.CANCELLED,
        ChargeOutcome.FAILED,
    ],
)
def test_a_late_success_pays_a_request_that_is_still_open(
    works: Works, heard: list[Event], end: ChargeOutcome
) -> None:
    request_id = asked(works)
    payment_id = started(works, request_id)
    told(works, said(payment_id, end))

    told(works, said(payment_id, ChargeOutcome.SUCCEEDED, event="evt_2"))

    assert names(heard)[-2:] == ["PaymentSucceededLate", "ServiceRequestPaid"]
    assert request_of(works, request_id).state is ServiceRequestState.PAID


def test_a_late_success_closes_the_payment_that_was_tried_instead(
    works: Works, heard: list[Event]
) -> None:
    request_id = asked(works)
    first = started(works, request_id)
    told(works, said(first, ChargeOutcome.DECLINED))
    second = started(works, request_id, key="k2")

    told(works, said(first, ChargeOutcome.SUCCEEDED, event="evt_2"))

    assert payment_of(works, first).state is PaymentState.SUCCESS
    assert payment_of(works, second).state is PaymentState.CANCELLED
    assert names(heard)[-3:] == ["PaymentSuperseded", "PaymentSucceededLate", "ServiceRequestPaid"]


def test_money_that_comes_twice_for_one_request_is_kept_and_counted_once(
    works: Works, heard: list[Event]
) -> None:
    request_id = asked(works)
    first = started(works, request_id)
    told(works, said(first, ChargeOutcome.DECLINED))
    second = started(works, request_id, key="k2")
    told(works, said(second, ChargeOutcome.SUCCEEDED, event="evt_2"))

    told(works, said(first, ChargeOutcome.SUCCEEDED, event="evt_3"))

    duplicate = payment_of(works, first)
    assert (duplicate.state, duplicate.duplicate_of_id) == (PaymentState.SUCCESS, second)
    assert names(heard)[-1] == "PaymentDuplicated"
    assert names(heard).count("ServiceRequestPaid") == 1
    assert [r.payment_id for r in rows(works, Receipt)] == [second]
    with works.open() as work:
        assert [p.id for p in unallocated(work.session)] == [first]


def test_money_that_comes_after_a_cancellation_stays_unallocated(
    works: Works, heard: list[Event]
) -> None:
    request_id = asked(works)
    payment_id = started(works, request_id)
    with works.open(PAYER) as work:
        cancel_request(work, request_id)

    told(works, said(payment_id, ChargeOutcome.SUCCEEDED))

    assert names(heard)[-3:] == [
        "ServiceRequestCancelled",
        "PaymentCancelled",
        "PaymentSucceededLate",
    ]
    assert request_of(works, request_id).state is ServiceRequestState.CANCELLED
    assert rows(works, Receipt) == []
    with works.open() as work:
        assert [p.id for p in unallocated(work.session)] == [payment_id]


@pytest.mark.parametrize("cents", [503_99, 504_01, 1])
def test_another_amount_is_never_a_success(works: Works, heard: list[Event], cents: int) -> None:
    request_id = asked(works)
    payment_id = started(works, request_id)

    told(works, said(payment_id, ChargeOutcome.SUCCEEDED, cents=cents))

    assert payment_of(works, payment_id).state is PaymentState.UNKNOWN
    assert request_of(works, request_id).state is ServiceRequestState.OPEN
    assert heard[-1].facts == {
        "payment_id": payment_id,
        "service_request_id": request_id,
        "expected_cents": 504_00,
        "said_cents": cents,
        "said_reference": f"ref_{payment_id}",
    }


def test_another_charge_than_ours_is_never_a_success(works: Works, heard: list[Event]) -> None:
    payment_id = started(works, asked(works))

    told(works, replace(said(payment_id, ChargeOutcome.SUCCEEDED), reference="ref_other"))

    assert payment_of(works, payment_id).state is PaymentState.UNKNOWN
    assert payment_of(works, payment_id).provider_reference == f"ref_{payment_id}"
    assert names(heard)[-1] == "PaymentMismatchFound"


def test_a_wrong_amount_after_the_end_is_an_event_and_moves_nothing(
    works: Works, heard: list[Event]
) -> None:
    payment_id = started(works, asked(works))
    told(works, said(payment_id, ChargeOutcome.SUCCEEDED))

    told(works, said(payment_id, ChargeOutcome.SUCCEEDED, event="evt_2", cents=1))

    assert names(heard)[-1] == "PaymentMismatchFound"
    assert payment_of(works, payment_id).state is PaymentState.SUCCESS


def test_the_right_amount_after_a_wrong_one_is_a_late_success(
    works: Works, heard: list[Event]
) -> None:
    payment_id = started(works, asked(works))
    told(works, said(payment_id, ChargeOutcome.SUCCEEDED, cents=1))

    told(works, said(payment_id, ChargeOutcome.SUCCEEDED, event="evt_2"))

    assert names(heard)[-2:] == ["PaymentSucceededLate", "ServiceRequestPaid"]


def test_a_message_about_no_payment_of_ours_is_not_found(works: Works) -> None:
    refused(works, NotFound, lambda: told(works, said("pay_none", ChargeOutcome.SUCCEEDED)))


def test_money_heard_of_late_counts_from_when_it_was_taken(works: Works, clock: Hands) -> None:
    payment_id = started(works, asked(works))
    clock.pass_(timedelta(hours=20))

    told(works, said(payment_id, ChargeOutcome.SUCCEEDED))

    assert payment_of(works, payment_id).received_at == MONDAY
    assert rows(works, Receipt)[0].issued_at == MONDAY + timedelta(hours=20)


def test_receipts_are_numbered_by_the_year_in_hong_kong(works: Works, clock: Hands) -> None:
    numbers: list[str] = []
    for instant in (
        instant_of(MONDAY.replace(month=12, day=31).date(), MONDAY.replace(hour=23).time()),
        instant_of(MONDAY.replace(year=2023, month=1, day=1).date(), MONDAY.replace(hour=0).time()),
    ):
        clock.now = instant
        payment_id = started(works, asked(works), key=str(instant))
        told(works, said(payment_id, ChargeOutcome.SUCCEEDED, event=str(instant)))
        numbers.append(rows(works, Receipt)[-1].number)
    assert numbers == ["R2022-0000001", "R2023-0000001"]


def test_the_same_key_gives_the_same_payment_even_when_it_has_been_paid(works: Works) -> None:
    request_id = asked(works)
    first = started(works, request_id)
    told(works, said(first, ChargeOutcome.SUCCEEDED))

    assert opened(works, request_id) == first


def test_another_key_gives_the_payment_that_lives(works: Works) -> None:
    request_id = asked(works)
    assert opened(works, request_id, key="k1") == opened(works, request_id, key="k2")
    assert len(rows(works, Payment)) == 1


def test_one_key_for_two_requests_is_refused(works: Works) -> None:
    first, second = asked(works), asked(works)
    opened(works, first)
    refused(works, IdempotencyKeyReused, lambda: opened(works, second))


def test_what_is_paid_cannot_be_paid_again_and_the_receipt_is_named(works: Works) -> None:
    request_id = asked(works)
    told(works, said(started(works, request_id), ChargeOutcome.SUCCEEDED))

    no = refused(works, AlreadyPaid, lambda: opened(works, request_id, key="k2"))

    assert no.facts == {"receipt": "R2022-0000001"}


def test_what_is_paid_cannot_be_cancelled(works: Works) -> None:
    request_id = asked(works)
    told(works, said(started(works, request_id), ChargeOutcome.SUCCEEDED))

    def cancel() -> None:
        with works.open(PAYER) as work:
            cancel_request(work, request_id)

    refused(works, AlreadyPaid, cancel)


def test_a_cancelled_request_cannot_be_paid(works: Works) -> None:
    request_id = asked(works)
    with works.open(PAYER) as work:
        cancel_request(work, request_id)
    refused(works, MoveNotOpen, lambda: opened(works, request_id))


def test_nothing_is_asked_for_nothing(works: Works) -> None:
    refused(works, NothingToPay, lambda: asked(works, amount=Money(0)))


def test_a_means_without_a_provider_is_refused(works: Works) -> None:
    request_id = asked(works)

    def by_pps() -> None:
        with works.open(PAYER) as work:
            open_payment(
                work,
                service_request_id=request_id,
                means=PaymentMeans.PPS,
                key="k1",
                return_url=BACK,
            )

    refused(works, MeansNotAvailable, by_pps)


def test_a_colleague_of_the_payers_firm_may_pay(works: Works) -> None:
    assert payment_of(works, opened(works, asked(works), COLLEAGUE)).state is PaymentState.CREATED


@pytest.mark.parametrize("other", [STRANGER, LITIGANT, PUBLIC], ids=lambda a: a.name)
def test_a_stranger_gets_the_answer_for_what_does_not_exist(works: Works, other: Actor) -> None:
    mine, theirs = asked(works), "srq_none"
    hidden = refused(works, NotFound, lambda: opened(works, mine, other))
    missing = refused(works, NotFound, lambda: opened(works, theirs, other))
    assert (hidden.sentence, hidden.path) == (missing.sentence, missing.path)


def test_a_litigants_request_is_not_open_to_others_without_a_firm(works: Works) -> None:
    request_id = asked(works, LITIGANT)
    refused(works, NotFound, lambda: opened(works, request_id, PAYER))
    assert opened(works, request_id, LITIGANT)


@pytest.mark.parametrize("seeing", [ADMINISTRATOR, ACCOUNTS_OFFICER], ids=lambda a: a.name)
def test_those_who_see_but_do_not_file_may_not_pay(works: Works, seeing: Actor) -> None:
    request_id = asked(works)
    refused(works, NotAllowed, lambda: opened(works, request_id, seeing))


def test_the_provider_is_asked_only_for_a_payment_that_is_merely_created(works: Works) -> None:
    payment_id = opened(works, asked(works))
    with works.open() as work:
        charge = charge_to_open(work, payment_id, return_url=BACK)
        assert charge is not None
        assert (charge.payment_id, charge.amount, charge.return_url) == (payment_id, FEE, BACK)
        record_opened(work, payment_id, reference="ref_1", continue_url="https://p/1")
        assert charge_to_open(work, payment_id, return_url=BACK) is None


def test_a_charge_the_provider_would_not_open_leaves_room_for_another(works: Works) -> None:
    request_id = asked(works)
    first = opened(works, request_id)
    with works.open() as work:
        record_not_opened(work, first)
    assert payment_of(works, first).state is PaymentState.ERROR
    assert opened(works, request_id, key="k2") != first


def test_an_opening_recorded_after_a_cancellation_brings_nothing_back_to_life(works: Works) -> None:
    request_id = asked(works)
    payment_id = opened(works, request_id)
    with works.open(PAYER) as work:
        cancel_request(work, request_id)
    with works.open() as work:
        record_opened(work, payment_id, reference="ref_1", continue_url="https://p/1")
    payment = payment_of(works, payment_id)
    assert (payment.state, payment.provider_reference) == (PaymentState.CANCELLED, "ref_1")


def test_the_database_itself_refuses_a_second_living_payment(works: Works) -> None:
    request_id = asked(works)
    first = payment_of(works, opened(works, request_id))
    twin = Payment(**{**first.model_dump(), "id": "pay_twin"})
    with pytest.raises(IntegrityError), works.open() as work:  # noqa: PT012 - the flush refuses
        work.session.add(twin)
        work.session.flush()


def test_amounts_beyond_32_bits_are_kept_to_the_cent(works: Works) -> None:
    amount = Money(2_147_483_648_01)
    request_id = asked(works, amount=amount)
    payment_id = started(works, request_id)
    told(works, said(payment_id, ChargeOutcome.SUCCEEDED, cents=amount.cents))
    assert [r.amount_cents for r in rows(works, Receipt)] == [amount.cents]


def test_payments_that_wait_are_listed_only_after_a_while(works: Works, clock: Hands) -> None:
    first = opened(works, asked(works))
    clock.pass_(timedelta(minutes=5))
    paid = started(works, asked(works), key="k2")
    told(works, said(paid, ChargeOutcome.SUCCEEDED))
    second = opened(works, asked(works), key="k3")
    with works.open() as work:
        assert pending(work.session, MONDAY) == []
        assert pending(work.session, MONDAY + timedelta(seconds=1)) == [first]
        assert pending(work.session, MONDAY + timedelta(hours=1)) == [first, second]


def test_many_at_once_open_one_payment(works: Works) -> None:
    request_id = asked(works)
    with ThreadPoolExecutor(8) as crowd:
        ids = list(crowd.map(lambda n: opened(works, request_id, key=f"k{n}"), range(16)))
    assert len(set(ids)) == 1
    assert len(rows(works, Payment)) == 1


def test_many_messages_at_once_settle_a_request_once(works: Works, heard: list[Event]) -> None:
    payment_id = started(works, asked(works))
    events = ["evt_1", "evt_2"] * 8
    with ThreadPoolExecutor(8) as crowd:
        list(
            crowd.map(
                lambda event: told(works, said(payment_id, ChargeOutcome.SUCCEEDED, event)), events
            )
        )
    assert names(heard).count("ServiceRequestPaid") == 1
    assert len(rows(works, Receipt)) == 1
    assert len(rows(works, ProviderMessage)) == 2


@pytest.mark.parametrize(
    ("viewer", "sees"),
    [
        (PAYER, {"firm"}),
        (COLLEAGUE, {"firm"}),
        (ADMINISTRATOR, {"firm"}),
        (STRANGER, set[str]()),
        (LITIGANT, {"litigant"}),
        (ACCOUNTS_OFFICER, {"firm", "litigant"}),
        (PUBLIC, set[str]()),
    ],
    ids=lambda v: v.name if isinstance(v, Actor) else "",
)
def test_requests_payments_and_receipts_are_seen_by_the_same_people(
    works: Works, viewer: Actor, sees: set[str]
) -> None:
    owner_of: dict[str, str] = {}
    for owner, payer in (("firm", PAYER), ("litigant", LITIGANT)):
        request_id = asked(works, payer)
        payment_id = started(works, request_id, payer)
        told(works, said(payment_id, ChargeOutcome.SUCCEEDED, event=owner))
        owner_of[request_id] = owner_of[payment_id] = owner
    for receipt in rows(works, Receipt):
        owner_of[receipt.id] = owner_of[receipt.payment_id]

    rules: list[tuple[type[ServiceRequest | Payment | Receipt], Rule]] = [
        (ServiceRequest, visible_to),
        (Payment, payment_visible_to),
        (Receipt, receipt_visible_to),
    ]
    with works.open(viewer) as work:
        for table, rule in rules:
            seen = work.session.exec(select(table.id).where(rule(table, work.viewer))).all()
            assert {owner_of[row_id] for row_id in seen} == sees
            core = sa.alias(table.__table__)  # pyright: ignore[reportUnknownMemberType, reportAttributeAccessIssue]
            again = work.session.scalars(sa.select(core.c.id).where(rule(core.c, work.viewer)))
            assert set(again) == set(seen)
