"""Start the sandbox: ``python -m api.gateways.sandbox --port N --webhook-url URL …``."""

import argparse
from datetime import timedelta
from pathlib import Path

import uvicorn

from api.gateways.sandbox.doors import Sandbox, sandbox_app


def main() -> None:
    """Read the arguments and serve until told to stop."""
    given = _arguments().parse_args()
    sandbox = Sandbox(
        public_url=given.public_url or f"http://{given.host}:{given.port}",
        webhook_url=given.webhook_url,
        key=given.key,
        secret=given.secret,
        state=given.state,
        lifetime=timedelta(seconds=given.lifetime),
    )
    given.state.parent.mkdir(parents=True, exist_ok=True)
    uvicorn.run(sandbox_app(sandbox), host=given.host, port=given.port, log_level="warning")


def _arguments() -> argparse.ArgumentParser:
    """Say what the sandbox is started with."""
    parser = argparse.ArgumentParser(prog="python -m api.gateways.sandbox", description=__doc__)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--public-url", help="where payers reach it, if not at host and port")
    parser.add_argument("--webhook-url", required=True, help="where outcomes are sent")
    parser.add_argument("--key", required=True, help="the bearer key the court is known by")
    parser.add_argument("--secret", required=True, help="what messages are signed with")
    parser.add_argument("--state", type=Path, required=True, help="the SQLite file it remembers in")
    parser.add_argument("--lifetime", type=float, default=3600, help="seconds to pay in")
    return parser


if __name__ == "__main__":
    main()
