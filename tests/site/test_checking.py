"""The checker of built pages finds what a strict MkDocs build does not look at."""

from pathlib import Path

import pytest

from api.publish.checking import problems_of_site


def site_with(folder: Path, body: str) -> Path:
    """Make a site of two pages; the first has the given body."""
    (folder / "other").mkdir()
    (folder / "index.html").write_text(f"<html><body>{body}</body></html>", "utf-8")
    (folder / "other" / "index.html").write_text('<p id="there">other</p>', "utf-8")
    return folder


@pytest.mark.parametrize(
    "body",
    [
        '<a href="other/">a page</a>',
        '<a href="other/#there">an anchor</a>',
        '<a href="#here" id="here">itself</a>',
        '<a href="https://elsewhere.example/">a link away is a link, not a load</a>',
        '<a href="tel:+85200000000">a telephone</a>',
        '<img src="data:image/gif;base64,R0lGODlhAQABAAAAACw=" alt="">',
    ],
)
def test_a_sound_page_has_no_problem(tmp_path: Path, body: str) -> None:
    assert problems_of_site(site_with(tmp_path, body)) == []


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        ('<a href="gone/">x</a>', "index.html: gone/ leads nowhere"),
        ('<a href="other/#gone">x</a>', "index.html: other/#gone names no anchor"),
        ('<a href="/other/">x</a>', "index.html: /other/ is not relative"),
        ('<img src="//cdn.example/x.png">', "index.html: loads //cdn.example/x.png"),
        ('<form action="https://x.example/">', "index.html: loads https://x.example/"),
        (
            '<p style="background:url(https://x.example/b)">',
            "index.html: loads https://x.example/b",
        ),
        ('<link rel="preconnect" href="https://x.example">', "index.html: loads https://x.example"),
        ('<p id="a"></p><p id="a"></p>', "index.html: id a occurs twice"),
        ("<script></script>", "index.html: has a script"),
    ],
)
def test_a_problem_is_named_with_its_page(tmp_path: Path, body: str, problem: str) -> None:
    assert problems_of_site(site_with(tmp_path, body)) == [problem]


def test_a_style_sheet_may_not_import_from_another_host(tmp_path: Path) -> None:
    site = site_with(tmp_path, "")
    (site / "a.css").write_text('@import "https://fonts.example/x.css";', "utf-8")

    assert problems_of_site(site) == ["a.css: loads https://fonts.example/x.css"]
