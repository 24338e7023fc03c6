"""What happens in the court before the tests read it, told in its own verbs."""

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from sqlmodel import select

from api.accounts.models import Organization
from api.accounts.operations import NewAccount, open_account
from api.kernel.actors import AccountKind
from api.kernel.money import Money
from api.parties.operations import unlink_account
from api.payments.models import Payment
from api.payments.operations import open_payment, record_opened, record_outcome
from api.payments.ports import ChargeOutcome, Outcome
from api.payments.states import PaymentMeans
from tests.court import NEW_CASE, PASSWORD, Court

FAILED = ChargeOutcome.FAILED
TWO = ("DEFENCE", "LIST_OF_DOCUMENTS")


@dataclass
class Story:
    """What happens in the court before the tests read it, told in its own verbs."""

    court: Court
    count: int = 0

    def key(self) -> str:
        """A fresh key; nothing happens at the same instant as anything else."""
        self.count += 1
        self.court.hands.move(seconds=11)
        return f"key {self.count}"

    def opened(self, by: str) -> Any:
        """A case begun by somebody, accepted and recorded."""
        return self.court.opened_case(by=by, key=self.key())["case"]

    def lodged(self, case: Any, by: str, *kinds: str, attach: bool = False, **more: Any) -> Any:
        """A filing in a case, before the registry; its second document attached to its first."""
        key = self.key()
        ids = [self.court.upload(kind, by=by, key=key) for kind in kinds]
        if attach:
            more["attachments"] = [{"documentId": ids[1], "attachedTo": ids[0]}]
        draft = self.court.draft(
            by=by, key=key, newCase=None, caseNumber=case["number"], documentIds=ids, **more
        )
        sent = self.court.submit(draft, by=by)
        return self.court.filing(sent["id"], by="registry")

    def decided(self, filing: Any, *accept: bool) -> Any:
        """A filing decided document by document."""
        held = self.court.claimed(filing)
        dispositions = [
            {
                "filingDocumentId": paper["id"],
                "accept": yes,
                "reasons": [] if yes else ["ILLEGIBLE", "NOT_SIGNED"],
                "note": None if yes or number else 'Page 2 is "blank" \\ 第二頁空白',
            }
            for number, (paper, yes) in enumerate(zip(held["documents"], accept, strict=True))
        ]
        given = {"filingId": held["id"], "expectedVersion": held["version"]}
        return self.done("decideFiling", {**given, "dispositions": dispositions}, by="registry")

    def done(self, verb: str, given: dict[str, Any], *, by: str) -> Any:
        """Do a verb, which must succeed."""
        answer = self.court.do(verb, given, "", by=by)
        assert "code" not in answer, (verb, answer)
        return answer

    def versioned(self, verb: str, filing: Any, *, by: str) -> None:
        """Do a verb to a filing as it stands."""
        given = {"filingId": filing["id"], "expectedVersion": filing["version"]}
        self.done(verb, given, by=by)

    def limited(self, case: Any, kind: str) -> None:
        """An order of the court that limits who may see a case."""
        [version] = self.court.ask(
            "query ($i: [ID!]!) { nodes(ids: $i) { ... on Case { version } } }",
            {"i": [case["id"]]},
            by="registry",
        )["nodes"]
        given = {"caseId": case["id"], "kind": kind, "grounds": "An order of today."}
        given["expectedVersion"] = version["version"]
        self.done("makeAccessOrder", given, by="registry")

    def restricted(self, case: Any, *, until: bool) -> None:
        """An order that keeps electronic filings out of a case; one with an end is lifted."""
        [seen] = self.court.ask(
            "query ($i: [ID!]!) { nodes(ids: $i) { ... on Case { version } } }",
            {"i": [case["id"]]},
            by="registry",
        )["nodes"]
        given = {"caseId": case["id"], "expectedVersion": seen["version"], "grounds": "An order."}
        if until:
            given["untilAt"] = (self.court.hands.now + timedelta(days=9)).isoformat()
        show = "... on RestrictionChanged { case { restrictionOrders { id } } }"
        made = self.court.do("makeRestrictionOrder", given, show, by="registry")
        if until:
            order = made["case"]["restrictionOrders"][0]["id"]
            self.done("liftRestrictionOrder", {"restrictionOrderId": order}, by="registry")

    def versions(self, *cases: Any) -> list[int]:
        """The versions that cases are at."""
        seen = self.court.ask(
            "query ($i: [ID!]!) { nodes(ids: $i) { ... on Case { version } } }",
            {"i": [case["id"] for case in cases]},
            by="registry",
        )["nodes"]
        return [one["version"] for one in seen]

    def went_on(self, verb: str, case: Any, **given: Any) -> None:
        """An officer records something of a case, resting on what is in its register."""
        self.key()
        last = "... on Case { register(last: 1) { nodes { id } } }"
        query = f"query ($i: ID!) {{ node(id: $i) {{ {last} }} }}"
        seen = self.court.ask(query, {"i": case["id"]}, by="registry")["node"]
        entry = seen["register"]["nodes"][0]["id"]
        [version] = self.versions(case)
        on = {"caseId": case["id"], "expectedVersion": version, "reason": "By order."}
        self.done(verb, {**on, "restsOn": entry, **given}, by="registry")

    def linked(self, case: Any, name: str) -> None:
        """Somebody proved to be the defendant."""
        party = case["parties"]["nodes"][1]["id"]
        given = {"caseId": case["id"], "partyId": party, "signInName": name}
        self.done("linkParty", given, by="registry")

    def paid(self, filing: Any, by: str, *outcomes: ChargeOutcome | None) -> None:
        """Attempts to pay, one for each outcome; PENDING is left open, None is hardly begun."""
        for outcome in outcomes:
            key = self.key()
            with self.court.works.open(self.court.actor(by)) as work:
                payment_id = open_payment(
                    work,
                    service_request_id=filing["serviceRequest"]["id"],
                    means=PaymentMeans.CARD,
                    key=key,
                    return_url="https://example.test/back",
                )
            if outcome is None:
                continue
            with self.court.works.open() as work:
                url = f"https://pay.example.test/{key}?a=b&c=d"
                record_opened(work, payment_id, reference=key, continue_url=url)
                if outcome is not ChargeOutcome.PENDING:
                    amount = Money(work.session.get_one(Payment, payment_id).amount_cents)
                    record_outcome(
                        work,
                        Outcome(
                            provider_event_id=key,
                            payment_id=payment_id,
                            reference=key,
                            kind=outcome,
                            amount=amount,
                            occurred_at=work.at,
                            body_sha256="",
                        ),
                    )


def furnish(court: Court) -> dict[str, dict[str, Any]]:
    """Let everything happen in the court once that leaves something to be seen.

    Returns what the lawyer said to some verbs: said again under the same key it changes nothing.
    """
    story = Story(court)
    with court.works.open() as work:
        firm = work.session.exec(select(Organization).where(Organization.code == "LANTERN")).one()
        for name, kind in (("colleague", AccountKind.OU), ("stranger", AccountKind.IU)):
            of = firm.id if kind is AccountKind.OU else None
            open_account(work, NewAccount(kind, name, PASSWORD, name, f"{name}@example.org", of))
    _cases(story)
    _papers(story)
    _money(story)
    _services(story)
    _proceedings(story)
    _issues(story)
    _closures(story)
    _leaves(story)
    return _repeatable(story)


def _repeatable(story: Story) -> dict[str, dict[str, Any]]:
    """Verbs that may be repeated for ever."""
    court = story.court
    upload = {"kind": "REPLY", "fileName": "seen.pdf", "bytes": 9, "sha256": "1" * 64}
    box = court.ask("{ viewer { messages(last: 1) { nodes { id } } } }", by="lawyer")["viewer"]
    draft = court.draft(by="lawyer", key=story.key())
    said = {
        "createUpload": {"idempotencyKey": story.key(), **upload},
        "startFiling": {"idempotencyKey": story.key(), "newCase": NEW_CASE, "documentIds": []},
        "markMessageRead": {"messageId": box["messages"]["nodes"][0]["id"]},
        "submitFiling": {
            "idempotencyKey": story.key(),
            "filingId": draft["id"],
            "expectedVersion": draft["version"],
        },
    }
    for verb, given in said.items():
        story.done(verb, given, by="lawyer")
    return said


def _cases(story: Story) -> None:
    """Open, sealed, confined and unsealed cases, with filings of both sides in them."""
    court = story.court
    for access in (None, "SEALING", "CONFINEMENT"):
        case = story.opened("lawyer")
        story.linked(case, "litigant")
        story.decided(story.lodged(case, "litigant", *TWO, attach=True), True, False)
        story.lodged(case, "colleague", "REPLY")
        story.decided(story.lodged(case, "litigant", "WITNESS_STATEMENT"), True)
        court.parts.outbox.do_due()
        rejected = story.lodged(case, "lawyer", "REPLY")
        story.decided(rejected, False)
        again = story.lodged(case, "lawyer", "REPLY", resubmissionOf=rejected["id"])
        given = {"filingId": again["id"], "expectedVersion": again["version"]}
        story.done("grantRelationBack", {**given, "reason": "By order."}, by="registry")
        story.decided(court.filing(again["id"], by="registry"), True)
        court.parts.outbox.do_due()
        waits = story.lodged(case, "lawyer", "REPLY", resubmissionOf=rejected["id"])
        given = {"filingId": waits["id"], "expectedVersion": waits["version"]}
        story.done("grantRelationBack", {**given, "reason": "By order."}, by="registry")
        paper = {"kind": "DEFENCE", "pages": 3}
        came = {"filedBy": "樣本 Sample", "receivedAt": court.hands.now.isoformat()}
        given = {"caseNumber": case["number"], "documents": [paper], "idempotencyKey": story.key()}
        story.done("recordPaperFiling", {**given, **came}, by="registry")
        key = story.key()
        court.draft(by="litigant", key=key, newCase=None, caseNumber=case["number"], documentIds=[])
        if access is not None:
            story.limited(case, access)
        story.restricted(case, until=access is None)
    court.hands.move(days=3)
    court.tokens.clear()
    for by in ("rival", "litigant"):
        case = story.opened(by)
        story.linked(case, "stranger")
        story.limited(case, "SEALING")
        order = court.ask(
            "query ($i: ID!) { node(id: $i) { ... on Case { accessOrders { id } } } }",
            {"i": case["id"]},
            by="registry",
        )["node"]["accessOrders"][0]["id"]
        story.done("liftAccessOrder", {"accessOrderId": order}, by="registry")
        with court.works.open(court.actor("registry")) as work:
            unlink_account(work, case["id"], court.actor("stranger").account_id or "")


def _papers(story: Story) -> None:
    """Filings that begin a case, in every state that comes before one."""
    court = story.court
    for by in ("lawyer", "rival", "litigant"):
        court.draft(by=by, key=story.key())
    dear = {**NEW_CASE, "proceedingType": "DCTC", "amountClaimed": "3000000.01"}
    court.draft(by="colleague", key=story.key(), newCase=dear)
    discarded = court.draft(by="lawyer", key=story.key())
    story.versioned("discardFiling", discarded, by="lawyer")
    withdrawn = court.received(by="rival", key=story.key())
    story.versioned("withdrawFiling", withdrawn, by="rival")
    court.received(by="lawyer", key=story.key())
    court.claimed(court.received(by="rival", key=story.key()))
    referred = court.claimed(court.received(by="litigant", key=story.key()))
    given = {"filingId": referred["id"], "expectedVersion": referred["version"]}
    words = {"referredTo": "MASTER", "reason": "A point of law."}
    story.done("referFiling", {**given, **words}, by="registry")
    held = court.claimed(court.received(by="lawyer", key=story.key()))
    given = {"filingId": held["id"], "expectedVersion": held["version"]}
    story.done("takeOverReview", {**given, "reason": "HOLDER_AWAY"}, by="registry2")
    given["expectedVersion"] += 1
    words = {"referredTo": "REGISTRAR", "reason": 'Is a "will" needed? 遺囑'}
    story.done("referFiling", {**given, **words}, by="registry2")
    given["expectedVersion"] += 1
    said = [
        {"filingDocumentId": paper["id"], "accept": False, "reasons": ["ILLEGIBLE"]}
        for paper in held["documents"]
    ]
    answer = {"dispositions": said, "referralAnswer": "No; but nobody can read it."}
    story.done("decideFiling", {**given, **answer}, by="registry2")
    story.decided(court.received(by="lawyer", key=story.key()), False, False, False)
    message = court.ask("{ viewer { messages(first: 1) { nodes { id } } } }", by="lawyer")
    for by in ("lawyer", "rival"):
        upload = {"idempotencyKey": story.key(), "kind": "REPLY", "fileName": "to come.pdf"}
        story.done("createUpload", {**upload, "bytes": 9, "sha256": "0" * 64}, by=by)
    given = {"messageId": message["viewer"]["messages"]["nodes"][0]["id"]}
    story.done("markMessageRead", given, by="lawyer")


def _money(story: Story) -> None:
    """Requests met, declined and open, of both firms and of a litigant."""
    court = story.court
    met = (ChargeOutcome.DECLINED, ChargeOutcome.SUCCEEDED)
    for by, outcomes in (
        ("lawyer", met),
        ("rival", met),
        ("litigant", (ChargeOutcome.EXPIRED, ChargeOutcome.PENDING)),
        ("colleague", (ChargeOutcome.PENDING,)),
        ("rival", (FAILED, ChargeOutcome.CANCELLED, ChargeOutcome.SUBMITTED)),
        ("lawyer", (ChargeOutcome.AUTHORISED,)),
        ("litigant", (None,)),
    ):
        filing = court.submit(court.draft(by=by, key=story.key()), by=by)
        story.paid(filing, by, *outcomes)


def _services(story: Story) -> None:
    """A defendant served, and another whose time the court extended."""
    court = story.court
    for by in ("lawyer", "litigant"):
        case = story.opened(by)
        given = {
            "idempotencyKey": story.key(),
            "caseId": case["id"],
            "partyId": case["parties"]["nodes"][1]["id"],
            "servedOn": court.hands.now.date().isoformat(),
        }
        show = "... on ServiceRecorded { case { deadlines { nodes { id version } } } }"
        served = court.do("recordService", given, show, by="registry")["case"]
    first = served["deadlines"]["nodes"][0]
    more = {"deadlineId": first["id"], "expectedVersion": first["version"]}
    more |= {"until": "2022-09-01", "grounds": "An order of today."}
    story.done("extendDeadline", more, by="registry")


def _proceedings(story: Story) -> None:
    """Cases that went on: who acts, who is in, where they stand, and who came in by a filing."""
    court = story.court
    lead, member, stayed, over, gone = (
        story.opened(by) for by in ("colleague", "rival") * 2 + ("colleague",)
    )
    one, two = (party["id"] for party in lead["parties"]["nodes"])
    story.went_on("beginActing", lead, partyId=two, organizationCode="HARBOUR")
    story.went_on("changeSolicitors", lead, partyId=one, organizationCode="HARBOUR")
    story.went_on("ceaseActing", lead, partyId=two)
    story.went_on("changeSolicitors", lead, partyId=one, organizationCode="LANTERN")
    story.went_on("actInPerson", lead, partyId=two, signInName="litigant")
    story.went_on("amendPartyName", lead, partyId=two, name="Sample Gliders Limited")
    added = {"role": "DEFENDANT", "name": "李樣本 Sample Second"}
    story.went_on("addParty", lead, **added)
    story.went_on("removeParty", lead, partyId=two)
    [seen] = story.versions(member)
    others = [{"caseId": member["id"], "expectedVersion": seen}]
    story.went_on("consolidateCases", lead, cases=others)
    story.went_on("relateCases", stayed, relatedCaseId=lead["id"])
    story.went_on("stayCase", stayed)
    story.went_on("concludeCase", over)
    story.went_on("closeCase", over)
    story.went_on("concludeCase", member)
    on = court.hands.now.date().isoformat()
    story.went_on("transferCase", gone, court="CFI", transferredOn=on)
    for decided in (True, False):
        case = story.opened("colleague")
        key = story.key()
        notice = court.upload("NOTICE_TO_ACT", by="rival", key=key)
        appears = {"role": "DEFENDANT", "partyName": case["parties"]["nodes"][1]["name"]}
        appears["caption"] = case["title"]
        into = {"newCase": None, "caseNumber": case["number"], "documentIds": [notice]}
        draft = court.draft(by="rival", key=key, appearance=appears, **into)
        sent = court.submit(draft, by="rival")
        if decided:
            story.decided(court.filing(sent["id"], by="registry"), True)
            court.parts.outbox.do_due()


def _issues(story: Story) -> None:
    """Court documents in every state, in open cases and in one that is the court's alone."""
    court = story.court
    for access in (None, "CONFINEMENT"):
        case = story.opened("rival")
        if access is not None:
            story.limited(case, access)
        old = _issued(story, case, "ORDER", title='An order "by consent" 命令')
        _issued(story, case, "CONSENT_ORDER", replacesId=old["id"])
        story.linked(case, "litigant")
        for party in case["parties"]["nodes"]:
            _issued(story, case, "REASONS_FOR_DECISION", restrictedTo=[party["id"]])
        wrong = _issued(story, case, "NOTICE_OF_HEARING")
        story.done("withdrawIssuedDocument", _withdrawing(wrong), by="registry")
        dropped = _issued(story, case, "JUDGMENT", wait=True)
        story.done("withdrawIssuedDocument", _withdrawing(dropped), by="registry")
        _issued(story, case, "DIRECTIONS", wait=True, title="Directions, to come")
    waiting = court.received(by="rival", key=story.key())
    story.decided(waiting, True, True, True)
    court.upload("ORDER", by="registry", key=story.key())


def _withdrawing(issued: Any) -> dict[str, Any]:
    return {
        "issuedDocumentId": issued["id"],
        "expectedVersion": issued["version"],
        "reason": "Issued in error.",
    }


def _issued(story: Story, case: Any, kind: str, *, wait: bool = False, **more: Any) -> Any:
    """A document that an officer gives out; issued, unless it is to wait."""
    court, key = story.court, story.key()
    query = "query ($n: String!) { case(number: $n) { version } }"
    seen = court.ask(query, {"n": case["number"]}, by="registry")["case"]
    given = {
        "idempotencyKey": key,
        "caseId": case["id"],
        "documentId": court.upload(kind, by="registry", key=key),
        "expectedVersion": seen["version"],
    }
    show = "... on DocumentGivenOut { issuedDocument { id version } }"
    made = court.do("issueDocument", {**given, **more}, show, by="registry")["issuedDocument"]
    if not wait:
        court.parts.outbox.do_due()
    query = "query ($i: ID!) { node(id: $i) { ... on IssuedDocument { id version } } }"
    return court.ask(query, {"i": made["id"]}, by="registry")["node"]


def _leaves(story: Story) -> None:
    """Leave of the court for one firm and for another; one is revoked."""
    given = {"organization": "LANTERN", "fromOn": "2022-05-13", "reason": "An order of today."}
    more = {"proceedingType": "HCA", "untilOn": "2026-07-01", "caseNamed": "Sample v. Sample"}
    show = "... on LeaveChanged { leave { id version } }"
    for said in (given, {**given, **more}, {**given, "organization": "HARBOUR"}):
        key = {"idempotencyKey": story.key()}
        leave = story.court.do("recordLeave", {**said, **key}, show, by="registry")["leave"]
        if "untilOn" in said:
            ends = {"leaveId": leave["id"], "expectedVersion": leave["version"]}
            story.done("revokeLeave", {**ends, "reason": "By order."}, by="registry")


def _closures(story: Story) -> None:
    """Closures ended, to come, and without a known end, with a filing waiting for it."""
    court = story.court
    for kind, ends in (
        ("DIRECTED", True),
        ("GALE_WARNING", True),
        ("BLACK_RAINSTORM_WARNING", False),
    ):
        now = court.hands.now.isoformat()
        given = {"office": "DC_REGISTRY", "kind": kind, "startsAt": now}
        show = "... on ClosureAnnounced { closure { id version } }"
        closure = court.do("announceClosure", given, show, by="registry")["closure"]
        court.received(by="lawyer", key=story.key())
        if ends:
            ended = {"closureId": closure["id"], "expectedVersion": closure["version"]}
            story.done("endClosure", ended, by="registry")
    for number, by in enumerate(("registry", "helpdesk", "registry")):
        out = {
            "idempotencyKey": story.key(),
            "beganAt": (court.hands.now - timedelta(minutes=3)).isoformat(),
            "endedAt": None if number == 1 else court.hands.now.isoformat(),
            "what": {"en": f"Uploads, time {number}", "tc": "上載"},
            "source": "The monitor",
        }
        show = "... on OutageRecorded { outageWindow { id } }"
        window = court.do("recordOutage", out, show, by=by)["outageWindow"]
        if number != 1:
            certify = {"idempotencyKey": story.key(), "outageWindowId": window["id"]}
            story.done("certifyOutage", certify, by="registry")
            replace(court.parts.outbox, only=("certify_outage",), but=()).do_due()
        if number == 0:
            again = {**out, "idempotencyKey": story.key(), "corrects": window["id"]}
            story.done("recordOutage", again, by="helpdesk")
    later = (court.hands.now + timedelta(days=9)).isoformat()
    given = {"office": "DC_ACCOUNTS", "kind": "EXTREME_CONDITIONS", "startsAt": later}
    story.done("announceClosure", given, by="registry")
