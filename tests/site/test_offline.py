"""The copy for a folder: every link names a file that is there."""

import re
from pathlib import Path

import pytest

from api.publish.checking import read_page
from api.publish.offline import copy_offline, written_out


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ('href="../fees/"', 'href="../fees/index.html"'),
        ('href="../fees/#a"', 'href="../fees/index.html#a"'),
        ('href="."', 'href="./index.html"'),
        ('href="./"', 'href="./index.html"'),
        ('action="../search/"', 'action="../search/index.html"'),
        ('content="0; url=../new/"', 'content="0; url=../new/index.html"'),
        ('href="#a"', 'href="#a"'),
        ('href="feed.xml"', 'href="feed.xml"'),
        ('href="https://x.example/"', 'href="https://x.example/"'),
        ('href="tel:+852"', 'href="tel:+852"'),
    ],
)
def test_an_address_of_a_folder_is_written_out(address: str, expected: str) -> None:
    assert written_out(f"<a {address}>") == f"<a {expected}>"


def test_i47_every_link_of_the_copy_is_a_file(site: Path, tmp_path: Path) -> None:
    copy_offline(site, tmp_path / "copy")

    pages = list((tmp_path / "copy").rglob("*.html"))
    assert len(pages) > 200
    for page in pages:
        for link in read_page(page.read_text("utf-8")).links:
            if not re.match(r"https?:|tel:|mailto:|#", link):
                assert (page.parent / re.split(r"[#?]", link)[0]).is_file(), (page, link)


def test_a_folder_that_exists_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "site").mkdir()
    (tmp_path / "copy").mkdir()

    with pytest.raises(FileExistsError):
        copy_offline(tmp_path / "site", tmp_path / "copy")
