// The bare program that the platform is measured against: node:http and pg, no framework, no sealing, no rules. It compares the
// key's hash, reads the body as JSON, writes the rows that the platform writes, as long as they are there, in one prepared
// statement, and reads them back by the same indexes.
import { createHmac, hash, randomBytes, timingSafeEqual } from 'node:crypto';
import { createServer } from 'node:http';
import pg from 'pg';

const { DATABASE_URL, DATABASE_POOL_SIZE, PORT, PARTNERS = '{}' } = process.env;
const pool = new pg.Pool({ connectionString: DATABASE_URL, max: Number(DATABASE_POOL_SIZE) });
/** Public part of a key → partner id and the hash of its secret part, given at the start: it looks nothing up. */
const partners = new Map(Object.entries(JSON.parse(PARTNERS)));

function partnerOf({ authorization = '' }) {
  const [, , publicId, ...secret] = authorization.split('_');
  const known = partners.get(publicId);
  const presented = hash('sha256', secret.join('_'), 'buffer');
  if (!known || !timingSafeEqual(presented, Buffer.from(known.secretHash, 'base64'))) throw new Error('unknown key');
  return known.id;
}

const create = `
  WITH payment AS (
    INSERT INTO payments (partner_id, id, rail, status, amount_minor, currency, creditor_name, creditor_iban, debtor_iban,
      debtor_name, remittance_information, reference, redirect_uri, link_token_hash, expires_at, created_at, updated_at, payee_verification)
    VALUES ($1, $2, 'psp_draft', 'received', $3, 'EUR', $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $13, $23)
  ), transition AS (
    INSERT INTO payment_transitions (partner_id, payment_id, version, status, actor, at)
    VALUES ($1, $2, 1, 'received', 'partner', $13)
  ), audit AS (
    INSERT INTO audit_records (id, partner_id, actor_type, actor_id, action, subject_type, subject_id, outcome, details)
    VALUES ($14, $1, 'partner', 'key', 'payment.received', 'payment', $15, 'done', $16)
  ), event AS (
    INSERT INTO events (partner_id, id, type, resource_type, resource_id, resource_version, body, created_at)
    VALUES ($1, $17, 'payment.received', 'payment', $2, 1, $18, $13)
  ), delivery AS (
    INSERT INTO webhook_deliveries (partner_id, id, event_id, endpoint_id, event_type, body, next_attempt_at)
    SELECT $1, $22, $17, id, 'payment.received', $18, now() FROM webhook_endpoints
    WHERE partner_id = $1 AND status = 'enabled' AND deleted_at IS NULL LIMIT 1 RETURNING id
  ), due AS (
    INSERT INTO outbox (kind, subject, partner_id, due_at)
    SELECT 'payments.expire', $19, $1::uuid, $12 UNION ALL SELECT 'webhooks.deliver', id::text, $1, now() FROM delivery
  )
  INSERT INTO idempotency_keys (partner_id, route, key, request_hash, response_status, response_body_sealed)
  VALUES ($1, 'POST /v1/payments', $20, $11, 201, $21)`;

let sequence = 0;
function uuidv7() {
  const time = Date.now().toString(16).padStart(12, '0');
  sequence = (sequence + 1) % 4096;
  const rest = randomBytes(8).toString('hex');
  return `${time.slice(0, 8)}-${time.slice(8)}-7${sequence.toString(16).padStart(3, '0')}-a${rest.slice(0, 3)}-${rest.slice(3, 15)}`;
}

async function createPayment(partnerId, key, body) {
  const id = uuidv7();
  const eventId = uuidv7();
  const now = new Date();
  const expiresAt = new Date(now.getTime() + 86_400_000);
  const payment = {
    id: `pay_${id}`,
    status: 'received',
    iso_status: 'RCVD',
    bank_status: null,
    version: 1,
    rail: 'psp_draft',
    amount: body.amount,
    creditor: { ...body.creditor, email: null, phone: null },
    payee_verification: { result: 'not_possible', source: null, reason: 'unknown_account', checked_at: now },
    entries: null,
    schedule: null,
    debtor: body.debtor,
    remittance_information: body.remittance_information,
    reference: body.reference,
    redirect_uri: body.redirect_uri,
    state: null,
    consent_id: null,
    account_id: null,
    payment_link_id: null,
    end_requested: null,
    failure: null,
    review_reason: null,
    expires_at: expiresAt,
    created_at: now,
    updated_at: now,
    executed_at: null,
    creditable: null,
  };
  const event = { id: `evt_${eventId}`, type: 'payment.received', created_at: now, resource_type: 'payment' };
  const answer = JSON.stringify({ ...payment, authorisation_url: `http://localhost:4000/pay/${id}aaaaaaa` });
  await pool.query({
    name: 'create',
    text: create,
    values: [
      partnerId,
      id,
      Math.round(Number(body.amount.value) * 100),
      body.creditor.name,
      body.creditor.iban,
      body.debtor.iban,
      body.debtor.name,
      body.remittance_information,
      body.reference,
      body.redirect_uri,
      hash('sha256', id, 'buffer'),
      expiresAt,
      now,
      uuidv7(),
      `pay_${id}`,
      JSON.stringify({
        version: 1,
        rail: 'psp_draft',
        bank_status: null,
        bunq_object_id: null,
        at: now,
        // As long as the platform's digests of the content.
        content: randomBytes(32).toString('base64url'),
        content_fields: randomBytes(87).toString('base64url'),
      }),
      eventId,
      JSON.stringify({ ...event, resource_version: 1, data: payment }),
      `${partnerId}/${id}`,
      key,
      // As long as the platform's sealed answer, and as hard to compress.
      randomBytes(answer.length + 91),
      uuidv7(),
      JSON.stringify(payment.payee_verification),
    ],
  });
  return answer;
}

async function getPayment(partnerId, id) {
  const { rows } = await pool.query({
    name: 'get',
    text: 'SELECT * FROM payments WHERE partner_id = $1 AND id = $2',
    values: [partnerId, id],
  });
  return JSON.stringify(rows[0]);
}

async function listPayments(partnerId, query) {
  const values = [partnerId];
  const conditions = ['partner_id = $1'];
  for (const [name, condition] of [
    ['status', 'status ='],
    ['after', 'id <'],
  ]) {
    const value = query.get(name);
    if (value !== null) conditions.push(`${condition} $${values.push(value)}`);
  }
  const { rows } = await pool.query({
    name: conditions.join(' '),
    text: `SELECT * FROM payments WHERE ${conditions.join(' AND ')} ORDER BY id DESC LIMIT 26`,
    values,
  });
  return JSON.stringify({ data: rows.slice(0, 25), has_more: rows.length > 25 });
}

function readBody(request) {
  return new Promise((resolve, reject) => {
    const chunks = [];
    request.on('data', (chunk) => chunks.push(chunk));
    request.on('end', () => resolve(JSON.parse(Buffer.concat(chunks).toString())));
    request.on('error', reject);
  });
}

async function answer(request) {
  const partnerId = partnerOf(request.headers);
  if (request.method === 'POST')
    return createPayment(partnerId, request.headers['idempotency-key'], await readBody(request));
  const { pathname, searchParams } = new URL(request.url, 'http://localhost');
  return pathname === '/v1/payments'
    ? listPayments(partnerId, searchParams)
    : getPayment(partnerId, pathname.slice(13));
}

createServer((request, response) => {
  answer(request).then(
    (text) =>
      response.writeHead(request.method === 'POST' ? 201 : 200, { 'content-type': 'application/json' }).end(text),
    (error) => {
      console.error(error);
      response.writeHead(500).end();
    },
  );
}).listen(Number(PORT), '127.0.0.1', () => process.send?.('ready'));

/** Tells receivers, in as many loops as the platform's worker has hands: claim, sign, post, one statement for the outcome. */
const claim = `
  WITH due AS (
    SELECT kind, subject FROM outbox WHERE kind = 'webhooks.deliver' AND due_at <= now()
      AND (lease_until IS NULL OR lease_until < now()) LIMIT 1 FOR UPDATE SKIP LOCKED
  ), held AS (
    UPDATE outbox o SET lease_until = now() + interval '10 seconds' FROM due
    WHERE o.kind = due.kind AND o.subject = due.subject RETURNING o.partner_id, o.subject
  )
  SELECT d.partner_id, d.id, d.event_id, d.body, e.url FROM held
    JOIN webhook_deliveries d ON d.partner_id = held.partner_id AND d.id = held.subject::uuid
    JOIN webhook_endpoints e ON e.partner_id = d.partner_id AND e.id = d.endpoint_id`;
const conclude = `
  WITH told AS (
    UPDATE webhook_deliveries SET status = 'delivered', attempts = 1, round_attempts = 1, delivered_at = now(), next_attempt_at = NULL
    WHERE partner_id = $1 AND id = $2
  ), attempt AS (
    INSERT INTO webhook_delivery_attempts (partner_id, delivery_id, number, attempted_at, duration_ms, response_status)
    VALUES ($1, $2, 1, now(), $3, $4)
  )
  DELETE FROM outbox WHERE kind = 'webhooks.deliver' AND subject = $5`;

async function tell() {
  for (;;) {
    const { rows } = await pool.query({ name: 'claim', text: claim });
    const [delivery] = rows;
    if (!delivery) {
      await new Promise((resolve) => setTimeout(resolve, 20));
      continue;
    }
    const startedAt = performance.now();
    const time = String(Math.floor(Date.now() / 1000));
    const signature = createHmac('sha256', 'secret')
      .update(`${delivery.event_id}.${time}.${delivery.body}`)
      .digest('base64');
    const told = await fetch(delivery.url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'webhook-id': delivery.event_id,
        'webhook-timestamp': time,
        'webhook-signature': `v1,${signature}`,
      },
      body: delivery.body,
    });
    await told.arrayBuffer();
    const duration = Math.round(performance.now() - startedAt);
    const values = [delivery.partner_id, delivery.id, duration, told.status, delivery.id];
    await pool.query({ name: 'conclude', text: conclude, values });
  }
}
if (process.env.HANDS) for (let hand = 0; hand < Number(process.env.HANDS); hand += 1) void tell();
