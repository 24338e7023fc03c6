"""The checker of built pages finds what a strict MkDocs build does not look at."""

from pathlib import Path

import pytest

from api.publish.checking import problems_of_site


def site_with(folder: Path, body: str, name: str = "index.html") -> Path:
    """Make a site of two pages and a script; the first page has the given body."""
    (folder / "other").mkdir()
    (folder / "assets").mkdir()
    (folder / "assets" / "ours.js").write_text("", "utf-8")
    (folder / name).parent.mkdir(exist_ok=True)
    (folder / name).write_text(f"<html><body>{body}</body></html>", "utf-8")
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
        '<script src="assets/ours.js" defer></script>',
        '<script src="./assets/ours.js" defer>\n</script>',
        '<form action="other/" method="get"></form>',
        '<meta http-equiv="refresh" content="0; url=other/">',
    ],
)
def test_a_sound_page_has_no_problem(tmp_path: Path, body: str) -> None:
    assert problems_of_site(site_with(tmp_path, body)) == []


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        ('<a href="gone/">x</a>', "gone/ leads nowhere"),
        ('<a href="other/#gone">x</a>', "other/#gone names no anchor"),
        ('<a href="/other/">x</a>', "/other/ is not relative"),
        ('<a href="javascript:go()">x</a>', "javascript:go() is a script"),
        ('<img src="//cdn.example/x.png">', "loads //cdn.example/x.png"),
        ('<form action="https://x.example/">', "loads https://x.example/"),
        ('<link rel="preconnect" href="https://x.example">', "loads https://x.example"),
        ('<p id="a"></p><p id="a"></p>', "id a occurs twice"),
        ('<p style="margin:0">x</p>', "has a style written into <p>"),
        ("<style>p{}</style>", "has a style written into <style>"),
        ('<p onclick="go()">x</p>', "runs a script at onclick"),
        ('<meta http-equiv="refresh" content="0; url=gone/">', "gone/ leads nowhere"),
        ('<script src="assets/gone.js" defer></script>', "assets/gone.js leads nowhere"),
        ('<script src="assets/ours.js"></script>', "has a script that is not a deferred file"),
        ("<script></script>", "has a script that is not a deferred file of ours"),
        (
            '<script src="assets/ours.js" defer>go()</script>',
            "has a script written into the page",
        ),
    ],
)
def test_a_problem_is_named_with_its_page(tmp_path: Path, body: str, problem: str) -> None:
    (found,) = problems_of_site(site_with(tmp_path, body))

    assert found.startswith(f"index.html: {problem}")


def test_a_script_from_another_host_is_told_twice(tmp_path: Path) -> None:
    site = site_with(tmp_path, '<script src="https://x.example/assets/a.js" defer></script>')

    assert problems_of_site(site) == [
        "index.html: has a script that is not a deferred file of ours",
        "index.html: loads https://x.example/assets/a.js",
    ]


def test_a_style_sheet_may_not_import_from_another_host(tmp_path: Path) -> None:
    site = site_with(tmp_path, "")
    (site / "a.css").write_text('@import "https://fonts.example/x.css";', "utf-8")

    assert problems_of_site(site) == ["a.css: loads https://fonts.example/x.css"]


@pytest.mark.parametrize("name", ["404.html", "tc/404.html"])
def test_a_404_page_names_addresses_from_the_sites_prefix(tmp_path: Path, name: str) -> None:
    site = site_with(tmp_path, '<a href="/help/other/">x</a><a href="/help/gone/">y</a>', name)

    assert problems_of_site(site) == [f"{name}: /help/gone/ leads nowhere"]


@pytest.mark.parametrize(
    ("body", "count"),
    [
        ("<p>向法院存档</p>", 0),
        ("<p>向法院存檔</p>", 1),
        ('<p>存档 <span lang="zh-Hant-HK">存檔</span></p>', 0),
        ('<p lang="en">A word: <b>檔</b></p>', 0),
        ('<img src="data:," alt="存檔">', 1),
    ],
)
def test_a_traditional_character_on_a_simplified_page_is_a_problem(
    tmp_path: Path, body: str, count: int
) -> None:
    site = site_with(tmp_path, f'<main lang="zh-Hans">{body}</main>', "sc/index.html")

    found = problems_of_site(site)

    assert len(found) == count
    assert [one for one in found if "Traditional characters are left over: 檔 in" not in one] == []
