"""The process that looks into PDFs: bytes in, one line of JSON out, until the bytes end.

It has little memory and reaches nothing else; whoever started it ends it when it takes too long.
"""

import resource
import struct
import sys
from dataclasses import asdict

import orjson

from api.documents.ports import Unreadable, Why
from api.gateways.inspecting.looking import look_into

MEMORY_BYTES = 1536 * 1024 * 1024
HEAD = struct.Struct("!IQ")
"""Before each file: the most pages allowed, and the length of its bytes."""


def serve() -> None:
    """Look into one PDF after another."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    while head := sys.stdin.buffer.read(HEAD.size):
        most_pages, length = HEAD.unpack(head)
        try:
            found = look_into(sys.stdin.buffer.read(length), most_pages)
        except (MemoryError, RecursionError):
            found = Unreadable(Why.TOO_HEAVY)
        key = "no" if isinstance(found, Unreadable) else "inspection"
        sys.stdout.buffer.write(orjson.dumps({key: asdict(found)}) + b"\n")
        sys.stdout.buffer.flush()


if __name__ == "__main__":
    serve()
