import { randomUUID } from 'node:crypto';
import { fromPublicId } from '@sluis/persistence';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { BankUser } from '../support/bank-control.js';
import { authorisedConsent, createConsent } from '../support/consent-journey.js';
import { PayerBrowser } from '../support/payer-browser.js';
import { executedPayment, paymentBody } from '../support/payment-journey.js';
import { expectProblem } from '../support/problem.js';
import { Sql, storedThings } from '../support/sql.js';
import { startStack, type Stack } from '../support/stack.js';

let stack: Stack;
let sql: Sql;
let payer: BankUser;
let shop: BankUser;

beforeAll(async () => {
  stack = await startStack();
  sql = await Sql.open(stack.environment.database.url);
  payer = await stack.bank.createUser('A. Visser');
  shop = await stack.bank.createUser('Koffie & Zo');
});

afterAll(async () => {
  await sql.close();
  await stack.stop();
});

const journeys: [name: string, last: string, go: () => Promise<string>][] = [
  ['is executed', 'executed', () => executedPayment(stack, payer, shop)],
  ['is denied at the bank', 'rejected', async () => (await paymentAtBank('deny')).id],
  [
    'is declined on our page',
    'rejected',
    async () => {
      const payment = await stack.partner.createPayment(paymentBody(stack.partner, shop, payer));
      await new PayerBrowser().submit(payment.authorisation_url, {}, `${payment.authorisation_url}/decline`);
      return payment.id;
    },
  ],
  [
    'is cancelled before anybody came',
    'cancelled',
    async () => {
      const payment = await stack.partner.createPayment(paymentBody(stack.partner, shop));
      await stack.partner.post(`/v1/payments/${payment.id}/cancel`).expect(200);
      return payment.id;
    },
  ],
  [
    'is withdrawn at the bank',
    'cancelled',
    async () => {
      const payment = await stack.partner.createPayment(paymentBody(stack.partner, shop, payer));
      await new PayerBrowser().submit(payment.authorisation_url);
      await stack.partner.waitFor(`/v1/payments/${payment.id}`, ['awaiting_authorisation']);
      await stack.partner.post(`/v1/payments/${payment.id}/cancel`).expect(200);
      return payment.id;
    },
  ],
  [
    'is confirmed in the bank’s app under a consent',
    'executed',
    async () => {
      const consent = await authorisedConsent(stack, payer);
      const order = { ...paymentBody(stack.partner, shop), redirect_uri: undefined };
      const ids = { consent_id: consent.id, account_id: consent.accounts[0]?.id };
      const created = await stack.partner.post('/v1/payments', { ...order, ...ids }).expect(201);
      const { id } = created.body as { id: string };
      await stack.partner.waitFor(`/v1/payments/${id}`, ['awaiting_authorisation']);
      await stack.bank.decideDraft(payer, (await stack.bank.state()).drafts.at(-1)?.id ?? 0, 'accept');
      return id;
    },
  ],
];

async function paymentAtBank(decision: 'accept' | 'deny'): Promise<{ id: string }> {
  const payment = await stack.partner.createPayment(paymentBody(stack.partner, shop, payer));
  const browser = new PayerBrowser();
  const agreed = await browser.submit(payment.authorisation_url);
  await browser.open(await stack.bank.authorise(payer, agreed.location ?? '', decision));
  return payment;
}

/** `[version, status]` of every state, as each of the three records has it. */
async function recordsOf(paymentId: string) {
  const uuid = fromPublicId('payment', paymentId) ?? '';
  type Step = { version: number; status: string };
  const steps = (rows: Step[]) => rows.map(({ version, status }) => [version, status]);
  return {
    transitions: steps(
      await sql.rows<Step>(
        `SELECT version, CASE reason WHEN 'creditable' THEN reason ELSE status END AS status FROM payment_transitions
         WHERE payment_id = $1 ORDER BY version`,
        [uuid],
      ),
    ),
    events: steps(
      await sql.rows<Step>(
        `SELECT resource_version AS version, replace(type, 'payment.', '') AS status FROM events
         WHERE resource_type = 'payment' AND resource_id = $1 ORDER BY resource_version`,
        [uuid],
      ),
    ),
    audit: steps(
      await sql.rows<Step>(
        `SELECT (details->>'version')::integer AS version, replace(action, 'payment.', '') AS status FROM audit_records
         WHERE subject_type = 'payment' AND subject_id = $1 AND outcome = 'done' AND action LIKE 'payment.%'
         ORDER BY (details->>'version')::integer`,
        [paymentId],
      ),
    ),
  };
}

describe('a payment', () => {
  it.each(journeys)('that %s leaves one transition, event and audit record per state', async (_, last, go) => {
    const id = await go();
    const { version } = await stack.partner.waitFor(`/v1/payments/${id}`, [last]);
    const { transitions, events, audit } = await recordsOf(id);
    expect(transitions.map(([number]) => number)).toEqual(
      Array.from({ length: Number(version) }, (_, index) => index + 1),
    );
    expect(transitions.at(0)).toEqual([1, 'received']);
    // Between accounts at bunq the payee may count on the money at once.
    expect(transitions.at(-1)).toEqual([version, last === 'executed' ? 'creditable' : last]);
    expect(events).toEqual(transitions);
    expect(audit).toEqual(transitions);
  });
});

describe('the records as a whole', () => {
  it('pair up for consents too', async () => {
    const consent = await createConsent(stack.partner);
    await stack.partner.post(`/v1/consents/${consent.id}/revoke`).expect(200);
    const unpaired = await sql.rows(
      `SELECT c.id, c.version,
              (SELECT count(*) FROM events e WHERE e.resource_type = 'consent' AND e.resource_id = c.id) AS events
       FROM consents c
       WHERE c.version <> (SELECT count(*) FROM events e WHERE e.resource_type = 'consent' AND e.resource_id = c.id)`,
    );
    expect(unpaired).toEqual([]);
    const [counts] = await sql.rows(
      `SELECT (SELECT sum(version) FROM consents) = (SELECT count(*) FROM audit_records WHERE action LIKE 'consent.%') AS equal`,
    );
    expect(counts).toEqual({ equal: true });
  });

  it('name the API key that acted, and no person, IBAN or token', async () => {
    const { partner } = stack;
    const payment = await partner.createPayment(paymentBody(partner, shop, payer));
    const [record] = await sql.rows('SELECT actor_type, actor_id FROM audit_records WHERE subject_id = $1', [
      payment.id,
    ]);
    expect(record).toMatchObject({ actor_type: 'partner', actor_id: expect.stringMatching(/^key_/) });
    const audit = await sql.value<string>('SELECT string_agg(r::text, chr(10)) FROM audit_records r');
    const linkToken = payment.authorisation_url.split('/').at(-1) ?? '';
    for (const secret of [payer.iban, payer.name, shop.iban, shop.name, partner.key, linkToken]) {
      expect(audit).not.toContain(secret);
    }
  });

  it.each([
    'UPDATE audit_records SET outcome = outcome',
    `UPDATE audit_records SET recorded_at = now() WHERE action = 'payment.executed'`,
    'DELETE FROM audit_records',
    `DELETE FROM audit_records WHERE action = 'payment.rejected'`,
    'TRUNCATE audit_records',
    'TRUNCATE audit_records CASCADE',
  ])('refuse %s', async (statement) => {
    const before = await sql.rows('SELECT * FROM audit_records ORDER BY id');
    await expect(sql.rows(statement)).rejects.toThrow('insert-only');
    expect(await sql.rows('SELECT * FROM audit_records ORDER BY id')).toEqual(before);
  });
});

/** What a new payment writes, in whichever order. */
const writtenByPayment = [
  'payments',
  'payment_transitions',
  'events',
  'audit_records',
  'idempotency_keys',
  'outbox',
] as const;

describe('without its record nothing happens', () => {
  it.each(writtenByPayment)(
    'when %s cannot be written there is no payment, and the same request works later',
    async (table) => {
      const key = randomUUID();
      const body = paymentBody(stack.partner, shop);
      const before = await sql.counts(storedThings);
      await sql.rows(`
        CREATE FUNCTION fails() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'disk of ${shop.iban}'; END $$;
        CREATE TRIGGER fails BEFORE INSERT ON ${table} FOR EACH ROW EXECUTE FUNCTION fails()`);
      try {
        const answer = await stack.partner.post('/v1/payments', body, key);
        const problem = expectProblem(answer, { status: 500, code: 'platform_error' });
        expect(problem).toMatchObject({ origin: 'platform', retryable: true });
        expect(answer.text).not.toContain(shop.iban);
      } finally {
        await sql.rows(`DROP TRIGGER fails ON ${table}; DROP FUNCTION fails`);
      }
      expect(await sql.counts(storedThings)).toEqual(before);
      await stack.partner.post('/v1/payments', body, key).expect(201);
    },
  );

  it('answers 503 with Retry-After while the database refuses to write', async () => {
    const before = await sql.counts(storedThings);
    await sql.rows(`
      CREATE FUNCTION fails() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN RAISE EXCEPTION 'no space left on device' USING ERRCODE = 'disk_full'; END $$;
      CREATE TRIGGER fails BEFORE INSERT ON audit_records FOR EACH ROW EXECUTE FUNCTION fails()`);
    try {
      const answer = await stack.partner.post('/v1/payments', paymentBody(stack.partner, shop));
      expectProblem(answer, { status: 503, code: 'platform_unavailable' });
      expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0);
    } finally {
      await sql.rows('DROP TRIGGER fails ON audit_records; DROP FUNCTION fails');
    }
    expect(await sql.counts(storedThings)).toEqual(before);
  });
});
