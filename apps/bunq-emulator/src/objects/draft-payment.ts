import type { Bank } from '../bank/bank.js';
import type { Draft } from '../bank/records.js';
import type { Json } from '../wire/envelope.js';
import { amountOf, labelOfAccount, labelOfParty, labelOfUser, stamps } from './labels.js';
import { paymentObject } from './payment.js';

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
        attachment: [],
      })),
      object: executedObject(bank, draft),
      request_reference_split_the_bill: [],
      schedule: null,
    },
  };
}

function responsesOf(bank: Bank, draft: Draft): Json[] {
  if (draft.respondedByUserId === null) return [];
  const responder = bank.tables.users.get(draft.respondedByUserId);
  return [{ status: draft.status, user_alias_created: labelOfUser(bank, responder) }];
}

/** What became of it: one payment, or a batch for several entries. */
function executedObject(bank: Bank, draft: Draft): Json | null {
  const payments = draft.paymentIds.flatMap((id) => bank.tables.payments.get(id) ?? []);
  const [first] = payments;
  if (first === undefined) return null;
  if (draft.batchId === null) return paymentObject(bank, first);
  return {
    PaymentBatch: {
      ...stamps({ id: draft.batchId, createdAt: first.createdAt, updatedAt: draft.updatedAt }),
      payments: { Payment: payments.map((payment) => paymentObject(bank, payment)['Payment']) },
    },
  };
}
