// Mercurius with JIT, the fastest GraphQL server of Node: one statement, the catalogue in process.
import { createHash } from 'node:crypto';

import { createVerifier } from 'fast-jwt';
import Fastify from 'fastify';
import mercurius from 'mercurius';
import postgres from 'postgres';

const key = createHash('sha256').update('tokens for benchmarks').digest('hex');
const verify = createVerifier({ key, algorithms: ['HS256'], cache: 4096 });
const url = new URL(process.env.BENCHMARK_DATABASE.replace('@/', '@localhost/'));
const sql = postgres({
  host: url.searchParams.get('host'),
  database: url.pathname.slice(1),
  username: url.username,
  max: 10,
});

const schema = `
  type Text { zh: String! en: String! }
  type Provider { code: String! name: Text! colour: String! }
  type Benefit { code: String! name: Text! provider: Provider! }
  type Entitlement { status: String! validFrom: String! coverageEnd: String! isLifetime: Boolean! benefit: Benefit! }
  type Edge { node: Entitlement! }
  type Connection { edges: [Edge!]! }
  type Member { benefits(first: Int!): Connection! }
  type Viewer { member: Member! }
  type Query { viewer: Viewer! }
`;
const ORDER = { EXPIRING: 0, ACTIVE: 1, EXPIRED: 2 };
const NOTICE = 7 * 24 * 3600 * 1000;

const catalogue = new Map();
const entries = await sql`
  SELECT b.code, b.name, p.code AS provider, p.name AS provider_name, p.colour
  FROM benefits b JOIN providers p ON p.code = b.provider_id`;
for (const { code, name, provider, provider_name, colour } of entries)
  catalogue.set(code, { code, name, provider: { code: provider, name: provider_name, colour } });

const instant = (at) => at.toISOString().replace('.000Z', 'Z');

function entitlement({ benefit, starts_at, ends_at }, now) {
  const status = ends_at <= now ? 'EXPIRED' : ends_at - NOTICE <= now ? 'EXPIRING' : 'ACTIVE';
  const end = instant(ends_at);
  return { status, validFrom: instant(starts_at), coverageEnd: end, isLifetime: false, benefit: catalogue.get(benefit) };
}

function urgency(a, b) {
  if (a.status !== b.status) return ORDER[a.status] - ORDER[b.status];
  if (a.coverageEnd !== b.coverageEnd) return a.coverageEnd < b.coverageEnd ? -1 : 1;
  return a.benefit.code < b.benefit.code ? -1 : 1;
}

const resolvers = {
  Query: { viewer: () => ({ member: {} }) },
  Member: {
    async benefits(_member, { first }, { subject }) {
      const rows = await sql`
        SELECT s.benefit, s.starts_at, s.ends_at FROM members m JOIN segments s ON s.member_id = m.id
        WHERE m.external_id = ${subject}`;
      const now = Date.now();
      const found = rows.map((row) => entitlement(row, now)).sort(urgency);
      return { edges: found.slice(0, first).map((node) => ({ node })) };
    },
  },
};

const app = Fastify();
app.register(mercurius, {
  schema,
  resolvers,
  jit: 1,
  context: (request) => ({ subject: verify(request.headers.authorization.slice(7)).sub }),
});
await app.listen({ port: Number(process.env.BENCHMARK_PORT), host: '127.0.0.1' });
