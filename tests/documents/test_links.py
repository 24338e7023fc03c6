"""Links that expire, and what is not one of ours."""

from datetime import UTC, datetime, timedelta

import pytest
from joserfc import jwt
from joserfc.jwk import OctKey

from api.documents.ports import DownloadClaim
from api.documents.rules import DownloadLinkExpired, UploadLinkExpired
from api.gateways.links import SignedLinks
from api.kernel.ids import new_id
from api.kernel.refusals import NotFound

NOW = datetime(2022, 5, 6, 1, tzinfo=UTC)
SOON = NOW + timedelta(minutes=5)
DOC, RND = new_id("doc", NOW), new_id("rnd", NOW)
SESSION = "ab" * 32
SECRET = b"a secret for tests, 32 bytes long"
LINKS = SignedLinks(SECRET, "http://localhost:8000/")


def token_of(url: str) -> str:
    """The last part of an address."""
    return url.rsplit("/", 1)[1]


def test_an_upload_link_names_its_document() -> None:
    """In the path, under the base address."""
    url = LINKS.upload_url(DOC, SOON)
    assert url.startswith("http://localhost:8000/uploads/")
    assert LINKS.read_upload(token_of(url), NOW) == DOC


def test_a_download_link_names_its_rendition_and_its_session() -> None:
    """Both come back."""
    url = LINKS.download_url(RND, SESSION, SOON)
    assert url.startswith("http://localhost:8000/downloads/")
    assert LINKS.read_download(token_of(url), NOW) == DownloadClaim(RND, SESSION)


def test_links_end_by_the_clock_they_are_given() -> None:
    """One second before the end they work; at the end they do not."""
    up, down = LINKS.upload_url(DOC, SOON), LINKS.download_url(RND, SESSION, SOON)
    just_before = SOON - timedelta(seconds=1)
    assert LINKS.read_upload(token_of(up), just_before) == DOC
    with pytest.raises(UploadLinkExpired):
        LINKS.read_upload(token_of(up), SOON)
    with pytest.raises(DownloadLinkExpired):
        LINKS.read_download(token_of(down), SOON)


def test_a_link_for_one_use_is_none_for_the_other() -> None:
    """Uploading and downloading are different permissions."""
    with pytest.raises(NotFound):
        LINKS.read_download(token_of(LINKS.upload_url(DOC, SOON)), NOW)
    with pytest.raises(NotFound):
        LINKS.read_upload(token_of(LINKS.download_url(RND, SESSION, SOON)), NOW)


def test_a_token_that_we_did_not_sign_is_not_found() -> None:
    """Another secret, no signature, altered or garbled: one answer."""
    sound = token_of(LINKS.upload_url(DOC, SOON))
    head, body, tail = sound.split(".")
    claims = {"use": "upload", "sub": DOC, "exp": int(SOON.timestamp())}
    unsigned = "eyJhbGciOiJub25lIn0." + body + "."
    foreign = token_of(SignedLinks(b"z" * 32, "http://x").upload_url(DOC, SOON))
    other_algorithm = jwt.encode(
        {"alg": "HS512"}, claims, OctKey.import_key(SECRET), algorithms=["HS512"]
    )
    altered = f"{head}.{body}.{'A' if tail[0] != 'A' else 'B'}{tail[1:]}"
    for token in [
        unsigned,
        foreign,
        other_algorithm,
        altered,
        "",
        "a.b.c",
        "\x00",
        "é.é.é",
        "x" * 9000,
    ]:
        with pytest.raises(NotFound):
            LINKS.read_upload(token, NOW)


def test_a_short_secret_is_refused_at_the_start() -> None:
    """Before any link is made."""
    with pytest.raises(ValueError, match="32 bytes"):
        SignedLinks(b"short", "http://localhost")
