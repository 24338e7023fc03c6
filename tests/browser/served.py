"""The built site at an address of its own, with the headers and 404s that the building gives."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import uvicorn
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.routing import Mount

from api.app import _help
from api.graphql.endpoint import Guarded
from tests.payments.till import free_port


@contextmanager
def served(site: Path) -> Iterator[str]:
    """Serve a built site as the API does, and nothing else; gives its address."""
    app = Starlette(routes=[Mount("/help", _help(site))], middleware=[Middleware(Guarded)])
    port = free_port()
    server = uvicorn.Server(uvicorn.Config(app, port=port, log_level="error", access_log=False))
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        while not server.started:
            thread.join(0.02)
        yield f"http://127.0.0.1:{port}/help/"
    finally:
        server.should_exit = True
        thread.join()
