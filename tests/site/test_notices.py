"""Notices: newest first on the pages, and as feeds that other programs can read."""

import json
from datetime import date
from email.utils import parsedate_to_datetime
from pathlib import Path
from xml.etree import ElementTree as ET

from api.publish.frame import language
from api.publish.notices import Told, json_feed, newest_list, rss, whole_list
from tests.site.small_site import NOTICE, added, changed, read, sound_site

TOLD = [
    Told("b-en", "en/notices/b/", "B & C", "Two.", "<p>2</p>", "fee", date(2026, 11, 20)),
    Told("a-en", "en/notices/a/", "A", "One.", "<p>1</p>", "law", date(2022, 5, 6)),
]
ATOM = "{http://www.w3.org/2005/Atom}"


def three_more(folder: Path) -> Path:
    """A sound site with four notices on as many days."""
    site = sound_site(folder)
    for code in ("en", "tc"):
        text = (site / f"pages/{code}/notices/one.md").read_text("utf-8")
        for day, name in ((18, "two"), (22, "three"), (19, "four")):
            other = text.replace("2026-11-20", f"2026-11-{day}").replace("id: one", f"id: {name}")
            (site / f"pages/{code}/notices/{name}.md").write_text(other, "utf-8")
    return site


def test_all_notices_are_listed_newest_first_beside_their_pages(tmp_path: Path) -> None:
    lines = whole_list(read(three_more(tmp_path)), "en").split("\n- ")

    assert [line.split("](")[1].split(")")[0] for line in lines] == [
        "three.md",
        "one.md",
        "four.md",
        "two.md",
    ]
    assert "Fees</span> 22 November 2026: [Fees](three.md)  \n  Fees." in lines[0]


def test_the_home_page_shows_the_newest_three_from_the_languages_root(tmp_path: Path) -> None:
    library = read(three_more(tmp_path))

    for code, day in (("en", "22 November 2026: "), ("tc", "2026年11月22日：")):
        lines = newest_list(library, code).split("\n- ")
        assert len(lines) == 3
        assert f"{day}[" in lines[0]
        assert "](notices/three.md)" in lines[0]


def test_a_simplified_reader_has_the_notice_in_simplified(tmp_path: Path) -> None:
    assert "费用</span> 2026年11月20日：[费用](one.md)" in whole_list(
        read(sound_site(tmp_path)), "sc"
    )


def test_no_notice_is_no_list(tmp_path: Path) -> None:
    site = sound_site(tmp_path)
    for code in ("en", "tc"):
        changed(f"pages/{code}/notices/one.md", NOTICE, "")(site)
        added(f"pages/{code}/notices/one.md", "")(site)

    assert newest_list(read(site), "en") == ""


def test_the_rss_feed_names_every_notice_with_its_day_and_address() -> None:
    channel = ET.fromstring(rss(TOLD, language("en"), "https://help.example/"))[0]  # noqa: S314 - ours

    assert channel.findtext("language") == "en"
    own = channel.find(f"{ATOM}link")
    assert own is not None
    assert own.get("href") == "https://help.example/en/notices/feed.xml"
    first, second = channel.findall("item")
    assert (first.findtext("title"), first.findtext("category")) == ("B & C", "fee")
    assert first.findtext("link") == "https://help.example/en/notices/b/"
    assert first.findtext("guid") == "b-en"
    day = parsedate_to_datetime(second.findtext("pubDate") or "")
    assert day.isoformat() == "2022-05-06T00:00:00+08:00"


def test_the_json_feed_names_the_same_notices() -> None:
    feed = json.loads(json_feed(TOLD, language("tc"), ""))

    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert feed["language"] == "zh-Hant-HK"
    assert feed["feed_url"] == "tc/notices/feed.json"
    assert [item["date_published"] for item in feed["items"]] == [
        "2026-11-20T00:00:00+08:00",
        "2022-05-06T00:00:00+08:00",
    ]
    assert feed["items"][0]["content_html"] == "<p>2</p>"
    assert feed["items"][0]["tags"] == ["fee"]


def test_the_built_site_has_both_feeds_in_every_language_and_names_them(site: Path) -> None:
    for code in ("en", "tc", "sc"):
        feed = json.loads((site / code / "notices" / "feed.json").read_text("utf-8"))
        channel = ET.parse(site / code / "notices" / "feed.xml").getroot()[0]  # noqa: S314 - ours
        links = [item.findtext("link") for item in channel.findall("item")]
        assert [item["url"] for item in feed["items"]] == links
        assert len(links) >= 6
        for url in links:
            assert (site / str(url) / "index.html").is_file()
        home = (site / code / "index.html").read_text("utf-8")
        assert 'type="application/rss+xml"' in home
        assert 'href="notices/feed.xml"' in home
        assert home.count(f'href="{links[0]}"'.replace(f"{code}/", "", 1)) >= 1
