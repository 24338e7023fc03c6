"""Outages are published once and never shortened; the record only grows (I-45)."""

from datetime import timedelta
from typing import Any

import pytest

from tests.court import Court
from tests.races.together import count, rows

SHOWN = "outageWindow { id beganAt endedAt what { en tc sc } source recordedAt version }"
LISTED = """{ outageWindows { nodes { id beganAt endedAt what { en tc sc } source recordedAt
  version }
  totalCount } }"""
GIVEN = {
    "idempotencyKey": "an outage",
    "beganAt": "2022-05-13T02:00:00Z",
    "what": {"en": "Uploads failed.", "tc": "上載失敗。"},
    "source": "Monitor of uploads",
}


def recorded(court: Court, *, by: str = "registry", **changes: Any) -> Any:
    """Record an outage; the window, or the refusal."""
    given = {**GIVEN, **changes}
    answer = court.do("recordOutage", given, f"... on OutageRecorded {{ {SHOWN} }}", by=by)
    return answer.get("outageWindow", answer)


def ended(court: Court, window: Any, *, by: str = "registry", **more: Any) -> Any:
    """End an outage; the window, or the refusal."""
    given = {"outageWindowId": window["id"], "expectedVersion": window["version"], **more}
    answer = court.do("endOutage", given, f"... on OutageEnded {{ {SHOWN} }}", by=by)
    return answer.get("outageWindow", answer)


def listed(court: Court, by: str | None = None) -> list[Any]:
    """The published outages, newest first."""
    return court.ask(LISTED, by=by)["outageWindows"]["nodes"]


@pytest.mark.parametrize("by", ["registry", "helpdesk"])
def test_an_outage_is_published_to_everybody_at_once_and_once(court: Court, by: str):
    window = recorded(court, by=by)

    assert recorded(court, by=by) == window
    assert listed(court) == listed(court, "litigant") == [window]
    assert (window["beganAt"], window["endedAt"]) == ("2022-05-13T02:00:00.000000Z", None)
    assert window["what"] == {"en": "Uploads failed.", "tc": "上載失敗。", "sc": "上载失败。"}
    assert count(court, "audit_entry", "event = 'OutageRecorded'") == 1


def test_i45_ending_an_outage_adds_an_end_and_changes_nothing_else(court: Court):
    window = recorded(court)
    court.hands.move(hours=1)

    over = ended(court, window, endedAt="2022-05-13T03:30:00Z")

    end = {"endedAt": "2022-05-13T03:30:00.000000Z", "version": 1}
    assert over == {**window, **end}
    assert listed(court) == [over]
    assert count(court, "audit_entry", "event = 'OutageEnded'") == 1


def test_i45_a_published_window_is_never_shortened(court: Court):
    window = recorded(court)
    court.hands.move(hours=1)

    too_soon = ended(court, window, endedAt="2022-05-13T02:59:59Z")
    over = ended(court, window)
    again = ended(court, over, endedAt="2022-05-13T03:30:00Z")

    assert (too_soon["code"], too_soon["path"]) == ("OutageEndsTooSoon", ["endedAt"])
    assert again["code"] == "OutageEndAlreadyPublished"
    assert listed(court) == [over]
    [(kept,)] = rows(court, "SELECT count(*) FROM outage_window WHERE ended_at IS NOT NULL")
    assert kept == 1


@pytest.mark.parametrize(
    ("changes", "code", "path"),
    [
        ({"beganAt": "2022-05-13T03:00:01Z"}, "OutageNotYetCome", ["beganAt"]),
        ({"endedAt": "2022-05-13T03:00:01Z"}, "OutageNotYetCome", ["endedAt"]),
        ({"endedAt": "2022-05-13T02:00:00Z"}, "OutageEndsTooSoon", ["endedAt"]),
        ({"source": ""}, "Malformed", ["source"]),
        ({"source": "s" * 301}, "Malformed", ["source"]),
        ({"what": {"en": "", "tc": "上載"}}, "Malformed", ["what", "en"]),
        ({"what": {"en": "Uploads", "tc": "上" * 501}}, "Malformed", ["what", "tc"]),
    ],
)
def test_what_is_no_outage_is_refused_and_nothing_is_published(
    court: Court, changes: dict[str, Any], code: str, path: list[str]
):
    refused = recorded(court, **changes)
    assert (refused["code"], refused["path"]) == (code, path)
    assert listed(court) == []


@pytest.mark.parametrize("by", ["lawyer", "litigant", "primary", "accounts", "auditor"])
def test_only_registry_and_help_centre_officers_keep_the_record(court: Court, by: str):
    window = recorded(court)
    assert recorded(court, by=by, idempotencyKey="mine")["code"] == "NotAllowed"
    assert ended(court, window, by=by)["code"] == "NotAllowed"
    assert listed(court) == [window]


def test_somebody_elses_end_is_seen_before_ones_own(court: Court):
    window = recorded(court)
    court.hands.now += timedelta(minutes=1)
    over = ended(court, window, by="helpdesk")
    assert ended(court, window)["code"] == "ChangedMeanwhile"
    assert listed(court) == [over]
