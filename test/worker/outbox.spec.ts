import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { getQueueToken } from '@nestjs/bull';
import type { INestApplicationContext } from '@nestjs/common';
import { Config } from '@sluis/config';
import { Outbox, OutboxRunner, workKinds, type Claim, type WorkKind } from '@sluis/outbox';
import { queryRows, Transactions } from '@sluis/persistence';
import type { Queue } from 'bull';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { PayerBrowser } from '../support/payer-browser.js';
import { startStack, type Stack } from '../support/stack.js';
import { SwitchableRedis } from '../support/switchable-redis.js';
import { until } from '../support/until.js';

/** A kind whose subjects below belong to nobody, so that only these tests claim them. */
const kind: WorkKind = 'payments.expire';

let stack: Stack;
let transactions: Transactions;
let outbox: Outbox;

beforeAll(async () => {
  stack = await startStack({ withWorker: false });
  transactions = stack.api.get(Transactions);
  outbox = stack.api.get(Outbox);
});

afterAll(() => stack.stop());

const schedule = (subject: string, inMs?: number) =>
  transactions.run((tx) => outbox.schedule(tx, { kind, subject, partnerId: null, inMs }));
const claim = (subject: string, leaseMs = 5_000) => transactions.run((tx) => outbox.claim(tx, kind, subject, leaseMs));
const finish = (held: Claim | undefined, againInMs?: number) =>
  transactions.run((tx) => (held ? outbox.finish(tx, held, againInMs) : Promise.reject(new Error('nothing is held'))));

interface Row {
  generation: string;
  is_due: boolean;
  is_leased: boolean;
}
const rowOf = async (subject: string): Promise<Row | undefined> =>
  (
    await transactions.run((tx) =>
      queryRows<Row>(
        tx,
        `SELECT generation, due_at <= now() AS is_due, coalesce(lease_until > now(), false) AS is_leased
         FROM outbox WHERE kind = $1 AND subject = $2`,
        [kind, subject],
      ),
    )
  )[0];

describe('a piece of due work', () => {
  it('goes to exactly one of fifty workers that reach for it at once', async () => {
    const subject = `test-${randomUUID()}`;
    await schedule(subject);
    const claims = await Promise.all(Array.from({ length: 50 }, () => claim(subject)));
    expect(claims.filter((held) => held !== undefined)).toHaveLength(1);
  });

  it('is done by one of two workers that are rung for it fifty times', async () => {
    const runners = [stack.api.get(OutboxRunner), new OutboxRunner(transactions, outbox, stack.api.get(Config))];
    const subject = `test-${randomUUID()}`;
    await schedule(subject, 60_000);
    await transactions.run((tx) => tx.query(`UPDATE outbox SET due_at = now() WHERE subject = $1`, [subject]));
    let done = 0;
    await Promise.all(
      Array.from({ length: 50 }, (_, index) =>
        runners[index % 2]?.runOne(kind, subject, 5_000, async () => {
          done += 1;
          await wait(200);
          return 'done';
        }),
      ),
    );
    expect(done).toBe(1);
    expect(await rowOf(subject)).toBeUndefined();
  });

  it('is not due before its time, and due again when the work says so', async () => {
    const subject = `test-${randomUUID()}`;
    await schedule(subject, 60_000);
    expect(await claim(subject)).toBeUndefined();
    await schedule(subject);
    await finish(await claim(subject), 60_000);
    expect(await rowOf(subject)).toMatchObject({ is_due: false, is_leased: false });
  });

  it('is done again when it was asked for while it was being done', async () => {
    const subject = `test-${randomUUID()}`;
    await schedule(subject);
    const first = await claim(subject);
    await schedule(subject);
    expect(await claim(subject)).toBeUndefined();
    await finish(first);
    expect(await rowOf(subject)).toMatchObject({ is_due: true, is_leased: false });
    await finish(await claim(subject));
    expect(await rowOf(subject)).toBeUndefined();
  });

  it('goes to another worker when the first one died', async () => {
    const subject = `test-${randomUUID()}`;
    await schedule(subject);
    expect(await claim(subject, 100)).toBeDefined();
    await wait(150);
    expect(await claim(subject)).toMatchObject({ tries: 2 });
  });

  it.each([undefined, 60_000])(
    'is not taken from a second worker by a first that wakes from a long sleep (again in %s ms)',
    async (againInMs) => {
      const subject = `test-${randomUUID()}`;
      await schedule(subject);
      const sleeper = await claim(subject, 100);
      await wait(150);
      const successor = await claim(subject);
      await finish(sleeper, againInMs);
      expect(await rowOf(subject)).toMatchObject({ is_due: true, is_leased: true });
      await finish(successor, 1);
      expect(await rowOf(subject)).toMatchObject({ is_leased: false });
    },
  );

  it('stays with a worker that is slow but alive', async () => {
    const subject = `test-${randomUUID()}`;
    await schedule(subject, 60_000);
    await transactions.run((tx) => tx.query(`UPDATE outbox SET due_at = now() WHERE subject = $1`, [subject]));
    const held = await claim(subject, 200);
    if (!held) throw new Error('nothing is held');
    expect(await transactions.run((tx) => outbox.extend(tx, held, 60_000))).toBe(true);
    await wait(250);
    expect(await claim(subject)).toBeUndefined();
    await finish(held);
    expect(await rowOf(subject)).toBeUndefined();
  });

  it('is not done again by rings that are old or doubled', async () => {
    const subject = `test-${randomUUID()}`;
    const runner = stack.api.get(OutboxRunner);
    let done = 0;
    await schedule(subject, 60_000);
    await transactions.run((tx) => tx.query(`UPDATE outbox SET due_at = now() WHERE subject = $1`, [subject]));
    const work = () => {
      done += 1;
      return Promise.resolve('done' as const);
    };
    for (let ring = 0; ring < 5; ring += 1) await runner.runOne(kind, subject, 1_000, work);
    expect(done).toBe(1);
  });
});

describe('jobs that nobody of ours wrote', () => {
  let worker: INestApplicationContext;

  beforeAll(async () => {
    worker = await stack.startWorker();
  });

  const queue = (name: WorkKind) => worker.get<Queue>(getQueueToken(name), { strict: false });

  it('cause no call at the bank, no crash and no change', async () => {
    const payment = await stack.partner.createPayment({
      amount: { value: '1.00', currency: 'EUR' },
      creditor: { name: 'Nobody', iban: 'NL91ABNA0417164300' },
      remittance_information: 'untouched',
      redirect_uri: stack.partner.redirectUri,
    });
    const [row] = await transactions.run((tx) =>
      queryRows<{ partner_id: string; id: string }>(tx, `SELECT partner_id, id FROM payments LIMIT 1`),
    );
    const owned = `${row?.partner_id}/${row?.id}`;
    const stranger = await stack.createPartner('A stranger');
    // What a worker reads at the bank when it starts.
    await until('the first reconciliation', async () => {
      const due = await transactions.run((tx) =>
        queryRows(tx, `SELECT 1 FROM outbox WHERE kind = 'reconciliation.run' AND due_at <= now()`),
      );
      return due.length === 0 ? true : undefined;
    });
    const before = await stack.bank.requests();
    const served = workKinds.filter((name) => name.startsWith('payments.') || name.startsWith('consents.'));
    const shapes: unknown[] = [
      {},
      [],
      null,
      0,
      { subject: null },
      { subject: 7 },
      { subject: '' },
      { subject: ['a'] },
      { subject: { $ne: null } },
      { subject: '../../etc/passwd' },
      { subject: "'; DROP TABLE payments; --" },
      { subject: 'x'.repeat(300) },
      { subject: 'x'.repeat(1_000_000) },
      { subject: `${randomUUID()}/${randomUUID()}` },
      { subject: `${stranger.partnerId}/${row?.id}` },
      { subject: `${owned}/more` },
      { subject: owned.toUpperCase() },
      { subject: owned, pay: { amount: '1000.00', iban: 'NL91ABNA0417164300' } },
      { subject: owned },
      { subject: 'psp_draft' },
      { subject: 'issuer_transaction' },
      { subject: 'draft/a/b/c' },
      { subject: `draft/${row?.partner_id}/${randomUUID()}/${randomUUID()}` },
      { __proto__: { subject: owned } },
      { subject: '\u0000' },
    ];
    const added = await Promise.all(
      served.flatMap((name) => shapes.map((shape) => queue(name).add(shape, { attempts: 1 }))),
    );
    await until(
      'every forged job to be taken',
      async () => {
        const counts = await Promise.all(served.map((name) => queue(name).getJobCounts()));
        return counts.every(({ waiting, active }) => waiting + active === 0) ? true : undefined;
      },
      { withinMs: 15_000 },
    );
    // A job under a name of its own is refused by Bull itself.
    await Promise.all(served.map((name) => queue(name).add('pay', { subject: owned }, { attempts: 1 })));
    expect(added).toHaveLength(served.length * shapes.length);
    for (const failed of await Promise.all(served.map((name) => queue(name).getFailedCount())))
      expect(failed).toBeLessThanOrEqual(1);
    expect(await stack.bank.requests()).toHaveLength(before.length);
    const after = await stack.partner.get(`/v1/payments/${payment.id}`).expect(200);
    expect(after.body).toMatchObject({ status: 'received', version: 1 });
  });
});

describe('an API whose Redis is away from the start', () => {
  it('takes payments at once, and they go to the bank when Redis is back', async () => {
    const redis = await SwitchableRedis.start();
    const lonely = await startStack({
      withWorker: false,
      overrides: { REDIS_URL: redis.url, QUEUE_PREFIX: `{${redis.prefix}}` },
    });
    onTestFinished(async () => {
      await lonely.stop();
      await redis.stop();
    });
    const payer = await lonely.bank.createUser('A. Visser', '100.00');
    const shop = await lonely.bank.createUser('Koffie', '0.00');
    const startedAt = performance.now();
    const payment = await lonely.partner.createPayment({
      amount: { value: '3.00', currency: 'EUR' },
      creditor: { name: 'Koffie', iban: shop.iban },
      debtor: { iban: payer.iban },
      remittance_information: 'while Redis is away',
      redirect_uri: lonely.partner.redirectUri,
    });
    expect(performance.now() - startedAt).toBeLessThan(1_500);
    await new PayerBrowser().submit(payment.authorisation_url);
    await lonely.startWorker();
    redis.open();
    await lonely.partner.waitFor(`/v1/payments/${payment.id}`, ['awaiting_authorisation']);
  });
});
