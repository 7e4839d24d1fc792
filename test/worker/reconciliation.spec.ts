import { notificationFilterFailure, notificationFilterUrl } from '@sluis/bunq-client';
import { Consents } from '@sluis/consents';
import { fromPublicId, Transactions } from '@sluis/persistence';
import { Reconciliation, type ReconciliationTask } from '@sluis/reconciliation';
import { TppIdentity } from '@sluis/tpp-identity';
import type { INestApplicationContext } from '@nestjs/common';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ensureBuilt } from '../support/api-process.js';
import type { BankUser } from '../support/bank-control.js';
import {
  agreePayment,
  authorisePayment,
  giveConsent,
  type ConsentingPayer,
  type OpenPayment,
} from '../support/payers.js';
import { sluis } from '../support/sluis.js';
import { Sql } from '../support/sql.js';
import { startStack, type Stack } from '../support/stack.js';
import { until } from '../support/until.js';

let stack: Stack;
let worker: INestApplicationContext;
let sql: Sql;
let payer: ConsentingPayer;
let shop: BankUser;

beforeAll(async () => {
  await ensureBuilt();
  // By hand: the tests say when it is looked.
  stack = await startStack({ withWorker: false, overrides: { RECONCILIATION_INTERVAL_MS: '3600000' } });
  worker = await stack.startWorker();
  sql = await Sql.open(stack.environment.database.url);
  shop = await stack.bank.createUser('Koffie & Zo', '0.00');
  payer = await giveConsent(stack, await stack.bank.createUser('A. Visser', '10000.00'));
}, 180_000);

afterAll(async () => {
  await sql.close();
  await stack.stop();
});

async function look(task: ReconciliationTask): Promise<void> {
  await worker.get(Reconciliation).run(task);
}

const idOf = ({ id }: OpenPayment) => fromPublicId('payment', id) ?? '';

async function waiting(): Promise<OpenPayment> {
  const payment = await agreePayment(stack, 'draft', payer, { creditor: shop });
  await stack.partner.waitFor(`/v1/payments/${payment.id}`, ['awaiting_authorisation']);
  return payment;
}

async function executed(): Promise<OpenPayment> {
  const payment = await waiting();
  await authorisePayment(stack, payment);
  await stack.partner.waitFor(`/v1/payments/${payment.id}`, ['executed']);
  return payment;
}

async function gapsOf({ id }: OpenPayment): Promise<string[]> {
  const rows = await sql.rows<{ gap: string }>(
    `SELECT kind || ' ' || (details->>'problem') || CASE WHEN closed_at IS NULL THEN ' open' ELSE ' closed' END AS gap
     FROM reconciliation_gaps WHERE subject = $1 ORDER BY opened_at, kind`,
    [id],
  );
  return rows.map(({ gap }) => gap);
}

/** Looks until what changed in the tests before is checked: lists of changes show what every older transaction let go of. */
async function lookUntil(payment: OpenPayment, gaps: string[]): Promise<void> {
  await until(`the gaps ${gaps.join()}`, async () => {
    await look('report');
    return JSON.stringify(await gapsOf(payment)) === JSON.stringify(gaps) || undefined;
  });
}

describe('the report', () => {
  it('finds a payment that nobody would look at again, makes its work due, and closes the gap', async () => {
    const payment = await waiting();
    await sql.rows(`DELETE FROM outbox WHERE kind = 'payments.follow'`);
    await look('report');
    expect(await gapsOf(payment)).toEqual(['payment_unattended awaiting_authorisation open']);
    await authorisePayment(stack, payment);
    await stack.partner.waitFor(`/v1/payments/${payment.id}`, ['executed']);
    await look('report');
    expect(await gapsOf(payment)).toEqual(['payment_unattended awaiting_authorisation closed']);
    const alarms = `SELECT count(*)::int FROM audit_records WHERE action = 'reconciliation.gap' AND subject_id = $1`;
    expect(await sql.value(alarms, [payment.id])).toBe(1);
  });

  it('finds an event that is missing, until it is there', async () => {
    const payment = await executed();
    await lookUntil(payment, []);
    await sql.rows(`CREATE TABLE kept AS SELECT * FROM events WHERE resource_id = $1 AND resource_version = 2`, [
      idOf(payment),
    ]);
    await sql.rows(`DELETE FROM events WHERE resource_id = $1 AND resource_version = 2`, [idOf(payment)]);
    // Something of it changes, so that it is looked at.
    await stack.api.get(Transactions).run((tx) =>
      tx.query(
        `INSERT INTO audit_records (id, partner_id, actor_type, action, subject_type, subject_id, outcome)
         SELECT gen_random_uuid(), partner_id, 'platform', 'payment.looked', 'payment', $2, 'done' FROM payments WHERE id = $1`,
        [idOf(payment), payment.id],
      ),
    );
    await lookUntil(payment, ['payment_history_broken events open']);
    await sql.rows(`INSERT INTO events SELECT * FROM kept`);
    await lookUntil(payment, ['payment_history_broken events closed']);
    expect(await gapsOf(payment)).toHaveLength(1);
  });

  it('finds a payment that is said to be executed and has no order, and says so at the command line', async () => {
    const payment = await waiting();
    await lookUntil(payment, []);
    await sql.rows(`UPDATE order_attempts SET status = 'unsettled' WHERE order_id = $1`, [idOf(payment)]);
    await authorisePayment(stack, payment);
    await stack.partner.waitFor(`/v1/payments/${payment.id}`, ['executed']);
    await lookUntil(payment, ['payment_mismatch executed_without_order open']);
    const report = await sluis(stack.environment.variables, 'reconciliation', 'report', '--json');
    expect(report.code).toBe(1);
    expect(JSON.parse(report.stdout)).toMatchObject({ open: 1 });
    await sql.rows(`UPDATE order_attempts SET status = 'accepted' WHERE order_id = $1`, [idOf(payment)]);
    await lookUntil(payment, ['payment_mismatch executed_without_order closed']);
    expect((await sluis(stack.environment.variables, 'reconciliation', 'report')).code).toBe(0);
  });
});

describe('callbacks that the bank gave up on', () => {
  it('make us read what they named, and are taken off the list of failures', async () => {
    const consentId = fromPublicId('consent', payer.consentId) ?? '';
    const partnerId = String(await sql.value(`SELECT partner_id FROM consents WHERE id = $1`, [consentId]));
    const access = await worker
      .get(Transactions)
      .forPartner(partnerId, (tx) => worker.get(Consents).bankAccess(tx, partnerId, consentId));
    if (!access) throw new Error('no access');
    const caller = worker.get(TppIdentity).consent(access.sessionOwner, access.accessToken);
    const notificationTarget = 'http://127.0.0.1:1/nobody';
    await notificationFilterUrl.replace(caller, { filters: [{ category: 'DRAFT_PAYMENT', notificationTarget }] });
    const payment = await waiting();
    await sql.rows(`DELETE FROM outbox WHERE kind = 'payments.follow'`);
    await authorisePayment(stack, payment);
    await until('the bank to give up', async () => {
      await stack.bank.post('/_emulator/clock', { advance_seconds: 61 });
      return (await notificationFilterFailure.list(caller)).items.length > 0 || undefined;
    });
    await notificationFilterUrl.replace(caller, {
      filters: [{ category: 'DRAFT_PAYMENT', notificationTarget: worker.get(TppIdentity).callbackUrl ?? '' }],
    });
    await look('callbacks');
    await stack.partner.waitFor(`/v1/payments/${payment.id}`, ['executed']);
    expect((await notificationFilterFailure.list(caller)).items).toEqual([]);
  });
});
