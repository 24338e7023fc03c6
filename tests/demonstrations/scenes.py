"""What is shown, in order: one story at the console, from the first look to the last answer."""

import subprocess
import tempfile
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.demonstrations.console import NARROW, SETTLED_MS, WIDE, Visitor

WHOLE, WORK, ANSWER = "body", ".pane--work", "#answer"
OPERATION, VARIABLES = "#operation", ".field--variables"
PAPER_DPI = 110
PAPER_PART = {"wide": (0, 909, 360), "narrow": (520, 389, 300)}
"""Of an A4 page at that resolution: from which pixel, how many across, how many down."""


def lawyer_prepares(lawyer: Visitor) -> None:
    """Look whether and for how much, sign in, upload three papers, and draft."""
    lawyer.shows("lawyer-console", WHOLE, ring="#steps ol")
    lawyer.runs("coverage")
    lawyer.shows("lawyer-covered", ANSWER, at="covered")
    lawyer.runs("fee-quote")
    lawyer.opens("who-am-i")
    lawyer.types_password(photographed_as="lawyer-sign-in")
    lawyer.runs("who-am-i")
    for step in ("upload-writ", "upload-claim", "upload-damages"):
        lawyer.runs(step)
    lawyer.opens("upload-writ")
    lawyer.shows("lawyer-upload", WORK, ring="#file-row")
    lawyer.runs("administrator-refused", expected="refused")
    lawyer.shows("lawyer-refused", ANSWER)


def lawyer_files(lawyer: Visitor) -> None:
    """Begin the draft, check it, submit it, and pay."""
    lawyer.opens("start-filing")
    lawyer.shows("lawyer-draft", OPERATION, ring="#variables", on_phone=VARIABLES)
    lawyer.runs("start-filing")
    lawyer.runs("check-filing")
    lawyer.shows("lawyer-check", ANSWER, at="ready")
    lawyer.runs("submit-filing")
    lawyer.shows("lawyer-submit", ANSWER, at="state")
    lawyer.runs("start-payment")
    lawyer.shows("lawyer-pay-link", ANSWER, ring="#links")
    pays(lawyer)
    lawyer.runs("filing-status")
    lawyer.shows("lawyer-paid", ANSWER, at="state")


def pays(lawyer: Visitor) -> None:
    """Follow the link to the provider's page, and pay there."""
    with lawyer.page.expect_popup() as opening:
        lawyer.page.click("#links a")
    provider = opening.value
    expect(provider.locator("button[value=SUCCEEDED]")).to_be_visible()
    both_sizes(provider, "lawyer-pay", lawyer)
    provider.click("button[value=SUCCEEDED]")
    expect(provider.locator("h1")).to_be_visible(timeout=SETTLED_MS)
    provider.close()


def both_sizes(page: Page, name: str, visitor: Visitor) -> None:
    """Photograph the whole of a small page."""
    for kind, (width, _) in (("wide", WIDE), ("narrow", NARROW)):
        page.set_viewport_size({"width": width, "height": 520})
        visitor.album.add(name, kind, page.screenshot(animations="disabled"))


def registry_decides(officer: Visitor) -> None:
    """Take the oldest review, accept every document."""
    officer.runs("review-queue")
    officer.shows("registry-queue", ANSWER, at="reviewQueue")
    officer.runs("claim-review")
    officer.shows("registry-claim", ANSWER, at="state")
    officer.opens("decide-filing")
    officer.shows("registry-decide", OPERATION, ring="#variables", on_phone=VARIABLES)
    officer.runs("decide-filing")
    officer.shows("registry-decided", ANSWER, at="state")


def lawyer_receives(lawyer: Visitor) -> None:
    """See the register, fetch the sealed writ."""
    lawyer.runs("filing-recorded")
    lawyer.shows("lawyer-recorded", ANSWER, ring="#links")
    link = lawyer.page.locator("#links a", has_text="sealed").first.get_attribute("href")
    assert link is not None
    sealed = lawyer.page.context.request.get(link).body()
    for kind, part in PAPER_PART.items():
        lawyer.album.add("lawyer-sealed", kind, first_page(sealed, part))


def first_page(pdf: bytes, part: tuple[int, int, int]) -> bytes:
    """Draw a part of a PDF's first page, as a reader sees it."""
    left, across, down = (str(pixels) for pixels in part)
    with tempfile.TemporaryDirectory() as folder:
        paper = Path(folder) / "sealed.pdf"
        paper.write_bytes(pdf)
        command = ["pdftoppm", "-png", "-r", str(PAPER_DPI), "-f", "1", "-l", "1"]
        command += ["-x", left, "-y", "0", "-W", across, "-H", down, str(paper)]
        return subprocess.run(command, check=True, capture_output=True).stdout


def litigant_answers(officer: Visitor, litigant: Visitor) -> None:
    """Be linked to the case, file an acknowledgment of service, and find it on the register."""
    officer.runs("link-party")
    officer.shows("registry-link", WORK, ring="#variables", on_phone=VARIABLES)
    litigant.runs("my-cases")
    litigant.shows("litigant-cases", ANSWER, at="cases")
    litigant.runs("upload-acknowledgment")
    litigant.opens("upload-acknowledgment")
    litigant.shows("litigant-upload", WORK, ring="#file-row")
    litigant.runs("start-acknowledgment")
    litigant.shows("litigant-draft", WORK, ring="#variables", on_phone=VARIABLES)
    litigant.runs("submit-acknowledgment")
    litigant.shows("litigant-submit", ANSWER, at="state")
    officer.runs("claim-acknowledgment")
    officer.runs("decide-acknowledgment")
    litigant.runs("acknowledgment-recorded")
    litigant.shows("litigant-recorded", ANSWER, at="number", last=True)


def everybody_checks(visitor: Visitor) -> None:
    """Read the Message Box; then, as the public, check the number and find the case."""
    visitor.runs("messages")
    visitor.shows("lawyer-messages", ANSWER, at="messages")
    visitor.runs("document-reference")
    visitor.shows("check-number", WORK, ring="#variables", on_phone=VARIABLES)
    visitor.runs("cause-book")
    visitor.shows("check-cause-book", ANSWER, at="thisCase")


def whole_story(visitor: Visitor) -> None:
    """Play it all. One window does: choosing a step is choosing who acts."""
    lawyer_prepares(visitor)
    lawyer_files(visitor)
    registry_decides(visitor)
    lawyer_receives(visitor)
    litigant_answers(visitor, visitor)
    everybody_checks(visitor)
