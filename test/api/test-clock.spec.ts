import { movedTables, TestClock } from '@sluis/partners';
import { fromPublicId, Transactions } from '@sluis/persistence';
import { Config } from '@sluis/config';
import { AuditTrail } from '@sluis/audit';
import request from 'supertest';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ConsentJourneys } from '../consents/support/consent-journeys.js';
import type { BankUser } from '../support/bank-control.js';
import type { PartnerClient } from '../support/partner-client.js';
import { paymentBody } from '../support/payment-journey.js';
import { expectProblem } from '../support/problem.js';
import { Sql } from '../support/sql.js';
import { startStack, type Stack } from '../support/stack.js';
import { until } from '../support/until.js';

const dayMs = 86_400_000;
const inDays = (days: number) => new Date(Date.now() + days * dayMs).toISOString();
const path = '/v1/test/clock';

/** Tables with a partner's times in them that stand still, and why. */
const stillTables: Record<string, string> = {
  account_transactions: "the bank's times",
  accounts: 'nothing follows from it',
  api_keys: 'credentials are not of the test',
  audit_records: 'nobody changes them',
  change_requests: 'of staff and operators',
  complaints: 'a register of staff, by the calendar',
  bank_answers: 'evidence of what the bank said',
  bank_callbacks: 'evidence of when the bank called',
  consent_presentations: 'evidence of what a payer saw',
  consent_renders: 'evidence of what a payer saw',
  events: 'they were told when they were told',
  idempotency_keys: 'nothing follows from it',
  outbox_served: 'turns among partners',
  partner_beneficiaries: 'nothing follows from it',
  partner_redirect_uris: 'nothing follows from it',
  partner_file_reviews: 'a register of staff, by the calendar',
  partner_invitations: 'who comes in is not of the test',
  partner_passkeys: 'credentials are not of the test',
  partner_people: 'who comes in is not of the test',
  partner_sessions: 'credentials are not of the test',
  payee_names: 'nothing follows from it',
  payment_fraud_marks: 'nobody changes them',
  payment_instances: 'planned by the bank',
  payment_pages: 'evidence of what a payer saw',
  payment_link_visits: 'a limit on strangers',
  payout_instances: 'planned by the bank',
  reconciliation_gaps: "the platform's own work",
  redirect_uri_proposals: 'an operator decides',
  review_proposals: 'of operators',
  review_sights: 'of operators',
  spending_reservations: 'counted by the calendar',
  spending_rules: 'counted by the calendar',
};

let stack: Stack;
let sql: Sql;
let payer: BankUser;

beforeAll(async () => {
  stack = await startStack();
  sql = await Sql.open(stack.environment.database.url);
  payer = await stack.bank.createUser('L. Aat', '100.00');
});
afterAll(async () => {
  await sql.close();
  await stack.stop();
});

const advance = (by: string, partner: PartnerClient = stack.partner) => partner.post(path, { advance: by });

async function typesOf(id: string): Promise<string[]> {
  const { body } = await stack.partner.get('/v1/events?limit=100').expect(200);
  const events = body.data as { type: string; data: { id: string } }[];
  return events
    .filter(({ data }) => data.id === id)
    .map(({ type }) => type)
    .toReversed();
}

describe('a clock that is moved', () => {
  it('shows a consent near its end, renewed, and over', async () => {
    const journeys = new ConsentJourneys(stack);
    const consent = await journeys.authorised(payer, 'account_information', { valid_until: inDays(60) });
    for (const [by, days] of [
      ['P31D', 30],
      ['P23D', 7],
      ['P5DT12H', 1],
    ] as const) {
      expect((await advance(by).expect(200)).body).toEqual({ advanced_seconds: expect.any(Number) });
      await until(`the notice of ${days} days`, async () =>
        (await journeys.get(consent)).expiry_notice_days === days ? true : undefined,
      );
    }
    await until('three events', async () =>
      (await typesOf(consent.id)).filter((type) => type === 'consent.expiring').length === 3 ? true : undefined,
    );
    const { authorisation_url: page } = await journeys.renew(consent, { valid_until: inDays(100) });
    await journeys.visit(page, payer);
    await until('the renewal', async () =>
      (await journeys.get(consent)).renewal?.status === 'authorised' ? true : undefined,
    );
    // Past the end that it had before.
    await advance('P2D').expect(200);
    expect(await journeys.get(consent)).toMatchObject({ status: 'authorised' });
    await advance('P14W').expect(200);
    await journeys.waitFor(consent, ['expired']);
    await until('the last event', async () =>
      (await typesOf(consent.id)).at(-1) === 'consent.expired' ? true : undefined,
    );
  });

  it('shows payments and links that nobody used in time', async () => {
    const { partner } = stack;
    const payment = await partner.createPayment(paymentBody(partner, payer));
    const link = await partner
      .post('/v1/payment-links', {
        amount: { value: '5.00', currency: 'EUR' },
        creditor: { name: payer.name, iban: payer.iban },
        remittance_information: 'Cup',
        expires_at: inDays(10),
      })
      .expect(201);
    await advance('P1DT1S').expect(200);
    await partner.waitFor(`/v1/payments/${payment.id}`, ['expired']);
    await partner.waitFor(`/v1/payment-links/${link.body.id}`, ['active']);
    await advance('P9D').expect(200);
    await partner.waitFor(`/v1/payment-links/${link.body.id}`, ['expired']);
    await until('the event of the link', async () =>
      (await typesOf(link.body.id)).includes('payment_link.expired') ? true : undefined,
    );
  });

  it('opens the four readings of a day again', async () => {
    const journeys = new ConsentJourneys(stack);
    const consent = await journeys.authorised(payer, 'account_information');
    const account = consent.accounts[0]?.id ?? '';
    const read = () => stack.partner.get(`/v1/accounts/${account}/balances`);
    await until('the day to be used up', async () => ((await read()).status === 429 ? true : undefined));
    await advance('PT12H').expect(200);
    expectProblem(await read(), { status: 429, code: 'unattended_reads_exhausted' });
    await advance('PT12H1S').expect(200);
    await read().expect(200);
  });

  it('is one partner’s own, moves once per key, and is on record', async () => {
    const [one, other] = [await stack.createPartner(), await stack.createPartner()];
    const payments = [
      await one.createPayment(paymentBody(one, payer)),
      await other.createPayment(paymentBody(other, payer)),
    ];
    const key = crypto.randomUUID();
    const first = await one.post(path, { advance: 'PT2H' }, key).expect(200);
    const again = await one.post(path, { advance: 'PT2H' }, key).expect(200).expect('Idempotent-Replayed', 'true');
    expect(again.text).toBe(first.text);
    const [moved, still] = await Promise.all(
      payments.map(async ({ id }, index) => (await (index === 0 ? one : other).get(`/v1/payments/${id}`)).body),
    );
    const ms = (time: unknown) => new Date(String(time)).getTime();
    expect(ms(payments[0]?.['expires_at']) - ms(moved.expires_at)).toBe(7_200_000);
    expect(ms(payments[0]?.['created_at']) - ms(moved.created_at)).toBe(7_200_000);
    expect(still.expires_at).toBe(payments[1]?.['expires_at']);
    const records = await sql.rows(
      `SELECT actor_type, details FROM audit_records WHERE partner_id = $1 AND action = 'test_clock.advanced'`,
      [one.partnerId],
    );
    expect(records).toEqual([{ actor_type: 'partner', details: { seconds: 7200 } }]);
  });

  it('waits for work under way before it touches a row, so that neither ends the other', async () => {
    const partner = await stack.createPartner();
    const payment = await partner.createPayment(paymentBody(partner, payer));
    const link = await partner
      .post('/v1/payment-links', {
        amount: { value: '5.00', currency: 'EUR' },
        creditor: { name: payer.name, iban: payer.iban },
        remittance_information: 'Cup',
      })
      .expect(201);
    const moved = await stack.api.get(Transactions).run(async (tx) => {
      await tx.query('SELECT 1 FROM payments WHERE id = $1 FOR UPDATE', [fromPublicId('payment', payment.id)]);
      const moving = advance('PT1S', partner).then(({ status }) => status);
      await until('the clock to wait', async () => {
        const waiting = `SELECT 1 FROM pg_stat_activity
          WHERE datname = current_database() AND wait_event_type = 'Lock' AND application_name = 'sluis-api'`;
        return (await sql.rows(waiting)).length > 0 ? true : undefined;
      });
      // Its rows come before those of payments in the clock's list.
      await tx.query('SELECT 1 FROM payment_links WHERE id = $1 FOR UPDATE NOWAIT', [
        fromPublicId('paymentLink', link.body.id),
      ]);
      return [moving];
    });
    expect(await Promise.all(moved)).toEqual([200]);
  });

  it.each(['P0D', 'P', 'PT', 'P1Y', 'P1M', '-P1D', 'P1.5D', 'P367D', '30', 'p1d', 'P1DT', ''])(
    'refuses %j',
    async (by) => {
      expectProblem(await advance(by), { status: 400, code: 'request_invalid', pointer: '/advance' });
    },
  );
});

it('every table of a partner’s times moves, or stands still for a reason', async () => {
  const tables = await sql.rows<{ name: string }>(
    `SELECT DISTINCT relname AS name FROM pg_class c
       JOIN pg_attribute p ON p.attrelid = c.oid AND p.attname = 'partner_id'
       JOIN pg_attribute t ON t.attrelid = c.oid AND t.atttypid = 'timestamptz'::regtype AND NOT t.attisdropped
     WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') AND NOT relispartition ORDER BY 1`,
  );
  expect(tables.map(({ name }) => name).toSorted()).toEqual([...movedTables, ...Object.keys(stillTables)].toSorted());
});

describe('a live platform', () => {
  it('has no clock to move: no route, no document, no service that would', async () => {
    const live = await startStack({ withWorker: false, overrides: { PLATFORM_MODE: 'live' } });
    const { key } = live.partner;
    const answer = await request(live.apiUrl)
      .post(path)
      .set('Authorization', `Bearer ${key}`)
      .set('Idempotency-Key', 'one')
      .send({ advance: 'P1D' });
    expectProblem(answer, { status: 404, code: 'route_not_found' });
    const { text } = await request(live.apiUrl).get('/openapi.json').expect(200);
    expect(text).not.toContain('/v1/test/');
    const clock = new TestClock(live.api.get(AuditTrail), live.api.get(Config));
    const actor = { type: 'operator', id: 'test' } as const;
    const move = () => live.api.get(Transactions).run((tx) => clock.advance(tx, crypto.randomUUID(), 1, actor));
    await expect(move()).rejects.toThrow('live mode');
    await live.stop();
  });
});
