"""The sandbox: a card payment provider for trying things out, in a process of its own.

    python -m api.gateways.sandbox --port N --webhook-url URL --key K --secret S --state FILE

It takes no money and asks for no card. It keeps its own state in its own file, survives a restart,
and speaks to the outside only over HTTP, as any provider would: it imports nothing of the rooms.

* ``POST /charges`` (bearer key, ``Idempotency-Key``), ``GET /charges/{payment_id}``
* ``GET /pay/{reference}``: the page where a person pays, declines or gives up; ``POST`` decides
* ``POST /charges/{reference}/outcome`` and ``POST /replay/{reference}`` (bearer key): for tests
* ``GET /health``
"""
