import { z } from 'zod';
import { partyOf } from '../bank/accounts.js';
import { attachmentsFor } from '../bank/attachments.js';
import type { Bank } from '../bank/bank.js';
import type { Account, Plan } from '../bank/records.js';
import { invalid } from '../bank/refusal.js';
import type { ScheduledEntry } from '../bank/service-records.js';
import { requireDescriptionFits } from '../bank/text-limits.js';
import { pointer, positiveAmount } from '../wire/request-body.js';
import { parseTimestamp } from '../wire/timestamp.js';

/** One payment, as it stands in the bodies of payments, batches, drafts and schedules alike. */
export const entryFields = z.object({
  amount: positiveAmount,
  counterparty_alias: pointer,
  description: z.string(),
  attachment: z.array(z.object({ id: z.number() })).nullish(),
  merchant_reference: z.string().nullish(),
  allow_bunqto: z.boolean().nullish(),
});

export const planFields = z.object({
  time_start: z.string(),
  time_end: z.string().nullish(),
  recurrence_unit: z.enum(['ONCE', 'HOURLY', 'DAILY', 'WEEKLY', 'MONTHLY', 'YEARLY']),
  recurrence_size: z.number().int().nullish(),
});

/** @throws Refusal 400 or 404 for a payee, a text or an attachment that will not do */
export function readEntry(bank: Bank, account: Account, wanted: z.infer<typeof entryFields>): ScheduledEntry {
  const counterparty = partyOf(bank, wanted.counterparty_alias);
  requireDescriptionFits(wanted.description, counterparty);
  const attachmentIds = attachmentsFor(bank, account.id, wanted.attachment);
  if (attachmentIds.length > 0 && counterparty.accountId === null) {
    throw invalid('Attachments can only be sent to bunq users.');
  }
  return {
    amount: wanted.amount,
    counterparty,
    description: wanted.description,
    merchantReference: wanted.merchant_reference ?? null,
    attachmentIds,
  };
}

/** @throws Refusal 400 for times nobody can read and for a rhythm of nothing */
export function readPlan(wanted: z.infer<typeof planFields>): Plan {
  const [startAt, endAt] = [wanted.time_start, wanted.time_end ?? null].map((text) =>
    text === null ? null : parseTimestamp(text),
  );
  if (startAt === undefined || startAt === null) throw invalid('The value of "time_start" is not a valid time.');
  if (endAt === undefined) throw invalid('The value of "time_end" is not a valid time.');
  const size = wanted.recurrence_size ?? 1;
  if (size < 1) throw invalid('The value of "recurrence_size" must be at least 1.');
  return { startAt, endAt, unit: wanted.recurrence_unit, size };
}
