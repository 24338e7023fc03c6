"""For every mutation an input that would be taken: garbage is made from it, leaf by leaf."""

import copy
import hashlib
from collections.abc import Iterator
from typing import Any

from tests.court import NEW_CASE
from tests.garbage.door import Door
from tests.garbage.going import Going

Path = tuple[str | int, ...]

MUTATIONS = [
    "createUpload",
    "completeUpload",
    "startFiling",
    "reviseFiling",
    "discardFiling",
    "checkFiling",
    "submitFiling",
    "withdrawFiling",
    "startPayment",
    "claimReview",
    "releaseReview",
    "takeOverReview",
    "referFiling",
    "decideFiling",
    "rescanDocument",
    "grantRelationBack",
    "setAsideRelationBack",
    "recordPaperFiling",
    "makeRestrictionOrder",
    "liftRestrictionOrder",
    "issueDocument",
    "withdrawIssuedDocument",
    "makeAccessOrder",
    "liftAccessOrder",
    "linkParty",
    "unlinkParty",
    "linkAccount",
    "unlinkAccount",
    "beginActing",
    "changeSolicitors",
    "ceaseActing",
    "actInPerson",
    "addParty",
    "removeParty",
    "amendPartyName",
    "stayCase",
    "liftStay",
    "concludeCase",
    "closeCase",
    "reopenCase",
    "transferCase",
    "consolidateCases",
    "relateCases",
    "announceClosure",
    "endClosure",
    "recordOutage",
    "tellOfDefect",
    "endOutage",
    "certifyOutage",
    "recordLeave",
    "revokeLeave",
    "recordService",
    "extendDeadline",
    "markMessageRead",
]
"""Every mutation that acts for somebody signed in."""


OUTAGE = {
    "beganAt": "2022-01-13T03:00:00Z",
    "endedAt": None,
    "what": {"en": "Uploads", "tc": "上載"},
    "source": "The monitor",
}


LEAVE = {
    "organization": "LANTERN",
    "proceedingType": "HCCL",
    "caseNamed": "Sample v. Sample",
    "reason": "by order",
}


class Prepared:
    """Things in every state, so that a mutation's valid input can be written down."""

    def __init__(self, door: Door) -> None:
        court = door.court
        self.door, self.turn = door, 0
        self.draft = court.draft(key="prepared draft")
        self.unpaid = court.submit(court.draft(key="unpaid"), key="unpaid")
        unpaid = court.filing(self.unpaid["id"], by="lawyer")
        self.unpaid_version = unpaid["version"]
        self.received = court.received(key="prepared received")
        self.held = court.claimed(court.received(key="prepared held"))
        query = """query ($i: ID!) { node(id: $i) { ... on Filing { documents { document {
            ... on Document { id version } } } } } }"""
        held = court.ask(query, {"i": self.held["id"]}, by="registry")["node"]
        self.filed = held["documents"][0]["document"]
        self.rejected = court.decide(
            court.claimed(court.received(key="prepared rejected")), accept=False
        )
        self.case = court.opened_case(key="prepared case")["case"]
        self.bound = court.opened_case(key="bound case")["case"]
        self.again = self._correction("again")
        self.related = self._related("related")
        self.other = court.opened_case(key="prepared other case")["case"]
        self.deadline = self._served()
        self.going = Going(door)
        self.order, self.old, self.wrong = self._uploaded("order"), *self._issued("old", "wrong")
        self.spare = door.uploaded()
        self.exhibit = door.uploaded(fileName="exhibit.pdf")
        given = {"office": "DC_REGISTRY", "kind": "DIRECTED", "startsAt": "2031-05-13T03:00:00Z"}
        offices = door.ask("{ courts { offices { code } } }")["data"]["courts"]
        given["office"] = offices[0]["offices"][0]["code"]
        self.office = given["office"]
        show = "... on ClosureAnnounced { closure { id version } }"
        self.closure = court.do("announceClosure", given, show, by="registry")["closure"]
        show = "... on OutageRecorded { outageWindow { id version } }"
        given = {**OUTAGE, "idempotencyKey": "prepared outage"}
        self.outage = court.do("recordOutage", given, show, by="registry")["outageWindow"]
        given |= {"idempotencyKey": "ended outage", "endedAt": "2022-01-13T03:30:00Z"}
        self.ended = court.do("recordOutage", given, show, by="registry")["outageWindow"]
        self.leave = self._leave()
        query = "{ viewer { messages(first: 1) { nodes { id } } } }"
        self.message = court.ask(query, by="lawyer")["viewer"]["messages"]["nodes"][0]["id"]
        self.reason = court.reasons()[0]

    def _days(self) -> dict[str, str]:
        """Days of a leave that no other leave has."""
        return {"fromOn": f"{2040 + self.turn}-05-13", "untilOn": f"{2041 + self.turn}-05-13"}

    def _leave(self) -> Any:
        """A leave of the court on record."""
        given = {**LEAVE, **self._days(), "proceedingType": "HCA"}
        given["idempotencyKey"] = f"leave {self.turn}"
        show = "... on LeaveChanged { leave { id version } }"
        return self.door.court.do("recordLeave", given, show, by="registry")["leave"]

    def _correction(self, key: str) -> Any:
        """A correction of the rejected filing, before the registry."""
        made = self.door.court.received(key=key, resubmissionOf=self.rejected["id"])
        query = """query ($i: ID!) { node(id: $i) { ... on Filing { id version times {
            deemedReceived { at } } } } }"""
        seen = self.door.court.ask(query, {"i": made["id"]}, by="registry")["node"]
        self.counted = seen["times"]["deemedReceived"]["at"]
        return seen

    def _related(self, key: str) -> Any:
        """A correction that was related back."""
        given = {**at(self._correction(key)), "reason": "By order."}
        show = "... on RelationBackGranted { filing { id version } }"
        return self.door.court.do("grantRelationBack", given, show, by="registry")["filing"]

    def _served(self) -> dict[str, Any]:
        """A deadline of the first defendant of the prepared case."""
        given = {
            "idempotencyKey": "prepared service",
            "caseId": self.case["id"],
            "partyId": self.case["parties"]["nodes"][1]["id"],
            "servedOn": "2022-05-13",
        }
        show = "... on ServiceRecorded { case { deadlines { nodes { id version } } } }"
        shown = self.door.court.do("recordService", given, show, by="registry")
        return shown["case"]["deadlines"]["nodes"][0]

    def _uploaded(self, key: str) -> str:
        """An order that an officer uploaded."""
        return self.door.court.upload("ORDER", by="registry", key=key)

    def _issued(self, *keys: str) -> list[Any]:
        """Documents that the court issued in the other case."""
        court, made = self.door.court, []
        for key in keys:
            given = {
                "idempotencyKey": f"issue {key}",
                "caseId": self.other["id"],
                "documentId": self._uploaded(key),
                "expectedVersion": self.other["version"],
            }
            show = "... on DocumentGivenOut { issuedDocument { id } }"
            answer = court.do("issueDocument", given, show, by="registry")
            made.append(answer["issuedDocument"]["id"])
        court.parts.outbox.do_due()
        query = "query ($i: [ID!]!) { nodes(ids: $i) { ... on IssuedDocument { id version } } }"
        return court.ask(query, {"i": made}, by="registry")["nodes"]

    def as_it_stands(self, filing: Any) -> Any:
        """A filing with the version it has now: a closure announced since may have moved it."""
        now = self.door.court.filing(filing["id"], by="registry")
        return {**filing, "version": now["version"]}

    def renew(self, mutation: str) -> None:
        """Make again what a mutation that was taken has used up."""
        court, self.turn = self.door.court, self.turn + 1
        if mutation in self.going.inputs():
            self.going.renew(mutation)
            return
        if mutation in {"startFiling", "reviseFiling"}:
            self.spare = self.door.uploaded()
            self.exhibit = self.door.uploaded(fileName="exhibit.pdf")
            draft = court.filing(self.draft["id"], by="lawyer")
            self.draft = {**self.draft, "version": draft["version"]}
        elif mutation in {"discardFiling", "submitFiling"}:
            self.draft = court.draft(key=f"draft {self.turn}")
        elif mutation in {"releaseReview", "takeOverReview", "referFiling", "decideFiling"}:
            self.held = court.claimed(court.received(key=f"held {self.turn}"))
        elif mutation in {"withdrawFiling", "claimReview"}:
            self.received = court.received(key=f"received {self.turn}")
        else:
            self._renew_by_order(mutation)

    def _renew_by_order(self, mutation: str) -> None:
        """Make again what an order of the court has used up."""
        if mutation == "grantRelationBack":
            self.again = self._correction(f"again {self.turn}")
        elif mutation == "setAsideRelationBack":
            self.related = self._related(f"related {self.turn}")
        elif mutation == "makeRestrictionOrder":
            query = "query($n: String!) { case(number: $n) { id number version } }"
            number = {"n": self.bound["number"]}
            self.bound = self.door.court.ask(query, number, by="registry")["case"]
        elif mutation == "revokeLeave":
            self.leave = self._leave()
        elif mutation == "makeAccessOrder":
            self._lift_all()
        elif mutation == "issueDocument":
            self.order = self._uploaded(f"order {self.turn}")
            [self.old] = self._issued(f"old {self.turn}")
        elif mutation == "withdrawIssuedDocument":
            [self.wrong] = self._issued(f"wrong {self.turn}")

    def _lift_all(self) -> None:
        query = "query($n: String!) { case(number: $n) { accessOrders { id state } } }"
        court, number = self.door.court, {"n": self.case["number"]}
        for order in court.ask(query, number, by="registry")["case"]["accessOrders"]:
            if order["state"] == "IN_FORCE":
                show = "... on CaseAccessChanged { case { version } }"
                lifted = court.do(
                    "liftAccessOrder", {"accessOrderId": order["id"]}, show, by="registry"
                )
                self.case = {**self.case, "version": lifted["case"]["version"]}

    def inputs(self) -> dict[str, tuple[str, dict[str, Any]]]:
        """Each mutation with who calls it and an input that would be taken."""
        return {
            "signIn": ("", {"signInName": "lawyer", "password": "wrong"}),
            "createUpload": (
                "lawyer",
                {
                    "idempotencyKey": "key",
                    "kind": "WRIT_OF_SUMMONS",
                    "fileName": "writ.pdf",
                    "bytes": 1000,
                    "sha256": hashlib.sha256(b"").hexdigest(),
                },
            ),
            "completeUpload": ("lawyer", {"documentId": self.spare}),
            "startFiling": (
                "lawyer",
                {
                    "idempotencyKey": "start",
                    "newCase": NEW_CASE,
                    **self.papers(),
                    "resubmissionOf": self.rejected["id"],
                },
            ),
            "reviseFiling": (
                "lawyer",
                {**at(self.draft), "newCase": NEW_CASE, **self.papers()},
            ),
            "discardFiling": ("lawyer", at(self.draft)),
            "checkFiling": ("lawyer", {"filingId": self.draft["id"]}),
            "submitFiling": ("lawyer", {**at(self.draft), "idempotencyKey": "submit"}),
            "withdrawFiling": ("lawyer", at(self.received)),
            "startPayment": (
                "lawyer",
                {
                    "idempotencyKey": "pay",
                    "serviceRequestId": self.unpaid["serviceRequest"]["id"],
                    "means": "CARD",
                    "returnUrl": "https://firm.example.org/back",
                },
            ),
            "claimReview": ("registry", at(self.received)),
            "releaseReview": ("registry", at(self.held)),
            "takeOverReview": ("registry2", {**at(self.held), "reason": "HOLDER_AWAY"}),
            "referFiling": (
                "registry",
                {**at(self.held), "referredTo": "MASTER", "reason": "A point of law."},
            ),
            "decideFiling": ("registry", {**at(self.held), "dispositions": self.rejections()}),
            "rescanDocument": (
                "registry",
                {"documentId": self.filed["id"], "expectedVersion": self.filed["version"]},
            ),
            "grantRelationBack": (
                "registry",
                {**at(self.again), "reason": "By order.", "effectiveAt": self.counted},
            ),
            "setAsideRelationBack": ("registry", {**at(self.related), "reason": "By order."}),
            "recordPaperFiling": (
                "registry",
                {
                    "idempotencyKey": f"paper {self.turn}",
                    "filedBy": "Sample Clerk",
                    "receivedAt": "2022-05-13T02:00:00Z",
                    "documents": [{"kind": "WRIT_OF_SUMMONS", "pages": 3}],
                    "newCase": NEW_CASE,
                    "organization": "LANTERN",
                    "represented": True,
                },
            ),
            "makeRestrictionOrder": (
                "registry",
                {
                    "caseId": self.bound["id"],
                    "expectedVersion": self.bound["version"],
                    "grounds": "by order",
                    "signInName": "litigant",
                    "fromAt": "2031-05-13T03:00:00Z",
                    "untilAt": "2032-05-13T03:00:00Z",
                },
            ),
            "liftRestrictionOrder": (
                "registry",
                {"restrictionOrderId": "ror_00000000000000000000000000"},
            ),
            "issueDocument": (
                "registry",
                {
                    "idempotencyKey": "issue",
                    "caseId": self.other["id"],
                    "documentId": self.order,
                    "title": "An order",
                    "restrictedTo": [self.other["parties"]["nodes"][1]["id"]],
                    "replacesId": self.old["id"],
                    "expectedVersion": self.other["version"],
                },
            ),
            "withdrawIssuedDocument": (
                "registry",
                {
                    "issuedDocumentId": self.wrong["id"],
                    "expectedVersion": self.wrong["version"],
                    "reason": "In error.",
                },
            ),
            "makeAccessOrder": (
                "registry",
                {
                    "caseId": self.case["id"],
                    "kind": "SEALING",
                    "grounds": "by order",
                    "expectedVersion": self.case["version"],
                },
            ),
            "liftAccessOrder": ("registry", {"accessOrderId": "aor_00000000000000000000000000"}),
            "linkParty": (
                "registry",
                {
                    "caseId": self.case["id"],
                    "partyId": self.case["parties"]["nodes"][1]["id"],
                    "signInName": "litigant",
                },
            ),
            "announceClosure": (
                "registry",
                {
                    "office": self.office,
                    "kind": "DIRECTED",
                    "startsAt": "2032-05-13T03:00:00Z",
                    "endsAt": "2032-05-13T09:00:00Z",
                },
            ),
            "endClosure": (
                "registry",
                {"closureId": self.closure["id"], "expectedVersion": self.closure["version"]},
            ),
            "recordOutage": ("registry", {**OUTAGE, "idempotencyKey": f"outage {self.turn}"}),
            "recordLeave": (
                "registry",
                {**LEAVE, **self._days(), "idempotencyKey": f"leave {self.turn}"},
            ),
            "revokeLeave": (
                "registry",
                {
                    "leaveId": self.leave["id"],
                    "expectedVersion": self.leave["version"],
                    "reason": "by order",
                },
            ),
            "recordService": (
                "registry",
                {
                    "idempotencyKey": f"service {self.turn}",
                    "caseId": self.other["id"],
                    "partyId": self.other["parties"]["nodes"][1]["id"],
                    "servedOn": "2022-05-13",
                },
            ),
            "extendDeadline": (
                "registry",
                {
                    "deadlineId": self.deadline["id"],
                    "expectedVersion": self.deadline["version"],
                    "until": "2022-08-01",
                    "grounds": "by order",
                },
            ),
            "tellOfDefect": (
                "registry",
                {
                    "idempotencyKey": "defect",
                    "kind": "TIMES_WRONG",
                    "fromAt": "2022-05-12T00:00:00Z",
                    "untilAt": "2022-05-12T01:00:00Z",
                },
            ),
            "endOutage": (
                "registry",
                {"outageWindowId": self.outage["id"], "expectedVersion": self.outage["version"]},
            ),
            "certifyOutage": (
                "registry",
                {"idempotencyKey": f"certify {self.turn}", "outageWindowId": self.ended["id"]},
            ),
            "markMessageRead": ("lawyer", {"messageId": self.message}),
            **self.going.inputs(),
        }

    def papers(self) -> dict[str, Any]:
        """Two uploads, the one attached to the other."""
        attached = {"documentId": self.exhibit, "attachedTo": self.spare}
        return {"documentIds": [self.spare, self.exhibit], "attachments": [attached]}

    def rejections(self) -> list[dict[str, Any]]:
        """A disposition that rejects each document of the filing that is held."""
        return [
            {
                "filingDocumentId": d["id"],
                "accept": False,
                "reasons": [self.reason],
                "note": "a note",
            }
            for d in self.held["documents"]
        ]


def at(thing: Any) -> dict[str, Any]:
    return {"filingId": thing["id"], "expectedVersion": thing["version"]}


def leaves(value: Any, path: Path = ()) -> Iterator[tuple[Path, Any]]:
    """Every leaf of an input with its place; of a list, the first and the last member."""
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from leaves(inner, (*path, name))
    elif isinstance(value, list):
        for position in sorted({0, len(value) - 1}):
            yield from leaves(value[position], (*path, position))
    else:
        yield path, value


def nodes(value: Any, path: Path = ()) -> Iterator[Path]:
    """Every place in an input, the whole one first."""
    yield path
    inner = (
        value.items()
        if isinstance(value, dict)
        else enumerate(value if isinstance(value, list) else ())
    )
    for name, part in inner:
        yield from nodes(part, (*path, name))


def put(given: Any, path: Path, value: Any) -> Any:
    """A copy of an input with one place changed."""
    if not path:
        return value
    changed = copy.deepcopy(given)
    place = changed
    for name in path[:-1]:
        place = place[name]
    place[path[-1]] = value
    return changed
