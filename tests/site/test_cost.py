"""The cost of reading and checking grows with the site, not faster: counted, not timed."""

import sys
from pathlib import Path

from api.publish.faq_pages import faq_page
from tests.site.small_site import problems, read, sound_site


def calls_for(site: Path) -> int:
    """Count the calls, ours and Python's, of reading, checking and writing the questions."""
    calls = 0

    def count(_frame: object, event: str, _what: object) -> None:
        nonlocal calls
        calls += event in {"call", "c_call"}

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        problems(site)
        faq_page(read(site), "tc")
    finally:
        sys.setprofile(before)
    return calls


def site_of(folder: Path, questions: int) -> Path:
    """Make a sound site, with its question copied that many times."""
    site = sound_site(folder)
    text = (site / "faq/pay-01.md").read_text("utf-8")
    for number in range(2, questions + 1):
        name = f"pay-{number:02d}"
        (site / f"faq/{name}.md").write_text(text.replace("id: pay-01", f"id: {name}"), "utf-8")
    return site


def test_twice_as_many_questions_cost_twice_as_much(tmp_path: Path) -> None:
    sites = [site_of(tmp_path / str(number), number) for number in (10, 40, 70)]
    calls_for(sites[0])  # what is made once and kept

    few, more, most = (calls_for(site) for site in sites)

    assert (most - more) / (more - few) < 1.05
