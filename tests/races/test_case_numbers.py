"""Case numbers of one type and year: consecutive, whoever accepts at the same moment."""

from typing import Any

from api.reviews.operations import Disposal, decide
from tests.court import SHOWN, Court
from tests.races.together import code, count, rows, together

FIFTY = 50
DECIDED = f"... on FilingDecided {{ filing {SHOWN} }}"


class Abandoned(Exception):
    """Something broke after the number was taken and before the commit."""


def held(court: Court, many: int) -> list[Any]:
    """Filings that the registry officer holds, ready to be accepted."""
    return [court.claimed(court.received(key=f"held {n}")) for n in range(many)]


def decision(filing: Any, *, reasons: tuple[str, ...] = ()) -> dict[str, Any]:
    return {
        "filingId": filing["id"],
        "expectedVersion": filing["version"],
        "dispositions": [
            {"filingDocumentId": d["id"], "accept": True, "reasons": list(reasons)}
            for d in filing["documents"]
        ],
    }


def accept(court: Court, filing: Any) -> Any:
    return court.do("decideFiling", decision(filing), DECIDED, by="registry")


def refuse(court: Court, filing: Any) -> Any:
    """Accept with a reason, which is refused: its work is rolled back."""
    given = decision(filing, reasons=tuple(court.reasons()[:1]))
    return court.do("decideFiling", given, DECIDED, by="registry")


def abandon(court: Court, filing: Any) -> None:
    """Take the next number, and fail before the commit."""
    with court.works.open(court.actor("registry")) as work:
        disposals = [Disposal(d["id"], accept=True) for d in filing["documents"]]
        decide(work, filing["id"], filing["version"], disposals)
        work.session.flush()
        raise Abandoned


def test_i1_fifty_acceptances_at_once_give_fifty_consecutive_numbers(racing: Court):
    filings = held(racing, FIFTY)

    answers = together([lambda f=f: accept(racing, f) for f in filings])

    assert {code(a) for a in answers} == {"FilingDecided"}
    numbers = sorted(a["filing"]["case"]["number"] for a in answers)
    assert numbers == sorted(f"DCPI {n}/2022" for n in range(1, FIFTY + 1))
    running = "SELECT running_number FROM court_case ORDER BY running_number"
    assert [n for (n,) in rows(racing, running)] == list(range(1, FIFTY + 1))
    assert count(racing, "review_decision") == FIFTY


def test_i1_decisions_that_are_refused_or_break_off_leave_no_gap(racing: Court):
    filings = held(racing, 24)
    good, refused, broken = filings[:12], filings[12:18], filings[18:]

    answers = together(
        [lambda f=f: accept(racing, f) for f in good]
        + [lambda f=f: refuse(racing, f) for f in refused]
        + [lambda f=f: abandon(racing, f) for f in broken]
    )

    assert [code(a) for a in answers] == (
        ["FilingDecided"] * 12 + ["ReasonNeeded"] * 6 + ["Abandoned"] * 6
    )
    running = "SELECT running_number FROM court_case ORDER BY running_number"
    assert [n for (n,) in rows(racing, running)] == list(range(1, 13))
    assert count(racing, "filing", "state = 'UNDER_REVIEW'") == 12
    later = together([lambda f=f: accept(racing, f) for f in refused + broken])
    numbers = sorted(a["filing"]["case"]["number"] for a in later)
    assert numbers == sorted(f"DCPI {n}/2022" for n in range(13, 25))
