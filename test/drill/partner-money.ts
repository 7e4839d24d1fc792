import { randomUUID } from 'node:crypto';
import { fromPublicId, ownPartOf, type IdKind } from '@sluis/persistence';
import { z } from 'zod';
import type { BankControl, BankUser } from '../support/bank-control.js';
import { connectByKey } from '../support/connection-journey.js';
import type { PartnerClient } from '../support/partner-client.js';

/** An order of the partner about its own money. */
export interface MoneyWish {
  kind: Extract<IdKind, 'payout' | 'payoutBatch' | 'refund' | 'paymentRequest'>;
  /** As what the bank has it. */
  is: 'payment' | 'plan' | 'request';
  key: string;
  path: string;
  body: Record<string, unknown>;
  /** Of its own, by which the bank's books tell the orders apart. */
  amount: string;
  id: string;
}

export interface MoneyResult {
  orders: number;
  /** Keys by which money left twice, or somebody was asked twice. */
  duplicates: number;
  /** Requests that got another id than before. */
  changedIds: number;
}

interface Doors {
  partner: PartnerClient;
  bank: BankControl;
}

const notBegun = ['failed', 'cancelled', 'in_review'];
const idSchema = z.looseObject({ id: z.string() });

const monthMs = 30 * 86_400_000;

/** Connects the account, and names it in what is ordered from it. */
export async function connect(partner: PartnerClient, owner: BankUser): Promise<{ bank_connection_id: string }> {
  return { bank_connection_id: (await connectByKey(partner, owner)).id };
}

/**
 * Payouts at once, of two and for later, payment requests of which every second one is paid, and refunds of payments.
 *
 * @param from first number; no two orders of a drill share one
 */
export async function orderMoney(
  { partner, bank }: Doors,
  {
    from,
    count,
    on,
    other,
    paymentIds,
  }: {
    from: number;
    count: number;
    on: { bank_connection_id: string };
    other: BankUser;
    paymentIds: readonly string[];
  },
): Promise<MoneyWish[]> {
  const wishes: MoneyWish[] = [];
  const wish = (number: number, about: Pick<MoneyWish, 'kind' | 'is' | 'path' | 'body'>): void => {
    const amount = ((1_000 + number) / 100).toFixed(2);
    const euros = { amount: { value: amount, currency: 'EUR' } };
    const body = about.kind === 'payoutBatch' ? batchOf(about.body, euros) : { ...about.body, ...euros };
    wishes.push({ ...about, body: { ...body, ...on }, amount, key: randomUUID(), id: '' });
  };
  const remittance = { remittance_information: 'Drill' };
  const person = { name: other.name, iban: other.iban };
  for (let index = 0; index < count; index += 1) {
    const first = from + 4 * index;
    const body = { ...remittance, creditor: person };
    const schedule = { start: new Date(Date.now() + monthMs).toISOString() };
    wish(first, { kind: 'payout', is: 'payment', path: '/v1/payouts', body });
    wish(first + 1, {
      kind: 'paymentRequest',
      is: 'request',
      path: '/v1/payment-requests',
      body: { ...remittance, debtor: person },
    });
    wish(first + 2, { kind: 'payoutBatch', is: 'payment', path: '/v1/payout-batches', body });
    wish(first + 3, { kind: 'payout', is: 'plan', path: '/v1/payouts', body: { ...body, schedule } });
  }
  for (const [index, id] of paymentIds.entries())
    wish(from + 4 * count + index, {
      kind: 'refund',
      is: 'payment',
      path: `/v1/payments/${id}/refunds`,
      body: remittance,
    });
  for (const one of wishes) Object.assign(one, { id: await send(partner, one) });
  for (const one of wishes) await restOf(partner, one);
  const asked = wishes.filter(({ kind }) => kind === 'paymentRequest');
  for (const [index, one] of asked.entries()) if (index % 2 === 0) await pay({ partner, bank }, other, one);
  return wishes;
}

/** Every client repeats its request; nothing is waited for. @returns how many got another id */
export async function repeatMoney(
  partner: PartnerClient,
  wishes: readonly MoneyWish[],
  on?: { bank_connection_id: string },
): Promise<number> {
  let changedIds = 0;
  for (const wish of wishes) {
    Object.assign(wish.body, on);
    const id = await send(partner, wish);
    const parts = [id, wish.id].map((one) => ownPartOf(fromPublicId(wish.kind, one) ?? ''));
    if (parts[0] !== parts[1]) changedIds += 1;
    wish.id = id;
  }
  return changedIds;
}

/** Once all of it has come to rest. */
export async function readMoney(
  { partner, bank }: Doors,
  wishes: readonly MoneyWish[],
): Promise<{ duplicates: number; violations: string[] }> {
  const violations: string[] = [];
  for (const wish of wishes) {
    const { status } = await restOf(partner, wish);
    if (notBegun.includes(status)) violations.push(`${wish.id} is ${status}`);
  }
  const { payments, requests, schedules } = await bank.state();
  const seen = new Map<string, number>();
  const count = (what: string) => seen.set(what, (seen.get(what) ?? 0) + 1);
  for (const { amount, merchant_reference: reference } of payments)
    if (amount.startsWith('-') && /^(pot|pob|ref)_/.test(reference ?? '')) count(`payment ${amount.slice(1)}`);
  for (const { amount, status } of requests) if (status !== 'REVOKED') count(`request ${amount}`);
  for (const { amount, status } of schedules) if (status !== 'CANCELLED') count(`plan ${amount}`);
  let duplicates = 0;
  for (const { is, amount, id } of wishes) {
    const times = seen.get(`${is} ${amount}`) ?? 0;
    if (times > 1) duplicates += 1;
    if (times === 0) violations.push(`${id} never reached the bank`);
  }
  return { duplicates, violations };
}

/** Two in one order; the second is the same for all, and never looked for. */
function batchOf(entry: Record<string, unknown>, euros: object): Record<string, unknown> {
  return {
    entries: [
      { ...entry, ...euros },
      { ...entry, amount: { value: '0.01', currency: 'EUR' } },
    ],
  };
}

async function send(partner: PartnerClient, { path, body, key }: MoneyWish): Promise<string> {
  return idSchema.parse((await partner.post(path, body, key).expect(201)).body).id;
}

function restOf(partner: PartnerClient, { is, path, id }: MoneyWish): Promise<{ status: string }> {
  const good = { request: ['pending', 'accepted'], payment: ['executed'], plan: ['scheduled'] }[is];
  return partner.waitFor(`${path}/${id}`, [...good, ...notBegun], 300_000);
}

async function pay({ partner, bank }: Doors, by: BankUser, { id, amount }: MoneyWish): Promise<void> {
  const request = (await bank.state()).requests.find((one) => one.amount === amount && one.status === 'PENDING');
  await bank.post(`/_emulator/psu/${by.userId}/requests/${request?.response_id ?? 0}`, { decision: 'accept' });
  await partner.waitFor(`/v1/payment-requests/${id}`, ['accepted'], 120_000);
}
