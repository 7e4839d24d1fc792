import { draftPayment, pspDraftPayment } from '@sluis/bunq-client';
import { Consents } from '@sluis/consents';
import { fromPublicId, newId, toPublicId, Transactions } from '@sluis/persistence';
import { Reconciliation, Recoveries } from '@sluis/reconciliation';
import { TppIdentity } from '@sluis/tpp-identity';
import type { INestApplicationContext } from '@nestjs/common';
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { BankUser } from '../support/bank-control.js';
import { readBooks } from '../support/invariants.js';
import { agreePayment, authorisePayment, giveConsent, type ConsentingPayer } from '../support/payers.js';
import { Sql } from '../support/sql.js';
import { startStack, type Stack } from '../support/stack.js';
import { until } from '../support/until.js';

let stack: Stack;
let worker: INestApplicationContext;
let sql: Sql;
let payer: ConsentingPayer;
/** The bank's page shows a payer all that waits for them: this one has nothing lost. */
let other: ConsentingPayer;
let shop: BankUser;
let amountCents = 100;

beforeAll(async () => {
  stack = await startStack({
    withWorker: false,
    // By hand: the tests say when it is looked.
    overrides: { RECONCILIATION_INTERVAL_MS: '3600000', ORPHAN_AGE_MS: '1', RECONCILE_SETTLE_MS: '2000' },
  });
  worker = await stack.startWorker();
  sql = await Sql.open(stack.environment.database.url);
  shop = await stack.bank.createUser('Koffie & Zo', '0.00');
  payer = await giveConsent(stack, await stack.bank.createUser('A. Visser', '10000.00'));
  other = await giveConsent(stack, await stack.bank.createUser('B. Bakker', '10000.00'));
  await executed('psp_draft');
  await executed('draft');
  await scan();
}, 90_000);

beforeEach(() => stack.bank.clearFaults());

afterAll(async () => {
  await sql.close();
  await stack.stop();
});

async function scan(): Promise<void> {
  await worker.get(Reconciliation).run('orphans');
}

function newAmount(): string {
  amountCents += 1;
  return (amountCents / 100).toFixed(2);
}

async function executed(rail: 'psp_draft' | 'draft'): Promise<void> {
  const payment = await agreePayment(stack, rail, rail === 'draft' ? payer : other, {
    creditor: shop,
    amount: newAmount(),
  });
  await authorisePayment(stack, payment);
  await stack.partner.waitFor(`/v1/payments/${payment.id}`, ['executed']);
}

/** An order that our own access placed, and of which no row tells. */
async function lostPspDraft(amount: string): Promise<number> {
  const body = pspDraftPayment.serialise({
    senderIban: payer.iban,
    counterpartyIban: shop.iban,
    counterpartyName: shop.name,
    description: 'lost',
    amount: { value: amount, currency: 'EUR' },
  });
  return pspDraftPayment.create(worker.get(TppIdentity).psp(), { body, requestId: randomUUID() });
}

async function lostDraft(amount: string, merchantReference: string): Promise<number> {
  const consentId = fromPublicId('consent', payer.consentId) ?? '';
  const partnerId = String(await sql.value(`SELECT partner_id FROM consents WHERE id = $1`, [consentId]));
  const access = await worker
    .get(Transactions)
    .forPartner(partnerId, (tx) => worker.get(Consents).bankAccess(tx, partnerId, consentId));
  if (!access) throw new Error('no access');
  const counterparty = { type: 'IBAN' as const, value: shop.iban, name: shop.name };
  const body = draftPayment.serialise({
    entries: [{ amount: { value: amount, currency: 'EUR' }, counterparty, description: 'lost', merchantReference }],
  });
  const caller = worker.get(TppIdentity).consent(access.sessionOwner, access.accessToken);
  return draftPayment.create(caller, { body, requestId: randomUUID(), monetaryAccountId: payer.accountId });
}

async function bankStatusOf(kind: 'psp_drafts' | 'drafts', id: number): Promise<string | undefined> {
  return (await stack.bank.state())[kind].find((draft) => draft.id === id)?.status;
}

async function alarmsOf(id: number): Promise<unknown[]> {
  const rows = await sql.rows<{ cause: string }>(
    `SELECT cause FROM audit_records WHERE action = 'bank_order.alarm' AND (details->>'bunq_object_id')::bigint = $1`,
    [id],
  );
  return rows.map(({ cause }) => cause);
}

const recovery = () => worker.get(Recoveries).latest();

describe('the orphan scan', () => {
  it('withdraws an order of ours that no row tells of, with one alarm', async () => {
    const orphan = await lostPspDraft(newAmount());
    await executed('psp_draft');
    await scan();
    expect(await bankStatusOf('psp_drafts', orphan)).toBe('PENDING');
    await scan();
    expect(await bankStatusOf('psp_drafts', orphan)).toBe('CANCELLED');
    await scan();
    expect(await alarmsOf(orphan)).toEqual(['unowned_order_withdrawn']);
    expect(await recovery()).toBeUndefined();
  });

  it('leaves alone on a payer’s account what is not provably ours, and withdraws what is', async () => {
    const foreign = await lostDraft(newAmount(), 'invoice 7');
    const ours = await lostDraft(newAmount(), toPublicId('payment', newId()));
    await executed('draft');
    await scan();
    await scan();
    expect(await bankStatusOf('drafts', foreign)).toBe('PENDING');
    expect(await bankStatusOf('drafts', ours)).toBe('CANCELLED');
    expect(await alarmsOf(foreign)).toEqual([]);
  });

  it('leaves to the engine what an order in doubt is looking for', async () => {
    const amount = newAmount();
    const path = '^/v1/user/\\d+/payment-service-provider-draft-payment$';
    await stack.bank.failNext({ method: 'POST', path, body: `"${amount}"` }, { drop: 'after' });
    const payment = await agreePayment(stack, 'psp_draft', payer, { creditor: shop, amount, waits: false });
    await stack.partner.waitFor(`/v1/payments/${payment.id}`, ['outcome_unknown']);
    await scan();
    await scan();
    expect(
      await sql.value(`SELECT count(*)::int FROM unowned_orders WHERE state = 'withdrawn' AND bank_list = 'psp_draft'`),
    ).toBe(1);
    await authorisePayment(stack, payment);
    await stack.partner.waitFor(`/v1/payments/${payment.id}`, ['executed']);
  });

  it('records what the bank says otherwise than we do', async () => {
    const payment = await agreePayment(stack, 'psp_draft', payer, { creditor: shop, amount: newAmount() });
    await stack.partner.waitFor(`/v1/payments/${payment.id}`, ['awaiting_authorisation']);
    await sql.rows(`DELETE FROM outbox WHERE kind = 'payments.follow'`);
    await authorisePayment(stack, payment);
    await scan();
    await stack.partner.waitFor(`/v1/payments/${payment.id}`, ['executed']);
    await scan();
    expect((await readBooks(stack)).violations.filter((line) => line.includes(payment.id))).toEqual([]);
  });

  it('takes an order newer than all that is known here as a sign that rows were lost: nothing is sent until the lists were compared', async () => {
    const orphan = await lostPspDraft(newAmount());
    await scan();
    expect(await recovery()).toMatchObject({ cause: 'bank_knows_more', endedAt: null });
    const payment = await agreePayment(stack, 'psp_draft', payer, {
      creditor: shop,
      amount: newAmount(),
      waits: false,
    });
    expect((await stack.partner.get(`/v1/payments/${payment.id}`)).body).toMatchObject({ status: 'received' });
    await until('the end of the recovery', async () => ((await recovery())?.endedAt ? true : undefined), {
      withinMs: 30_000,
    });
    expect(await recovery()).toMatchObject({ endedBecause: 'compared', withdrawn: 1, obstacles: [] });
    expect(await bankStatusOf('psp_drafts', orphan)).toBe('CANCELLED');
    await authorisePayment(stack, payment);
    await stack.partner.waitFor(`/v1/payments/${payment.id}`, ['executed']);
  });
});
