"""Cases that go on: for every verb after commencement an input that would be taken."""

from typing import Any

from tests.garbage.door import Door

STANDING = {
    "stayCase": "open",
    "liftStay": "stayed",
    "concludeCase": "open",
    "closeCase": "concluded",
    "reopenCase": "concluded",
}
"""Each verb by which a case moves, and the case of ours that it is open to."""
BACK = {
    "stayCase": ("liftStay",),
    "liftStay": ("stayCase",),
    "concludeCase": ("reopenCase",),
    "closeCase": ("reopenCase", "concludeCase"),
    "reopenCase": ("concludeCase",),
}
"""What brings the case back to where it was."""
SHOWN = """query C($n: String!) { case(number: $n) { id number version
  register(first: 1) { nodes { id } } parties { nodes { id leftAt } } } }"""
LITIGANT = {"signInName": "litigant"}
LATE = {"role": "DEFENDANT", "kind": "INDIVIDUAL", "name": "Sample Latecomer"}


class Going:
    """A case for each way in which the verbs after commencement change one."""

    def __init__(self, door: Door) -> None:
        self.court, self.turn = door.court, 0
        self.known: dict[str, tuple[str, dict[str, Any]]] = {}
        names = ("open", "stayed", "concluded", "leaving", "assigned", "linked", "apart", "led")
        self.cases = {name: self._opened() for name in names}
        self.do("stayCase", "stayed")
        self.do("concludeCase", "concluded")
        self.do("addParty", "leaving", **LATE)
        own = {"caseNumber": self.cases["assigned"]["number"], "signInName": "lawyer"}
        self.court.do("unlinkAccount", own, "", by="primary")
        self._link()

    def _opened(self) -> Any:
        self.turn += 1
        return self.seen(self.court.opened_case(key=f"going {self.turn}")["case"]["number"])

    def seen(self, number: str) -> Any:
        """A case as the registry sees it."""
        return self.court.ask(SHOWN, {"n": number}, by="registry")["case"]

    def on(self, name: str) -> dict[str, Any]:
        """A case as it stands, and a basis."""
        case = self.cases[name] = self.seen(self.cases[name]["number"])
        entry = case["register"]["nodes"][0]["id"]
        said = {"reason": "By order.", "restsOn": entry}
        return {"caseId": case["id"], "expectedVersion": case["version"], **said}

    def do(self, mutation: str, which: str, **more: Any) -> None:
        """Do a verb to one of the cases."""
        done = self.court.do(mutation, {**self.on(which), **more}, "", by="registry")
        assert "code" not in done, (mutation, done)

    def party(self, name: str, place: int) -> dict[str, str]:
        """A party of a case, of those who are in it."""
        parties = [p for p in self.cases[name]["parties"]["nodes"] if p["leftAt"] is None]
        return {"partyId": parties[place]["id"]}

    def _link(self) -> None:
        case = self.cases["linked"]
        given = {"caseId": case["id"], **self.party("linked", 1), **LITIGANT}
        assert "code" not in self.court.do("linkParty", given, "", by="registry")

    def other(self, name: str) -> Any:
        """A case beside which another stands."""
        case = self.seen(self.cases[name]["number"])
        return {"caseId": case["id"], "expectedVersion": case["version"]}

    def inputs(self) -> dict[str, tuple[str, dict[str, Any]]]:
        """Each mutation with who calls it and an input that would be taken, until one is taken."""
        if not self.known:
            self.known = self._inputs()
        return self.known

    def _inputs(self) -> dict[str, tuple[str, dict[str, Any]]]:
        on, two = self.on("open"), self.party("open", 1)
        firm = {"organizationCode": "HARBOUR"}
        given: dict[str, dict[str, Any]] = {
            "beginActing": {**on, **two, **firm},
            "changeSolicitors": {**on, **self.party("open", 0), **firm},
            "ceaseActing": {**on, **self.party("open", 0)},
            "actInPerson": {**on, **two, **LITIGANT},
            "addParty": {**on, **LATE},
            "removeParty": {**self.on("leaving"), **self.party("leaving", -1)},
            "amendPartyName": {**on, **two, "name": f"Sample Renamed {self.turn}"},
            "transferCase": {**self.on("apart"), "court": "CFI", "transferredOn": "2022-05-13"},
            "consolidateCases": {**on, "cases": [self.other("led")]},
            "relateCases": {**on, "relatedCaseId": self.other("led")["caseId"]},
            "unlinkParty": {
                "caseId": self.cases["linked"]["id"],
                **LITIGANT,
                "reason": "By mistake.",
            },
            **{verb: self.on(name) for verb, name in STANDING.items()},
        }
        number = {name: self.cases[name]["number"] for name in ("assigned", "apart")}
        lawyer = {"signInName": "lawyer"}
        return {
            **{verb: ("registry", said) for verb, said in given.items()},
            "linkAccount": ("primary", {"caseNumber": number["assigned"], **lawyer}),
            "unlinkAccount": ("primary", {"caseNumber": number["apart"], **lawyer}),
        }

    def renew(self, mutation: str) -> None:
        """Make again what a mutation that was taken has used up."""
        self.turn, self.known = self.turn + 1, {}
        if mutation in STANDING:
            for verb in BACK[mutation]:
                self.do(verb, STANDING[mutation])
        elif mutation in {"transferCase", "unlinkAccount"}:
            self.cases["apart"] = self._opened()
        elif mutation in {"consolidateCases", "relateCases"}:
            self.cases["led"] = self._opened()
        elif mutation == "linkAccount":
            own = {"caseNumber": self.cases["assigned"]["number"], "signInName": "lawyer"}
            self.court.do("unlinkAccount", own, "", by="primary")
        elif mutation == "unlinkParty":
            self._link()
        else:
            self._undo(mutation)

    def _undo(self, mutation: str) -> None:
        """Bring who is in a case, and who acts, back to what it was."""
        if mutation == "beginActing":
            self.do("ceaseActing", "open", **self.party("open", 1))
        elif mutation == "changeSolicitors":
            own = {"organizationCode": "LANTERN"}
            self.do("changeSolicitors", "open", **self.party("open", 0), **own)
        elif mutation == "ceaseActing":
            own = {"organizationCode": "LANTERN"}
            self.do("beginActing", "open", **self.party("open", 0), **own)
        elif mutation == "removeParty":
            self.do("addParty", "leaving", **LATE)
        elif mutation == "actInPerson":
            given = {"caseId": self.cases["open"]["id"], **LITIGANT, "reason": "Back."}
            self.court.do("unlinkParty", given, "", by="registry")
