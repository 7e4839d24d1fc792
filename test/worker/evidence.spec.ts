import { Money } from '@sluis/money';
import { fromPublicId, queryRows, Transactions } from '@sluis/persistence';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { BankOrder } from '@sluis/bank-orders';
import { RecordOutcome } from '../../libs/payment-initiation/src/record-outcome.js';
import type { BankUser } from '../support/bank-control.js';
import { PayerBrowser } from '../support/payer-browser.js';
import { startStack, type Stack } from '../support/stack.js';

/** An IBAN of nobody in these books. */
const strangerIban = 'NL91ABNA0417164300';

let stack: Stack;
let payer: BankUser;
let shop: BankUser;
let recordOutcome: RecordOutcome;

beforeAll(async () => {
  stack = await startStack();
  payer = await stack.bank.createUser('A. Visser', '10000.00');
  shop = await stack.bank.createUser('Koffie & Zo', '0.00');
  recordOutcome = stack.api.get(RecordOutcome, { strict: false });
});

afterAll(() => stack.stop());

interface Waiting {
  publicId: string;
  partnerId: string;
  id: string;
  /** The order as an honest bank would show it once the payer said yes. */
  accepted: BankOrder;
}

/** A payment whose order stands at the bank. */
async function waitingPayment(): Promise<Waiting> {
  const { partner } = stack;
  const payment = await partner.createPayment({
    amount: { value: '12.50', currency: 'EUR' },
    creditor: { name: shop.name, iban: shop.iban },
    debtor: { iban: payer.iban },
    remittance_information: 'Order 1042',
    redirect_uri: partner.redirectUri,
  });
  await new PayerBrowser().submit(payment.authorisation_url);
  await partner.waitFor(`/v1/payments/${payment.id}`, ['awaiting_authorisation']);
  const [row] = await sql<{ partner_id: string; id: string; bunq_object_id: string }>(
    `SELECT partner_id, id, bunq_object_id FROM payments WHERE id = $1`,
    [fromPublicId('payment', payment.id)],
  );
  if (!row) throw new Error('the payment is not there');
  const accepted: BankOrder = {
    bunqObjectId: Number(row.bunq_object_id),
    status: 'accepted',
    rawStatus: 'ACCEPTED',
    amount: Money.ofMinor(1250n, 'EUR'),
    debtorIban: payer.iban,
    creditorIban: shop.iban,
    reference: undefined,
    publicUuid: undefined,
    booked: undefined,
  };
  return { publicId: payment.id, partnerId: row.partner_id, id: row.id, accepted };
}

function sql<Row>(text: string, parameters: unknown[]): Promise<Row[]> {
  return stack.api.get(Transactions).run((tx) => queryRows<Row>(tx, text, parameters));
}

async function statusOf({ publicId }: Waiting) {
  const { body } = await stack.partner.get(`/v1/payments/${publicId}`).expect(200);
  return body as { status: string; review_reason: string | null; version: number };
}

async function alarmsOf({ publicId }: Waiting): Promise<string[]> {
  const rows = await sql<{ cause: string }>(
    `SELECT cause FROM audit_records WHERE subject_id = $1 AND outcome = 'alarm' ORDER BY recorded_at`,
    [publicId],
  );
  return rows.map(({ cause }) => cause);
}

describe('an order that the bank calls accepted', () => {
  it('executes the payment when amount and both accounts are those that were ordered', async () => {
    const payment = await waitingPayment();
    await recordOutcome.run(payment, payment.accepted);
    expect(await statusOf(payment)).toMatchObject({ status: 'executed' });
    expect(await alarmsOf(payment)).toEqual([]);
  });

  it.each<[string, Partial<BankOrder>, string]>([
    ['a cent more', { amount: Money.ofMinor(1251n, 'EUR') }, 'amount_differs'],
    ['a hundred times less', { amount: Money.ofMinor(12n, 'EUR') }, 'amount_differs'],
    ['another currency', { amount: Money.ofMinor(1250n, 'USD') }, 'amount_differs'],
    ['another payee', { creditorIban: strangerIban }, 'creditor_differs'],
    ['another payer', { debtorIban: strangerIban }, 'debtor_differs'],
    [
      'a booking of another amount',
      { booked: { amount: Money.ofMinor(-99n, 'EUR'), debtorIban: undefined, creditorIban: undefined } },
      'amount_differs',
    ],
  ])('sends the payment to review with one alarm when it names %s', async (_, lie, reason) => {
    const payment = await waitingPayment();
    await recordOutcome.run(payment, { ...payment.accepted, ...lie });
    await recordOutcome.run(payment, { ...payment.accepted, ...lie });
    expect(await statusOf(payment)).toMatchObject({ status: 'in_review', review_reason: reason });
    expect(await alarmsOf(payment)).toEqual([reason]);
  });

  it.each<[string, Partial<BankOrder>]>([
    ['the payee', { creditorIban: undefined }],
    ['the payer', { debtorIban: undefined }],
  ])('is no evidence when it does not name %s', async (_, omission) => {
    const payment = await waitingPayment();
    await recordOutcome.run(payment, { ...payment.accepted, ...omission });
    expect(await statusOf(payment)).toMatchObject({ status: 'authorised' });
    await recordOutcome.run(payment, payment.accepted);
    expect(await statusOf(payment)).toMatchObject({ status: 'executed' });
  });

  it('is not believed for a payment that it does not belong to', async () => {
    const payment = await waitingPayment();
    await recordOutcome.run(payment, { ...payment.accepted, bunqObjectId: 1 });
    expect(await statusOf(payment)).toMatchObject({ status: 'awaiting_authorisation' });
  });
});

describe('a status that nobody told us of', () => {
  it('holds the payment and raises one alarm', async () => {
    const payment = await waitingPayment();
    const odd: BankOrder = { ...payment.accepted, status: 'unrecognised', rawStatus: 'POSTPONED' };
    await recordOutcome.run(payment, odd);
    const { status } = await statusOf(payment);
    expect(status).toBe('awaiting_authorisation');
    expect(await alarmsOf(payment)).toContain('unrecognised_bank_status');
  });
});

describe('a payment that has ended', () => {
  it('stays as it ended whatever the bank says later, and the contradiction is told once', async () => {
    const payment = await waitingPayment();
    await recordOutcome.run(payment, { ...payment.accepted, status: 'rejected', rawStatus: 'REJECTED' });
    const before = await statusOf(payment);
    expect(before.status).toBe('rejected');
    for (let look = 0; look < 3; look += 1) await recordOutcome.run(payment, payment.accepted);
    expect(await statusOf(payment)).toMatchObject({ status: 'rejected', version: before.version });
    expect(await alarmsOf(payment)).toEqual(['bank_contradicts_final_status']);
  });

  it('went to review when it was authorised first and the bank then called it off', async () => {
    const payment = await waitingPayment();
    await recordOutcome.run(payment, { ...payment.accepted, creditorIban: undefined });
    await recordOutcome.run(payment, { ...payment.accepted, status: 'cancelled', rawStatus: 'CANCELLED' });
    expect(await statusOf(payment)).toMatchObject({
      status: 'in_review',
      review_reason: 'ended_after_authorisation',
    });
  });
});
