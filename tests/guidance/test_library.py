"""The library reads what the site published, and never lets a broken file into the house."""

import logging
import threading
from pathlib import Path

import pytest

from api.gateways.help_library import NAME, HelpLibrary, UnusableManifest, entries_of, holdings_of
from tests.guidance.shelf import in_all, item, library_with, manifest, notice, put

LOG = "api.gateways.help_library"


def test_it_holds_what_the_site_published(tmp_path: Path):
    library = library_with(tmp_path, *in_all())

    held = library.holdings()

    assert held is not None
    assert held.release == "first"
    assert held.is_latest
    assert [entry.title for entry in held.entries] == [
        "How do I pay for a kite?",
        "如何為紙鳶繳費？",
        "如何为纸鸢缴费？",
    ]


def test_without_a_site_there_is_nothing_until_one_is_built(tmp_path: Path):
    library = HelpLibrary(tmp_path / "site")
    assert library.holdings() is None

    (tmp_path / "site").mkdir()
    put(tmp_path / "site", manifest(in_all()))

    held = library.holdings()
    assert held is not None
    assert held.release == "first"


def test_the_same_file_is_read_once(tmp_path: Path):
    library = library_with(tmp_path, *in_all())

    assert library.holdings() is library.holdings()


def test_a_new_release_is_taken_as_soon_as_it_lies_there(tmp_path: Path, caplog):
    caplog.set_level(logging.INFO, LOG)
    library = library_with(tmp_path, *in_all())
    library.holdings()

    put(tmp_path, manifest(in_all(owner="Registry"), release="second"))

    held = library.holdings()
    assert held is not None
    assert (held.release, held.entries[0].owner) == ("second", "Registry")
    assert [record.getMessage() for record in caplog.records] == [
        "help site: release first, 3 entries",
        "help site: release second, 3 entries",
    ]


BROKEN = {
    "half-written": manifest(in_all())[:-40],
    "empty": b"",
    "no JSON": b"<html>",
    "bytes that are no text": b"\xff\xfe\x00",
    "another shape": b"[]",
    "another schema": manifest(in_all(), schema=3),
    "no items": manifest([]),
    "no release": manifest(in_all(), release=""),
    "an item without a title": manifest([{k: v for k, v in item().items() if k != "title"}]),
    "an unknown kind": manifest([item(kind="song")]),
    "an unknown language": manifest([item() | {"language": "fr"}]),
    "a day that is none": manifest([item(reviewed="2022-02-30")]),
    "a question without an answer": manifest([item(bodyHtml=None)]),
    "a notice without a day": manifest([notice(published=None)]),
    "one item twice": manifest([item(), item()]),
}


@pytest.mark.parametrize("what", BROKEN)
def test_a_broken_file_leaves_the_last_good_one_in_use_and_is_told_once(
    tmp_path: Path, caplog, what: str
):
    library = library_with(tmp_path, *in_all())
    before = library.holdings()
    assert before is not None

    put(tmp_path, BROKEN[what])

    after = library.holdings()
    assert after is not None
    assert (after.release, after.entries, after.is_latest) == ("first", before.entries, False)
    assert library.holdings() is after
    [record] = caplog.records
    assert record.levelname == "WARNING"
    assert "cannot be used, release first stays in use" in record.getMessage()


@pytest.mark.parametrize("what", BROKEN)
def test_a_broken_file_alone_is_no_guidance(tmp_path: Path, what: str):
    put(tmp_path, BROKEN[what])

    assert HelpLibrary(tmp_path).holdings() is None


def test_a_file_taken_away_leaves_the_last_good_one_in_use(tmp_path: Path):
    library = library_with(tmp_path, *in_all())
    library.holdings()

    (tmp_path / NAME).unlink()

    held = library.holdings()
    assert held is not None
    assert (held.release, held.is_latest) == ("first", False)


def test_the_good_file_that_comes_back_is_the_latest_again(tmp_path: Path):
    library = library_with(tmp_path, *in_all())
    library.holdings()
    put(tmp_path, b"half")
    library.holdings()

    put(tmp_path, manifest(in_all()))

    held = library.holdings()
    assert held is not None
    assert (held.release, held.is_latest) == ("first", True)


def test_every_half_of_a_file_being_written_is_passed_over(tmp_path: Path):
    library = library_with(tmp_path, *in_all())
    library.holdings()
    new = manifest(in_all(), release="second")

    for length in range(0, len(new), 97):
        put(tmp_path, new[:length])
        held = library.holdings()
        assert held is not None
        assert held.release == "first"

    put(tmp_path, new)
    held = library.holdings()
    assert held is not None
    assert (held.release, held.is_latest) == ("second", True)


def test_two_instances_over_one_folder_say_the_same(tmp_path: Path):
    one, other = library_with(tmp_path, *in_all()), HelpLibrary(tmp_path)
    put(tmp_path, manifest(in_all(), release="second"))

    first, second = one.holdings(), other.holdings()

    assert first is not None
    assert second is not None
    assert (first.release, first.digest) == (second.release, second.digest)
    assert first.entries == second.entries


def test_many_threads_never_see_half_a_release(tmp_path: Path):
    library = library_with(tmp_path, *in_all())
    seen: list[str] = []
    done = threading.Event()

    def look() -> None:
        while not done.is_set():
            held = library.holdings()
            assert held is not None
            seen.append(f"{held.release} {held.entries[0].owner}")

    threads = [threading.Thread(target=look) for _ in range(4)]
    for thread in threads:
        thread.start()
    for number in range(20):
        put(tmp_path, manifest(in_all(owner=f"{number}"), release=f"{number}"))
    done.set()
    for thread in threads:
        thread.join()

    assert set(seen) <= {"first Help Centre", *(f"{n} {n}" for n in range(20))}
    held = library.holdings()
    assert held is not None
    assert held.release == "19"


def test_what_is_wrong_is_said_with_its_place():
    with pytest.raises(UnusableManifest, match=r"1\.title: Field required"):
        entries_of([item(), {k: v for k, v in item("tc").items() if k != "title"}])
    with pytest.raises(UnusableManifest, match=r"written twice: kite-01 \(en\)"):
        entries_of([item(), item()])
    with pytest.raises(UnusableManifest, match="; and 4 more"):
        entries_of([{"id": "x"}])


def test_the_digest_is_that_of_the_file():
    content = manifest(in_all())
    assert holdings_of(content).digest != holdings_of(content + b" ").digest
