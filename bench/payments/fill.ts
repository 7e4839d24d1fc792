import { availableParallelism } from 'node:os';
import { Client, Pool } from 'pg';

const batch = 50_000;

/**
 * Stored payments as months of business leave them: most are executed, made over the last year by partners of different
 * size, each with its timeline, event, audit record and answered idempotency key. Bodies are shorter than real ones, so
 * that ten million fit on the disk; the number and width of the index entries are real.
 *
 * Loaded without foreign keys and without waiting for the disk: only the loader does that. Which of them are there already
 * is written beside them, so that loading goes on where it was broken off.
 *
 * @returns whether any were missing
 */
export async function fill(
  databaseUrl: string,
  partnerIds: string[],
  size: number,
  note: (text: string) => void,
): Promise<boolean> {
  const loaders = Math.max(1, Math.min(4, availableParallelism()));
  const pool = new Pool({
    connectionString: databaseUrl,
    max: loaders,
    options: '-c session_replication_role=replica -c synchronous_commit=off',
  });
  // Ending a pool does not wait for its connections, and the server may be stopped before they have said goodbye.
  pool.on('error', () => undefined);
  await pool.query(
    `CREATE SCHEMA IF NOT EXISTS bench;
     CREATE TABLE IF NOT EXISTS bench.loaded ("from" integer PRIMARY KEY, "to" integer NOT NULL)`,
  );
  const { rows: loaded } = await pool.query<Range>('SELECT "from", "to" FROM bench.loaded ORDER BY "from"');
  const missing = rangesWithout(loaded, size);
  const isMissing = missing.length > 0;
  if (isMissing) await pool.query(fillFunction);
  const load = async () => {
    for (let range = missing.shift(); range; range = missing.shift()) {
      await pool.query(`SELECT bench.fill($1, $2, $3)`, [partnerIds, range.from, range.to]);
      note(`${range.to.toLocaleString('en')} loaded`);
    }
  };
  await Promise.all(Array.from({ length: loaders }, load));
  await pool.end();
  return isMissing;
}

interface Range {
  from: number;
  to: number;
}

/** What of the first `size` is not in `loaded`, in batches. */
function rangesWithout(loaded: Range[], size: number): Range[] {
  const missing: Range[] = [];
  let next = 0;
  for (const { from, to } of [...loaded, { from: size, to: size }]) {
    for (; next < Math.min(from, size); next = Math.min(next + batch, from, size))
      missing.push({ from: next, to: Math.min(next + batch, from, size) });
    next = Math.max(next, to);
  }
  return missing;
}

/** As autovacuum would have left the tables by then, and everything written down. */
export async function settle(databaseUrl: string): Promise<void> {
  const client = new Client(databaseUrl);
  await client.connect();
  await client.query('VACUUM (ANALYZE)');
  await client.query('CHECKPOINT');
  await client.end();
}

/** The payments of one number always get the same ids, whoever loads them. */
const fillFunction = `
  CREATE OR REPLACE FUNCTION bench.fill(p_partners uuid[], p_from bigint, p_to bigint) RETURNS void LANGUAGE plpgsql AS $$
  BEGIN
    CREATE TEMP TABLE IF NOT EXISTS made (
      partner_id uuid, n bigint, id uuid, at timestamptz, status text
    );
    TRUNCATE made;
    INSERT INTO made
    SELECT p_partners[1 + floor(power(random(), 2) * cardinality(p_partners))::integer], n,
      (lpad(to_hex((extract(epoch FROM t) * 1000)::bigint), 12, '0') || '7' || substr(md5(n::text), 1, 3) || '8'
        || substr(md5(n::text), 4, 15))::uuid, t,
      CASE WHEN n % 100 = 0 THEN 'failed' WHEN n % 20 = 0 THEN 'rejected' WHEN n % 10 = 0 THEN 'expired' ELSE 'executed' END
    FROM (SELECT n, now() - interval '365 days' + n * interval '3 seconds' AS t FROM generate_series(p_from, p_to - 1) AS n) x;

    INSERT INTO payments (partner_id, id, rail, status, version, amount_minor, currency, creditor_name, creditor_iban, debtor_iban,
      debtor_name, remittance_information, reference, redirect_uri, link_token_hash, bunq_object_id, failure_stage, failure_reason,
      expires_at, created_at, updated_at, executed_at)
    SELECT partner_id, id, 'psp_draft', status, 5, 1250, 'EUR', 'Koffie & Zo', 'NL27BUNQ2060000025', 'NL49BUNQ2060000017',
      'A. Visser', 'Order ' || n, 'order-' || n, 'https://shop.example/return', sha256(n::text::bytea), n,
      CASE status WHEN 'failed' THEN 'bank' END, CASE status WHEN 'failed' THEN 'bank_refused' END, at, at, at,
      CASE status WHEN 'executed' THEN at END
    FROM made;
    INSERT INTO payment_transitions (partner_id, payment_id, version, status, actor, at)
    SELECT partner_id, id, 1, 'received', 'partner', at FROM made;
    INSERT INTO events (partner_id, id, type, resource_type, resource_id, resource_version, body, created_at)
    SELECT partner_id, id, 'payment.received', 'payment', id, 1, repeat('event', 40), at FROM made;
    INSERT INTO audit_records (id, recorded_at, partner_id, actor_type, actor_id, action, subject_type, subject_id, outcome, details)
    SELECT id, at, partner_id, 'partner', 'key_01m7y42nntew3tx5kzpqr0n6vy', 'payment.received', 'payment',
      'pay_' || substr(replace(id::text, '-', ''), 1, 26), 'done', '{"rail": "psp_draft", "version": 1}' FROM made;
    INSERT INTO idempotency_keys (partner_id, route, key, request_hash, response_status, response_body_sealed, created_at)
    SELECT partner_id, 'POST /v1/payments', md5(n::text || 'key')::uuid::text, sha256(n::text::bytea), 201,
      sha512(n::text::bytea) || sha512((n + 1)::text::bytea), at FROM made;
    INSERT INTO bench.loaded VALUES (p_from, p_to);
  END $$`;
