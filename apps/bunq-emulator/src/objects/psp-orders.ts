import type { Bank } from '../bank/bank.js';
import type { IssuerTransaction, PspDraft } from '../bank/records.js';
import type { Json } from '../wire/envelope.js';
import { formatTimestamp } from '../wire/timestamp.js';
import { amountOf, labelOfAccount, labelOfParty, stamps } from './labels.js';

/** Neither description nor names come back, and the payee's field is called otherwise than on write. */
export function pspDraftObject(bank: Bank, draft: PspDraft): Json {
  return {
    PaymentServiceProviderDraftPayment: {
      ...(bank.switches.pspDraftsWithoutId ? {} : stamps(draft)),
      sender_iban: draft.senderIban,
      receiver_iban: draft.counterparty.iban,
      amount: amountOf(draft.amount),
      status: draft.status,
    },
  };
}

export function issuerTransactionObject(bank: Bank, transaction: IssuerTransaction): Json {
  const payer = transaction.payerAccountId === null ? undefined : bank.tables.accounts.get(transaction.payerAccountId);
  return {
    PaymentServiceProviderIssuerTransaction: {
      ...stamps(transaction),
      public_uuid: transaction.publicUuid,
      counterparty_alias: labelOfParty(bank, transaction.counterparty),
      amount: amountOf(transaction.amount),
      description: transaction.description,
      url_redirect: transaction.urlRedirect,
      time_expiry: formatTimestamp(transaction.expiresAt),
      status: transaction.status,
      alias: payer === undefined ? null : labelOfAccount(bank, payer),
    },
  };
}
