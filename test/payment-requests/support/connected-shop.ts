import type { BankControl, BankUser } from '../../support/bank-control.js';
import { connectAtBank, connectByKey } from '../../support/connection-journey.js';
import type { PartnerClient } from '../../support/partner-client.js';
import type { Stack } from '../../support/stack.js';
import { until } from '../../support/until.js';

type Json = Record<string, unknown>;

/** A partner with an account of its own at the bank. */
export interface ConnectedShop {
  partner: PartnerClient & { partnerId: string };
  owner: BankUser;
  connectionId: string;
}

/** @param method `oauth` needs a stack with a business account */
export async function connectShop(
  stack: Stack,
  { method = 'api_key', balance = '1000.00' }: { method?: 'api_key' | 'oauth'; balance?: string } = {},
): Promise<ConnectedShop> {
  const partner = await stack.createPartner();
  const owner = await stack.bank.createUser('Koffie & Zo', balance);
  const { id: connectionId } = await (method === 'api_key'
    ? connectByKey(partner, owner)
    : connectAtBank(stack, partner, owner));
  return { partner, owner, connectionId };
}

/** A request for money that is right in every field. */
export function requestBody(payer: Pick<BankUser, 'iban' | 'name'>, change: Json = {}): Json {
  return {
    amount: { value: '12.50', currency: 'EUR' },
    debtor: { name: payer.name, iban: payer.iban },
    remittance_information: 'Table 4',
    ...change,
  };
}

export async function createRequest(partner: PartnerClient, body: Json): Promise<Json & { id: string }> {
  return (await partner.post('/v1/payment-requests', body).expect(201)).body as Json & { id: string };
}

export interface RequestAtBank {
  id: number;
  status: string;
  amount: string;
  merchant_reference: string | null;
}

/** Every request for money that the bank holds. */
export async function requestsAtBank(bank: BankControl): Promise<RequestAtBank[]> {
  return (await bank.state()).requests;
}

/** The one live request of this id at the bank, once it is there. */
export function requestAtBank(bank: BankControl, id: string): Promise<RequestAtBank> {
  return until(`${id} to stand at the bank`, async () =>
    (await requestsAtBank(bank)).find((one) => one.merchant_reference === id && one.status !== 'REVOKED'),
  );
}

/** The payer answers in the bank's app. */
export function decideRequest(
  bank: BankControl,
  payer: BankUser,
  bankRequestId: number,
  decision: 'accept' | 'reject',
): Promise<unknown> {
  return bank.post(`/_emulator/psu/${payer.userId}/requests/${bankRequestId}`, { decision });
}

/** The payer wants the money back; then gets it. */
export function refundRequest(
  bank: BankControl,
  payer: BankUser,
  bankRequestId: number,
  step: 'ask' | 'give',
): Promise<unknown> {
  return bank.post(`/_emulator/psu/${payer.userId}/requests/${bankRequestId}/refund`, { step });
}

/** A callback of the bank: there may be news of this. */
export async function hintAt(
  { apiUrl, environment }: Pick<Stack, 'apiUrl' | 'environment'>,
  object: Json,
  category = 'REQUEST',
): Promise<void> {
  const answer = await fetch(`${apiUrl}/callbacks/bunq/${environment.canaries['CALLBACK_SECRET'] ?? ''}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ NotificationUrl: { category, object } }),
  });
  if (!answer.ok) throw new Error(`the callback was answered ${answer.status}`);
}
