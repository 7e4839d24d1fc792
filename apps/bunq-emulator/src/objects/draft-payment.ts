import type { Bank } from '../bank/bank.js';
import type { Draft } from '../bank/records.js';
import type { Json } from '../wire/envelope.js';
import { attachmentReference } from './attachment.js';
import { amountOf, labelOfAccount, labelOfParty, labelOfUser, stamps } from './labels.js';
import { paymentBatchObject, paymentObject } from './payment.js';
import { planFields, scheduledPaymentObject } from './schedule.js';

export function draftPaymentObject(bank: Bank, draft: Draft): Json {
  const account = bank.tables.accounts.get(draft.accountId);
  const alias = account === undefined ? null : labelOfAccount(bank, account);
  return {
    DraftPayment: {
      ...stamps(draft),
      monetary_account_id: draft.accountId,
      user_alias_created: labelOfUser(bank, bank.tables.users.get(draft.createdByUserId)),
      responses: responsesOf(bank, draft),
      status: draft.status,
      type: 'EXTERNAL',
      entries: draft.entries.map((entry) => ({
        id: entry.id,
        amount: amountOf(entry.amount),
        alias,
        counterparty_alias: labelOfParty(bank, entry.counterparty),
        description: entry.description,
        merchant_reference: entry.merchantReference,
        type: 'EXTERNAL',
        attachment: entry.attachmentIds.map((id) => attachmentReference(bank, id)),
      })),
      object: executedObject(bank, draft),
      request_reference_split_the_bill: [],
      schedule: draft.plan === null ? null : planFields(draft.plan),
    },
  };
}

function responsesOf(bank: Bank, draft: Draft): Json[] {
  if (draft.respondedByUserId === null) return [];
  const responder = bank.tables.users.get(draft.respondedByUserId);
  return [{ status: draft.status, user_alias_created: labelOfUser(bank, responder) }];
}

/** What became of it: one payment, a batch for several entries, or a plan. */
function executedObject(bank: Bank, draft: Draft): Json | null {
  const { payments, paymentBatches, schedules } = bank.tables;
  const schedule = schedules.get(draft.scheduleId ?? 0);
  if (schedule !== undefined) return scheduledPaymentObject(bank, schedule);
  const batch = paymentBatches.get(draft.batchId ?? 0);
  if (batch !== undefined) return paymentBatchObject(bank, batch);
  const payment = payments.get(draft.paymentIds[0] ?? 0);
  return payment === undefined ? null : paymentObject(bank, payment);
}
