# ruff: noqa: S608 - the statements are put together from our own words, every value is a parameter
"""The peer by hand: SQL returning JSON, through a bare ASGI application. No GraphQL at all.

It answers by the operation's name; every statement is prepared once a connection.
"""

import json
import os
from collections.abc import Callable
from typing import Any

import asyncpg

POOL = int(os.environ.get("POOL", "16"))

DOCUMENTS = """
  (select coalesce(json_agg(json_build_object(
      'ordinal', fd.ordinal, 'disposition', fd.disposition,
      'document', json_build_object({document})) order by fd.ordinal, fd.id), '[]')
     from filing_document fd join document d on d.id = fd.document_id
    where fd.filing_id = f.id)"""

CASE = f"""
select json_build_object('data', json_build_object('case', (
  select json_build_object(
    'id', c.id, 'number', c.number, 'title', c.title, 'natureOfClaim', c.nature_of_claim,
    'relief', c.relief, 'standing', c.standing, 'accessLevel', c.access_level,
    'commencedOn', c.commenced_on, 'version', c.version,
    'parties', json_build_object('nodes', (
      select coalesce(json_agg(json_build_object(
          'id', p.id, 'ordinal', p.ordinal, 'role', p.role, 'kind', p.kind, 'name', p.name)
          order by p.ordinal, p.id), '[]')
        from (select * from party where case_id = c.id order by ordinal, id limit 20) p)),
    'filings', json_build_object('nodes', (
      select coalesce(json_agg(json_build_object(
          'id', f.id, 'transactionNumber', f.transaction_number, 'state', f.state,
          'times', json_build_object('received', f.received_at, 'reviewed', f.reviewed_at,
                                     'recorded', f.recorded_at),
          'documents', {DOCUMENTS},
          'serviceRequest', (
            select json_build_object(
              'state', s.state,
              'amount', json_build_object(
                 'amount', (s.amount_cents / 100.0)::numeric(20, 2)::text, 'currency', 'HKD'),
              'payments', (
                select coalesce(json_agg(json_build_object(
                   'state', y.state, 'means', y.means,
                   'amount', json_build_object(
                     'amount', (y.amount_cents / 100.0)::numeric(20, 2)::text, 'currency', 'HKD'),
                   'receivedAt', y.received_at,
                   'receipt', (select json_build_object('number', r.number)
                                 from receipt r where r.payment_id = y.id))
                   order by y.started_at, y.id), '[]')
                  from payment y where y.service_request_id = s.id))
              from service_request s where s.id = f.service_request_id))
          order by f.ordered_at, f.id), '[]')
        from (select * from filing where case_id = c.id
               order by ordered_at desc, id desc limit 20) f)))
  from court_case c where c.number = $1)))::text
""".format(
    document="'id', d.id, 'kind', d.kind, 'fileName', d.file_name, 'pages', d.pages,"
    " 'sealedAt', d.sealed_at"
)

CASES = f"""
select json_build_object('data', json_build_object('cases', json_build_object('nodes', (
  select coalesce(json_agg(json_build_object(
    'id', c.id, 'number', c.number, 'title', c.title, 'relief', c.relief,
    'standing', c.standing, 'commencedOn', c.commenced_on,
    'filings', json_build_object('nodes', (
      select coalesce(json_agg(json_build_object(
          'id', f.id, 'transactionNumber', f.transaction_number, 'state', f.state,
          'purpose', f.purpose, 'times', json_build_object('received', f.received_at),
          'documents', {DOCUMENTS})
          order by f.ordered_at, f.id), '[]')
        from (select * from filing where case_id = c.id
               order by ordered_at desc, id desc limit 5) f)))
    order by c.commenced_on desc, c.id desc), '[]')
  from (select * from court_case where proceeding_type_code = $1
         order by commenced_on desc, id desc limit 50) c))))::text
""".format(
    document="'id', d.id, 'kind', d.kind, 'fileName', d.file_name, 'bytes', d.bytes,"
    " 'pages', d.pages"
)

STATUS = """
select json_build_object('data', json_build_object('filing', (
  select json_build_object('state', state) from filing where transaction_number = $1)))::text
"""

CAUSE_BOOK = """
select json_build_object('data', json_build_object('causeBook', json_build_object('nodes', (
  select coalesce(json_agg(json_build_object(
      'caseNumber', b.case_number, 'title', b.title, 'natureOfClaim', b.nature_of_claim,
      'commencedOn', b.commenced_on) order by b.commenced_on desc, b.id desc), '[]')
  from (select * from cause_book_entry where strpos(searchable, $1) > 0
         order by commenced_on desc, id desc limit 20) b))))::text
"""

STATEMENTS: dict[str, tuple[str, Callable[[dict[str, Any]], str]]] = {
    "CaseWithFilings": (CASE, lambda given: given["number"]),
    "FiftyCases": (CASES, lambda given: given["type"]),
    "OneStatus": (STATUS, lambda given: given["number"]),
    "CauseBook": (CAUSE_BOOK, lambda given: given["name"].casefold()),
}
HEADERS = [(b"content-type", b"application/json")]


class Connection(asyncpg.Connection):
    """A connection that goes back to the pool without one more round trip."""

    def get_reset_query(self) -> str:
        """Nothing is left behind by one read, so nothing is reset."""
        return ""


class App:
    """The application: one route, whatever the address."""

    pool: Any = None

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Answer one request, or open and close with the server."""
        if scope["type"] == "lifespan":
            await self._live(receive, send)
            return
        body = b""
        while True:
            message = await receive()
            body += message.get("body", b"")
            if not message.get("more_body"):
                break
        asked = json.loads(body)
        statement, argument = STATEMENTS[asked["operationName"]]
        text = await self.pool.fetchval(statement, argument(asked["variables"]))
        answer = text.encode()
        length = (b"content-length", str(len(answer)).encode())
        await send({"type": "http.response.start", "status": 200, "headers": [*HEADERS, length]})
        await send({"type": "http.response.body", "body": answer})

    async def _live(self, receive: Any, send: Any) -> None:
        await receive()
        settings = {"plan_cache_mode": "force_generic_plan", "timezone": "UTC"}
        self.pool = await asyncpg.create_pool(
            min_size=POOL,
            max_size=POOL,
            server_settings=settings,
            connection_class=Connection,
        )
        await send({"type": "lifespan.startup.complete"})
        await receive()
        await self.pool.close()
        await send({"type": "lifespan.shutdown.complete"})


app = App()
