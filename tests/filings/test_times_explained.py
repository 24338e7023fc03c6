"""Each time of a filing is shown with what it means, in three languages."""

from datetime import UTC, datetime
from typing import Any

from api.filings.models import Filing
from api.filings.states import FilingTime
from tests.court import Court

TIMES = """query Times($id: ID!) { node(id: $id) { ... on Filing { times {
  started uploadCompleted submitted received deemedReceived { at rule ruleVersion closure { id }
  explanation { en tc sc } } effectiveFiled reviewed recorded sealed inspectable
  explained { name at label { en tc sc } explanation { en tc sc } } } } } }"""


def times(court: Court, filing_id: str, by: str = "lawyer") -> Any:
    """The times of a filing as a persona sees them."""
    return court.ask(TIMES, {"id": filing_id}, by=by)["node"]["times"]


def test_the_times_of_a_recorded_filing_are_all_explained_and_in_order(court: Court):
    """I-14: started <= upload complete <= submitted <= received <= reviewed <= recorded."""
    court.hands.move(minutes=5)
    filing = court.opened_case()

    shown = times(court, filing["id"])

    explained = {t["name"]: t["at"] for t in shown["explained"]}
    assert list(explained) == [name.value for name in FilingTime]
    assert explained == {
        "STARTED": shown["started"],
        "UPLOAD_COMPLETED": shown["uploadCompleted"],
        "SUBMITTED": shown["submitted"],
        "RECEIVED": shown["received"],
        "DEEMED_RECEIVED": shown["deemedReceived"]["at"],
        "EFFECTIVE_FILED": shown["effectiveFiled"],
        "REVIEWED": shown["reviewed"],
        "RECORDED": shown["recorded"],
        "SEALED": shown["sealed"],
        "INSPECTABLE": shown["inspectable"],
    }
    order = ("started", "uploadCompleted", "submitted", "received", "reviewed", "recorded")
    assert None not in explained.values()
    assert [shown[name] for name in order] == sorted(shown[name] for name in order)
    for time in shown["explained"]:
        for text in (time["label"], time["explanation"]):
            assert text["en"]
            assert not text["tc"].isascii()
            assert not text["sc"].isascii()


def test_the_deemed_time_is_explained_by_its_rule_version_and_closure(court: Court):
    given = {"office": "DC_REGISTRY", "kind": "GALE_WARNING", "startsAt": "2022-05-13T02:00:00Z"}
    show = "... on ClosureAnnounced { closure { id } }"
    closure = court.do("announceClosure", given, show, by="registry")["closure"]
    filing = court.submit(court.draft())

    shown = times(court, filing["id"])

    deemed = shown["deemedReceived"]
    assert (deemed["at"], deemed["rule"]) == (None, "PENDING_CLOSURE")
    assert (deemed["ruleVersion"], deemed["closure"]) == ("RECEIPT_2022_01", closure)
    explained = {t["name"]: t for t in shown["explained"]}
    assert explained["DEEMED_RECEIVED"]["explanation"] == deemed["explanation"]
    assert "its reopening is not known" in deemed["explanation"]["en"]
    assert explained["REVIEWED"]["at"] is None


def test_a_filing_that_an_order_related_back_says_so(court: Court):
    filing = court.submit(court.draft())
    earlier = datetime(2022, 5, 12, 8, tzinfo=UTC)
    with court.works.open() as work:
        work.session.get_one(Filing, filing["id"]).effective_filed_at = earlier

    explained = {t["name"]: t for t in times(court, filing["id"])["explained"]}

    assert explained["EFFECTIVE_FILED"]["at"] == "2022-05-12T08:00:00.000000Z"
    assert explained["EFFECTIVE_FILED"]["explanation"]["en"] == (
        "An order of the court gives it effect from this time, though it counted as received on "
        "Fri 13 May 2022, 11:00 am."
    )
    assert "視為收訖時間為2022年5月13日" in explained["EFFECTIVE_FILED"]["explanation"]["tc"]
