// Mercurius with graphql-jit from the first run on, one loader an edge, named prepared statements.
import Fastify from "fastify";
import mercurius from "mercurius";
import pg from "pg";

const { DATE, TIMESTAMPTZ, INT8 } = pg.types.builtins;
pg.types.setTypeParser(DATE, (text) => text);
pg.types.setTypeParser(TIMESTAMPTZ, (text) => text);
pg.types.setTypeParser(INT8, Number);

const pool = new pg.Pool({
  max: Number(process.env.POOL ?? 16),
  options: "-c plan_cache_mode=force_generic_plan -c timezone=UTC",
});

const schema = `
  scalar Date
  scalar DateTime
  type Money { amount: String! currency: String! }
  type Party { id: ID! ordinal: Int! role: String! kind: String! name: String! }
  type PartyList { nodes: [Party!]! }
  type Document {
    id: ID! kind: String! fileName: String! bytes: Int! pages: Int sealedAt: DateTime
  }
  type FilingDocument { ordinal: Int! disposition: String! document: Document }
  type Receipt { number: String! }
  type Payment {
    id: ID! state: String! means: String! amount: Money! receivedAt: DateTime receipt: Receipt
  }
  type ServiceRequest { id: ID! state: String! amount: Money! payments: [Payment!]! }
  type FilingTimes { received: DateTime reviewed: DateTime recorded: DateTime }
  type Filing {
    id: ID! transactionNumber: String state: String! purpose: String! times: FilingTimes!
    documents: [FilingDocument!]! serviceRequest: ServiceRequest
  }
  type FilingList { nodes: [Filing!]! }
  type Case {
    id: ID! number: String! title: String! natureOfClaim: String! relief: String!
    standing: String! accessLevel: String! commencedOn: Date! version: Int!
    parties(first: Int = 20): PartyList! filings(last: Int = 20): FilingList!
  }
  type CaseList { nodes: [Case!]! }
  type CauseBookEntry {
    caseNumber: String! title: String! natureOfClaim: String! commencedOn: Date!
  }
  type CauseBookList { nodes: [CauseBookEntry!]! }
  input CaseFilter { proceedingType: String! }
  input CauseBookSearch { partyName: String! }
  type Query {
    case(number: String!): Case
    cases(filter: CaseFilter!, first: Int = 20): CaseList!
    filing(transactionNumber: String!): Filing
    causeBook(search: CauseBookSearch!, first: Int = 20): CauseBookList!
  }
`;

const CASE = `id, number, title, nature_of_claim as "natureOfClaim", relief, standing,
  access_level as "accessLevel", commenced_on as "commencedOn", version`;
const FILING = `id, case_id, transaction_number as "transactionNumber", state, purpose,
  service_request_id, received_at, reviewed_at, recorded_at`;

async function rows(name, text, values) {
  return (await pool.query({ name, text, values })).rows;
}

async function first(name, text, values) {
  return (await rows(name, text, values))[0] ?? null;
}

function money(cents) {
  return { amount: (cents / 100).toFixed(2), currency: "HKD" };
}

// The rows that point at each key, in the order they came.
function grouped(keys, found, column) {
  const groups = new Map(keys.map((key) => [key, []]));
  for (const row of found) groups.get(row[column]).push(row);
  return keys.map((key) => groups.get(key));
}

function byKey(keys, found, column) {
  const rowOf = new Map(found.map((row) => [row[column], row]));
  return keys.map((key) => rowOf.get(key) ?? null);
}

const resolvers = {
  Query: {
    case: (_, { number }) =>
      first("case", `select ${CASE} from court_case where number = $1`, [number]),
    cases: async (_, { filter, first: count }) => ({
      nodes: await rows(
        "cases",
        `select ${CASE} from court_case where proceeding_type_code = $1
          order by commenced_on desc, id desc limit $2`,
        [filter.proceedingType, count],
      ),
    }),
    filing: (_, { transactionNumber }) =>
      first("filing", `select ${FILING} from filing where transaction_number = $1`, [
        transactionNumber,
      ]),
    causeBook: async (_, { search, first: count }) => ({
      nodes: await rows(
        "cause_book",
        `select case_number as "caseNumber", title, nature_of_claim as "natureOfClaim",
                commenced_on as "commencedOn"
           from cause_book_entry where strpos(searchable, $1) > 0
          order by commenced_on desc, id desc limit $2`,
        [search.partyName.toLowerCase(), count],
      ),
    }),
  },
  Filing: {
    times: (filing) => ({
      received: filing.received_at,
      reviewed: filing.reviewed_at,
      recorded: filing.recorded_at,
    }),
  },
  ServiceRequest: { amount: (request) => money(request.amount_cents) },
  Payment: { amount: (payment) => money(payment.amount_cents) },
};

// One batch a level: a loader gets every object of the level at once.
function loader(load) {
  return { loader: load, opts: { cache: false } };
}

const loaders = {
  Case: {
    parties: loader(async (queries) => {
      const ids = queries.map(({ obj }) => obj.id);
      const found = await rows(
        "parties",
        `select id, case_id, ordinal, role, kind, name from party where case_id = any($1)
          order by case_id, ordinal, id`,
        [ids],
      );
      return grouped(ids, found, "case_id").map((nodes, n) => ({
        nodes: nodes.slice(0, queries[n].params.first),
      }));
    }),
    filings: loader(async (queries) => {
      const ids = queries.map(({ obj }) => obj.id);
      const found = await rows(
        "filings",
        `select f.* from unnest($1::text[]) as c (id) cross join lateral (
           select ${FILING}, ordered_at from filing where case_id = c.id
            order by ordered_at desc, id desc limit $2) f
          order by f.case_id, f.ordered_at, f.id`,
        [ids, queries[0].params.last],
      );
      return grouped(ids, found, "case_id").map((nodes) => ({ nodes }));
    }),
  },
  Filing: {
    documents: loader(async (queries) => {
      const ids = queries.map(({ obj }) => obj.id);
      const found = await rows(
        "documents",
        `select fd.filing_id, fd.ordinal, fd.disposition, d.id, d.kind, d.file_name, d.bytes,
                d.pages, d.sealed_at
           from filing_document fd join document d on d.id = fd.document_id
          where fd.filing_id = any($1) order by fd.filing_id, fd.ordinal, fd.id`,
        [ids],
      );
      const shown = found.map((row) => ({
        filing_id: row.filing_id,
        ordinal: row.ordinal,
        disposition: row.disposition,
        document: {
          __typename: "Document",
          id: row.id,
          kind: row.kind,
          fileName: row.file_name,
          bytes: row.bytes,
          pages: row.pages,
          sealedAt: row.sealed_at,
        },
      }));
      return grouped(ids, shown, "filing_id");
    }),
    serviceRequest: loader(async (queries) => {
      const ids = queries.map(({ obj }) => obj.service_request_id);
      const found = await rows(
        "service_requests",
        "select id, state, amount_cents from service_request where id = any($1)",
        [ids.filter((id) => id !== null)],
      );
      return byKey(ids, found, "id");
    }),
  },
  ServiceRequest: {
    payments: loader(async (queries) => {
      const ids = queries.map(({ obj }) => obj.id);
      const found = await rows(
        "payments",
        `select id, service_request_id, state, means, amount_cents, received_at as "receivedAt"
           from payment where service_request_id = any($1)
          order by service_request_id, started_at, id`,
        [ids],
      );
      return grouped(ids, found, "service_request_id");
    }),
  },
  Payment: {
    receipt: loader(async (queries) => {
      const ids = queries.map(({ obj }) => obj.id);
      const found = await rows(
        "receipts",
        "select payment_id, number from receipt where payment_id = any($1)",
        [ids],
      );
      return byKey(ids, found, "payment_id");
    }),
  },
};

const app = Fastify();
await app.register(mercurius, { schema, resolvers, loaders, jit: 1 });
await app.listen({ port: Number(process.env.PORT), host: "127.0.0.1" });
