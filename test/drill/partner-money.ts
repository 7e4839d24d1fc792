import { randomUUID } from 'node:crypto';
import { fromPublicId, ownPartOf, type IdKind } from '@sluis/persistence';
import { z } from 'zod';
import type { BankControl, BankUser } from '../support/bank-control.js';
import { connectByKey } from '../support/connection-journey.js';
import type { PartnerClient } from '../support/partner-client.js';

/** An order of the partner about its own money. */
export interface MoneyWish {
  kind: Extract<IdKind, 'payout' | 'refund' | 'paymentRequest'>;
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

/** Connects the account, and names it in what is ordered from it. */
export async function connect(partner: PartnerClient, owner: BankUser): Promise<{ bank_connection_id: string }> {
  return { bank_connection_id: (await connectByKey(partner, owner)).id };
}

/**
 * Payouts, payment requests of which every second one is paid, and refunds of payments.
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
  const wish = (number: number, about: Pick<MoneyWish, 'kind' | 'path' | 'body'>): void => {
    const amount = ((1_000 + number) / 100).toFixed(2);
    const body = { ...about.body, ...on, amount: { value: amount, currency: 'EUR' } };
    wishes.push({ ...about, body, amount, key: randomUUID(), id: '' });
  };
  const remittance = { remittance_information: 'Drill' };
  const person = { name: other.name, iban: other.iban };
  for (let index = 0; index < count; index += 1) {
    const [payout, request] = [from + 2 * index, from + 2 * index + 1];
    wish(payout, { kind: 'payout', path: '/v1/payouts', body: { ...remittance, creditor: person } });
    wish(request, { kind: 'paymentRequest', path: '/v1/payment-requests', body: { ...remittance, debtor: person } });
  }
  for (const [index, id] of paymentIds.entries())
    wish(from + 2 * count + index, { kind: 'refund', path: `/v1/payments/${id}/refunds`, body: remittance });
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
  const { payments, requests } = await bank.state();
  const seen = new Map<string, number>();
  const count = (what: string) => seen.set(what, (seen.get(what) ?? 0) + 1);
  for (const { amount, merchant_reference: reference } of payments)
    if (amount.startsWith('-') && /^(pot|ref)_/.test(reference ?? '')) count(`payment ${amount.slice(1)}`);
  for (const { amount, status } of requests) if (status !== 'REVOKED') count(`request ${amount}`);
  let duplicates = 0;
  for (const { kind, amount, id } of wishes) {
    const times = seen.get(`${kind === 'paymentRequest' ? 'request' : 'payment'} ${amount}`) ?? 0;
    if (times > 1) duplicates += 1;
    if (times === 0) violations.push(`${id} never reached the bank`);
  }
  return { duplicates, violations };
}

async function send(partner: PartnerClient, { path, body, key }: MoneyWish): Promise<string> {
  return idSchema.parse((await partner.post(path, body, key).expect(201)).body).id;
}

function restOf(partner: PartnerClient, { kind, path, id }: MoneyWish): Promise<{ status: string }> {
  const ofRequest = kind === 'refund' ? path : `/v1/${kind === 'payout' ? 'payouts' : 'payment-requests'}`;
  const good = kind === 'paymentRequest' ? ['pending', 'accepted'] : ['executed'];
  return partner.waitFor(`${ofRequest}/${id}`, [...good, ...notBegun], 300_000);
}

async function pay({ partner, bank }: Doors, by: BankUser, { id, amount }: MoneyWish): Promise<void> {
  const request = (await bank.state()).requests.find((one) => one.amount === amount && one.status === 'PENDING');
  await bank.post(`/_emulator/psu/${by.userId}/requests/${request?.response_id ?? 0}`, { decision: 'accept' });
  await partner.waitFor(`/v1/payment-requests/${id}`, ['accepted'], 120_000);
}
