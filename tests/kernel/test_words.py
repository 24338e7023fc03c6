"""Ids, instants, texts and events: the small words every room shares."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.kernel.clock import day_of, in_hong_kong, instant_of, printed
from api.kernel.events import Event
from api.kernel.ids import is_id, new_id
from api.kernel.refusals import ChangedMeanwhile, Malformed, MoveNotOpen, NotFound
from api.kernel.text import Text, simplified

instants = st.datetimes(
    min_value=datetime(1990, 1, 1),  # noqa: DTZ001 - hypothesis adds the zone
    max_value=datetime(2100, 1, 1),  # noqa: DTZ001 - likewise
    timezones=st.just(UTC),
)
prefixes = st.text("abcdefghijklmnopqrstuvwxyz", min_size=2, max_size=4)


@given(prefixes, instants)
def test_an_id_is_of_its_kind_and_of_no_other(prefix: str, at: datetime):
    made = new_id(prefix, at)
    assert is_id(made, prefix)
    assert not is_id(made, prefix + "x")
    assert not is_id(made.upper(), prefix)
    assert len(made) == len(prefix) + 27


@given(instants, st.integers(min_value=1, max_value=10**9))
def test_ids_sort_by_the_time_of_making(at: datetime, later_ms: int):
    later = at + timedelta(milliseconds=later_ms)
    assert new_id("flg", at) < new_id("flg", later)


def test_ids_made_at_one_instant_are_all_different():
    at = datetime(2022, 5, 13, tzinfo=UTC)
    assert len({new_id("flg", at) for _ in range(10_000)}) == 10_000


@pytest.mark.parametrize(
    "text",
    [
        *("", "flg", "flg_", "FLG_" + "0" * 26),
        *("flg_" + "0" * 25, "flg_" + "0" * 27, "flg_" + "0" * 26 + "\n"),
        *("flg_" + "U" * 26, "flg_" + "０" * 26, "flg_" + "\x00" * 26),
    ],
)
def test_what_only_looks_like_an_id_is_none(text: str):
    assert not is_id(text, "flg")


@given(instants)
def test_a_day_is_the_day_in_hong_kong(at: datetime):
    assert day_of(at) == (at + timedelta(hours=8)).date()
    assert in_hong_kong(at) == at


@given(st.dates(date(1990, 1, 1), date(2100, 1, 1)), st.times(timezones=st.none()))
def test_a_wall_clock_time_goes_to_utc_and_back(day: date, at: time):
    instant = instant_of(day, at)
    assert instant.tzinfo is UTC
    local = in_hong_kong(instant)
    assert (local.date(), local.time()) == (day, at)


def test_a_naive_time_is_no_instant():
    with pytest.raises(ValueError, match="time zone"):
        day_of(datetime(2022, 5, 13))  # noqa: DTZ001 - the point


@pytest.mark.parametrize(
    ("at", "said"),
    [
        (datetime(2022, 5, 9, 0, 45, tzinfo=UTC), "Mon 9 May 2022, 8:45 am"),
        (datetime(2022, 5, 9, 16, 0, tzinfo=UTC), "Tue 10 May 2022, 12:00 am"),
        (datetime(2022, 5, 9, 4, 5, tzinfo=UTC), "Mon 9 May 2022, 12:05 pm"),
        (
            datetime(2022, 5, 9, 12, 0, tzinfo=timezone(timedelta(hours=8))),
            "Mon 9 May 2022, 12:00 pm",
        ),
    ],
)
def test_an_instant_is_printed_for_a_person_in_hong_kong(at: datetime, said: str):
    assert printed(at) == said


def test_simplified_chinese_changes_characters_and_never_words():
    assert simplified("文件已存檔，請繳費") == "文件已存档，请缴费"
    assert simplified("「傳訊令狀」") == "“传讯令状”"


@given(st.text("abcXYZ 123", max_size=50))
def test_a_text_without_chinese_stays_as_it_is(text: str):
    assert simplified(text) == text


def test_a_text_is_filled_in_both_languages_and_a_missing_fact_is_our_error():
    text = Text("{n} pages", "{n} 頁")
    assert text.filled(n=3) == Text("3 pages", "3 頁")
    assert text.filled(n=3).sc == "3 页"
    with pytest.raises(KeyError):
        text.filled(pages=3)


def test_what_a_user_writes_between_braces_is_printed_and_not_filled():
    no = Malformed("name", field="{noun} {0}", rule="{x}")
    assert no.sentence.en == "'{noun} {0}' is not acceptable: {x}."


def test_a_refusal_says_its_code_its_place_and_what_to_do():
    no = ChangedMeanwhile("expectedVersion", current_version=7)
    assert (no.code, no.path, no.current_version) == ("ChangedMeanwhile", ("expectedVersion",), 7)
    assert no.sentence.en.endswith("It is now version 7.")
    assert NotFound("a").sentence == NotFound("b").sentence
    assert MoveNotOpen("x", noun="n", state="s", verb="v", sources="o").sentence.en == (
        "This cannot be done now: the n is s, and 'v' starts from o."
    )


@dataclass(frozen=True, slots=True)
class KiteFlown(Event):
    """A kite was flown."""

    kite_id: str
    at: datetime
    on: date
    heights: tuple[int, ...]
    owner: str | None


def test_an_event_tells_its_name_its_subject_and_plain_facts():
    event = KiteFlown("kit_1", datetime(2022, 5, 9, tzinfo=UTC), date(2022, 5, 9), (1, 2), None)
    assert (event.name, event.subject_id) == ("KiteFlown", "kit_1")
    assert event.facts == {
        "kite_id": "kit_1",
        "at": "2022-05-09T00:00:00+00:00",
        "on": "2022-05-09",
        "heights": [1, 2],
        "owner": None,
    }
