"""Where everything meets: routes, wiring of ports to gateways, and what runs in the background."""

import logging
import shlex
import threading
from collections.abc import AsyncGenerator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from http import HTTPStatus
from pathlib import Path
from typing import Any

import anyio.to_thread
import sqlalchemy as sa
from psycopg.conninfo import make_conninfo
from pyhanko.sign.signers.pdf_cms import Signer
from pyhanko.sign.timestamps.api import TimeStamper
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import (
    FileResponse,
    JSONResponse,
    PlainTextResponse,
    RedirectResponse,
    Response,
)
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Receive, Scope, Send

from api.accounts.models import Account, Session
from api.accounts.queries import actor_of_digest
from api.accounts.rules import TOKEN_PREFIXES
from api.accounts.states import AccountState
from api.documents.models import Document
from api.documents.ports import Scanner, TooManyBytes
from api.documents.queries import awaiting_bytes, document_by_id
from api.documents.rules import LengthDiffers, require_clean
from api.filings.queries import visible_rendition
from api.gateways.card_provider import HttpCardProvider, WebhookNotGenuine, verify_webhook
from api.gateways.certificate import CourtPen
from api.gateways.help_library import HelpLibrary
from api.gateways.inspecting.bounded import BoundedInspector
from api.gateways.links import SignedLinks
from api.gateways.scanning import ClamdScanner, PracticeScanner
from api.gateways.sealing import CertificateSealer
from api.gateways.signing import (
    HeldElsewhere,
    development_credentials,
    development_time_credentials,
    signer_of_file,
)
from api.gateways.store import LocalStore
from api.gateways.time_stamping import PracticeTimeAuthority, authority_at
from api.graphql.context import Building, Context
from api.graphql.endpoint import Endpoint, Guarded
from api.graphql.schema import build_schema
from api.issuing.queries import open_certificate
from api.jobs import LANES, jobs_of, lanes_of
from api.kernel.clock import Clock, system_clock
from api.kernel.outbox import Outbox
from api.kernel.refusals import NotFound, Refusal
from api.kernel.storage import open_engine
from api.kernel.work import Works, viewer_of
from api.payments.operations import record_outcome
from api.payments.procedures import reconcile
from api.reactions import finish, react
from api.reading.databases import Database, Postgres, Sqlite
from api.reading.desk import Desk
from api.reading.engine import Reader
from api.reading.viewers import ViewerSource
from api.settings import Settings

CONSOLE = Path(__file__).parent / "graphql" / "console"
RECONCILE_OLDER_THAN = timedelta(seconds=5)
ROUND_SECONDS = 1.0
RECONCILE_SECONDS = 5.0
MOST_WEBHOOK_BYTES = 64 * 1024
SITE_LANGUAGES = frozenset({"en", "tc", "sc"})
Find = Callable[[str], tuple[Path, str]]
_log = logging.getLogger("api.app")


@dataclass(frozen=True)
class Parts:
    """Everything the building is made of."""

    settings: Settings
    clock: Clock
    engine: sa.Engine
    works: Works
    building: Building
    provider: HttpCardProvider
    links: SignedLinks
    store: LocalStore
    inspector: BoundedInspector
    outbox: Outbox
    wakes: Mapping[str, threading.Event]
    reader: Reader
    desk: Desk


def assemble(settings: Settings, clock: Clock = system_clock) -> Parts:
    """Wire the ports to their gateways. The database must have been migrated."""
    engine = open_engine(settings.database)
    wakes = {lane: threading.Event() for lane in LANES}

    def wake() -> None:
        for sleeper in wakes.values():
            sleeper.set()

    works = Works(engine, clock, react, finish, wake)
    store = LocalStore(settings.var / "documents")
    links = SignedLinks(settings.links_secret.get_secret_value().encode(), settings.base_url)
    provider = HttpCardProvider(settings.provider_url, settings.provider_key.get_secret_value())
    sealer = _sealer(settings, clock)

    scanner = _scanner(settings)
    library = HelpLibrary(settings.help_site)
    inspector = BoundedInspector()
    building = Building(works, store, inspector, links, provider, settings.base_url, library)
    reader = Reader(
        build_schema(),
        reading_database(settings),
        viewer_source(),
        clock=clock,
        limits=settings.limits,
    )
    return Parts(
        settings=settings,
        clock=clock,
        engine=engine,
        works=works,
        building=building,
        provider=provider,
        links=links,
        store=store,
        inspector=inspector,
        outbox=Outbox(works, jobs_of(works, store, sealer, scanner, CourtPen())),
        wakes=wakes,
        reader=reader,
        desk=Desk(reader),
    )


def _sealer(settings: Settings, clock: Clock) -> CertificateSealer:
    """The court's seal with its time stamps; without them, development ones that say so."""
    return CertificateSealer(_signer(settings), _time_stamps(settings, clock))


def _signer(settings: Settings) -> Signer:
    """The seal's key: held by a program, or in a file."""
    if settings.seal_certificate is not None:
        return HeldElsewhere(settings.seal_certificate, shlex.split(settings.seal_program))
    credentials = settings.seal_credentials or development_credentials(settings.var / "seal")
    passphrase = settings.seal_passphrase
    return signer_of_file(
        credentials, passphrase.get_secret_value().encode() if passphrase else None
    )


def _time_stamps(settings: Settings, clock: Clock) -> TimeStamper:
    """The time authority that is set; without one, a clock of our own that says it is none."""
    if settings.time_stamp_url:
        return authority_at(settings.time_stamp_url)
    credentials = development_time_credentials(settings.var / "time")
    return PracticeTimeAuthority(signer_of_file(credentials), clock)


def _scanner(settings: Settings) -> Scanner:
    """The virus scanner that is set; without one, a scanner that knows the EICAR string only."""
    return ClamdScanner(settings.scanner_url) if settings.scanner_url else PracticeScanner()


def reading_database(settings: Settings) -> Database:
    """The database as the read engine reaches it."""
    url = sa.make_url(settings.database)
    if url.get_backend_name() == "sqlite":
        return Sqlite(url.database or "")
    known = {"host": url.host, "port": url.port, "user": url.username, "dbname": url.database}
    known |= {"password": url.password} | {n: str(v) for n, v in url.query.items()}
    given = {name: str(value) for name, value in known.items() if value is not None}
    return Postgres(make_conninfo(**given))


def viewer_source() -> ViewerSource:
    """Where tokens are looked up: inside every statement."""
    tables: Any = (Session, Account)
    session, account = (table.__table__ for table in tables)
    return ViewerSource(
        session,
        account,
        {prefix: kind.value for prefix, kind in TOKEN_PREFIXES.items()},
        conditions=[lambda _session, account: account.state == AccountState.ACTIVE],
    )


# --- routes besides GraphQL -----------------------------------------------------------------------


def _said(no: Refusal) -> dict[str, Any]:
    """A refusal as plain JSON, in the words GraphQL would use."""
    message, remedy = no.sentence, no.advice
    return {
        "code": no.code,
        "message": {"en": message.en, "tc": message.tc, "sc": message.sc},
        "remedy": {"en": remedy.en, "tc": remedy.tc, "sc": remedy.sc},
        "guide": no.guide,
    }


_STATUS = {
    "NotFound": 404,
    "AlreadyStored": 409,
    "LengthDiffers": 413,
    "UploadLinkExpired": 410,
    "DownloadLinkExpired": 410,
    "ScanPending": 409,
    "DocumentInfected": 409,
    "DocumentNotScannable": 409,
}


def _refused(no: Refusal) -> Response:
    return JSONResponse(_said(no), _STATUS.get(no.code, 422), {"cache-control": "no-store"})


@dataclass(frozen=True)
class Bytes:
    """Where documents' bytes come in and go out, by signed links."""

    parts: Parts

    async def take(self, request: Request) -> Response:
        """PUT /uploads/{token}: the link is the permission."""
        try:
            document = await anyio.to_thread.run_sync(self._awaited, request.path_params["token"])
        except Refusal as no:
            return _refused(no)
        try:
            with self.parts.store.stage(document.id, limit=document.bytes) as incoming:
                async for chunk in request.stream():
                    await anyio.to_thread.run_sync(incoming.write, chunk)
                taken = await anyio.to_thread.run_sync(incoming.finish)
        except TooManyBytes:
            more = f"> {document.bytes}"
            declared = {"file_name": document.file_name, "declared": document.bytes}
            return _refused(LengthDiffers(**declared, received=more))
        return JSONResponse({"documentId": document.id, "bytes": taken}, 200)

    async def give(self, request: Request) -> Response:
        """GET /downloads/{token}: the sign-in must still live, and still be allowed to see it."""
        return await self._hand_out(self._given, request, "private, no-store")

    async def certificate(self, request: Request) -> Response:
        """GET /certificates/{token}: a certificate of an outage by its id, for everybody."""
        return await self._hand_out(self._certificate, request, "public, max-age=86400")

    async def _hand_out(self, find: Find, request: Request, cache: str) -> Response:
        try:
            path, name = await anyio.to_thread.run_sync(find, request.path_params["token"])
        except Refusal as no:
            return _refused(no)
        headers = {"cache-control": cache, "x-content-type-options": "nosniff"}
        return FileResponse(path, media_type="application/pdf", filename=name, headers=headers)

    def _certificate(self, certificate_id: str) -> tuple[Path, str]:
        with self.parts.works.look() as session:
            row = open_certificate(session, certificate_id)
            name = f"outage-certificate-{row.document_reference}.pdf"
            return self.parts.store.open(row.sha256 or ""), name

    def _awaited(self, token: str) -> Document:
        document_id = self.parts.links.read_upload(token, self.parts.clock())
        with self.parts.works.look() as session:
            return awaiting_bytes(session, document_id)

    def _given(self, token: str) -> tuple[Path, str]:
        now = self.parts.clock()
        claim = self.parts.links.read_download(token, now)
        with self.parts.works.look() as session:
            actor = actor_of_digest(session, claim.session_sha256, now)
            if actor is None:
                raise NotFound("renditionId")
            rendition = visible_rendition(session, viewer_of(actor), claim.rendition_id)
            document = document_by_id(session, rendition.document_id)
            require_clean(document.scan, document.file_name, "renditionId")
            name = f"{rendition.kind.value.lower()}-{document.file_name}"
        return self.parts.store.open(rendition.sha256), name


@dataclass(frozen=True)
class Webhook:
    """Where the payment provider tells what became of a charge."""

    parts: Parts

    async def hear(self, request: Request) -> Response:
        """POST /webhooks/card: 204 once it is kept; the provider repeats until then."""
        body = bytearray()
        async for chunk in request.stream():
            body += chunk
            if len(body) > MOST_WEBHOOK_BYTES:
                return Response(status_code=413)
        return await anyio.to_thread.run_sync(self._keep, dict(request.headers), bytes(body))

    def _keep(self, headers: dict[str, str], body: bytes) -> Response:
        secret = self.parts.settings.webhook_secret.get_secret_value()
        try:
            outcome = verify_webhook(headers, body, secret=secret, now=self.parts.clock())
            with self.parts.works.open() as work:
                record_outcome(work, outcome)
        except WebhookNotGenuine as no:
            _log.warning("a webhook was not genuine: %s", no)
            return Response(status_code=401)
        except NotFound:
            return Response(status_code=404)
        return Response(status_code=204)


# --- the application ------------------------------------------------------------------------------


def build(parts: Parts) -> "Front":
    """Put the doors together."""
    bytes_, webhook = Bytes(parts), Webhook(parts)
    routes = [
        Route("/uploads/{token}", bytes_.take, methods=["PUT"]),
        Route("/downloads/{token}", bytes_.give, methods=["GET"]),
        Route("/certificates/{token}", bytes_.certificate, methods=["GET"]),
        Route("/webhooks/card", webhook.hear, methods=["POST"]),
        Route("/health", _health(parts)),
        Route("/", _to_console),
        Mount("/console", StaticFiles(directory=CONSOLE, html=True)),
        Mount("/help", _help(parts.settings.help_site)),
    ]
    others = Starlette(routes=routes, lifespan=_lifespan(parts), middleware=[Middleware(Guarded)])
    endpoint = Endpoint(parts.desk, lambda token: Context(parts.building, token))
    return Front(endpoint, others)


@dataclass(frozen=True)
class Front:
    """The front of the building: GraphQL has a door of its own, everything else the other."""

    graphql: Endpoint
    others: ASGIApp

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Show a request to its door."""
        is_graphql = scope["type"] == "http" and scope["path"] == "/graphql"
        await (self.graphql if is_graphql else self.others)(scope, receive, send)


class HelpSite(StaticFiles):
    """The built help site; an unknown address is answered in the language of its folder."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        """Answer with a file, or with the 404 page of the language that the address begins with."""
        answer = await super().get_response(path, scope)
        language = path.split("/", 1)[0]
        if answer.status_code != HTTPStatus.NOT_FOUND or language not in SITE_LANGUAGES:
            return answer
        own, found = self.lookup_path(f"{language}/404.html")
        return FileResponse(own, status_code=HTTPStatus.NOT_FOUND) if found else answer


def _help(site: Path) -> ASGIApp:
    """The built help site; where there is none, an answer that says how to build it."""
    if site.is_dir():
        return HelpSite(directory=site, html=True)
    return PlainTextResponse("The help site is not built: run 'python -m api publish'.\n", 404)


def _to_console(_request: Request) -> Response:
    """The front door leads to the console."""
    return RedirectResponse("/console/")


def _health(parts: Parts) -> Callable[[Request], Response]:
    """Whether the building stands: the database answers."""

    def health(_request: Request) -> Response:
        with parts.works.look() as session:
            session.connection().exec_driver_sql("SELECT 1")
        return JSONResponse({"status": "ok"})

    return health


def _lifespan(parts: Parts) -> Callable[[Starlette], Any]:
    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncGenerator[None]:
        stop = threading.Event()
        rounds = (
            *(
                threading.Thread(target=_do_jobs, args=(jobs, parts.wakes[lane], stop), name=lane)
                for lane, jobs in lanes_of(parts.outbox).items()
            ),
            threading.Thread(target=_ask_provider, args=(parts, stop), name="reconcile"),
            threading.Thread(target=parts.building.library.holdings, name="guidance"),
        )
        for thread in rounds:
            thread.start()
        yield
        stop.set()
        for sleeper in parts.wakes.values():
            sleeper.set()
        for thread in rounds:
            await anyio.to_thread.run_sync(thread.join)
        parts.desk.close()
        parts.provider.close()
        parts.inspector.close()
        parts.engine.dispose()

    return lifespan


def _do_jobs(outbox: Outbox, wake: threading.Event, stop: threading.Event) -> None:
    """Do jobs when they are asked for, and look now and then for what another process left."""
    while not stop.is_set():
        try:
            outbox.do_due()
        except Exception:  # noqa: BLE001 - one bad round must not end the others
            _log.exception("a round of jobs failed")
        wake.wait(ROUND_SECONDS)
        wake.clear()


def _ask_provider(parts: Parts, stop: threading.Event) -> None:
    """Ask what became of payments; apart from the jobs, for a silent provider takes its time."""
    while not stop.is_set():
        try:
            reconcile(parts.works, parts.provider, older_than=RECONCILE_OLDER_THAN)
        except Exception:  # noqa: BLE001 - one bad round must not end the others
            _log.exception("a round of asking the provider failed")
        stop.wait(RECONCILE_SECONDS)
