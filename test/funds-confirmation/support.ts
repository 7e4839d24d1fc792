import { z } from 'zod';
import type { BankUser } from '../support/bank-control.js';
import type { PartnerClient } from '../support/partner-client.js';
import type { Stack } from '../support/stack.js';
import { ConsentJourneys } from '../consents/support/consent-journeys.js';

export const bankPath = '^/v1/user/\\d+/confirmation-of-funds$';
export const ask = '/v1/funds-confirmations';
export const askBatch = '/v1/funds-confirmation-batches';

export const confirmationSchema = z.strictObject({
  id: z.string().regex(/^fcf_/),
  consent_id: z.string(),
  account_id: z.string(),
  batch_id: z.string().nullable(),
  amount: z.strictObject({ value: z.string(), currency: z.string() }),
  status: z.string(),
  funds_available: z.boolean().nullable(),
  reason: z.string().nullable(),
  version: z.number(),
  created_at: z.string(),
  updated_at: z.string(),
  answered_at: z.string().nullable(),
});
export type Confirmation = z.output<typeof confirmationSchema>;

export const batchSchema = z.strictObject({
  id: z.string().regex(/^fcb_/),
  status: z.string(),
  version: z.number(),
  counts: z.strictObject({ pending: z.number(), answered: z.number(), unanswered: z.number() }),
  data: z.array(confirmationSchema),
  created_at: z.string(),
  completed_at: z.string().nullable(),
});

/** A payer who lets a partner ask whether there is money. */
export interface AskedPayer {
  user: BankUser;
  consentId: string;
  accountId: string;
  question(value: string): { consent_id: string; amount: { value: string; currency: string } };
}

export async function newAskedPayer(
  stack: Stack,
  { balance = '100.00', partner = stack.partner }: { balance?: string; partner?: PartnerClient } = {},
): Promise<AskedPayer> {
  const user = await stack.bank.createUser('A. Visser', balance);
  const consent = await new ConsentJourneys(stack).authorised(user, 'funds_confirmation', {}, partner);
  return {
    user,
    consentId: consent.id,
    accountId: consent.accounts[0]?.id ?? '',
    question: (value) => ({ consent_id: consent.id, amount: { value, currency: 'EUR' } }),
  };
}

/** How often the bank was asked. */
export async function timesAsked(stack: Stack): Promise<number> {
  return (await stack.bank.requests()).filter(({ path }) => new RegExp(bankPath).test(path)).length;
}
