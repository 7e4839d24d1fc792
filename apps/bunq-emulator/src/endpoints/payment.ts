import type { Bank } from '../bank/bank.js';
import { partyOfAccount } from '../bank/accounts.js';
import { shareAttachments } from '../bank/attachments.js';
import { bookTransfer } from '../bank/booking.js';
import type { Account } from '../bank/records.js';
import { insufficientAuthorisation } from '../bank/refusal.js';
import type { ScheduledEntry } from '../bank/service-records.js';
import { type Caller } from '../http/caller.js';
import { type Endpoint, sessionEndpoint } from '../http/endpoint.js';
import { accountIn, listing } from '../http/listing.js';
import { paymentObject } from '../objects/payment.js';
import { idAnswer } from '../wire/envelope.js';
import { geolocationIn } from '../wire/geolocation.js';
import { entryFields, readEntry } from './payment-entry.js';

const path = '/v1/user/:userId/monetary-account/:accountId/payment';

const payments = listing({
  path,
  allow: ['own', 'oauth', 'aisp'],
  param: 'paymentId',
  what: 'payment',
  visible: (reading) => reading.bank.tables.payments.where('account', accountIn(reading).id),
  object: paymentObject,
});

export const paymentEndpoints: Endpoint[] = [
  sessionEndpoint({
    method: 'POST',
    path,
    allow: ['own', 'oauth'],
    body: entryFields,
    mustBeSigned: () => true,
    handle({ bank, caller, params, body, header }) {
      const account = accountIn({ bank, caller, params });
      const entry = readEntry(bank, account, body);
      requireMayPay(bank, caller, account, [entry]);
      return idAnswer(pay(bank, account, entry, { header }).id);
    },
  }),
  payments.list,
  payments.get,
];

/** An app with OAuth may move money between accounts of one user, not away. */
export function requireMayPay(bank: Bank, caller: Caller, account: Account, entries: readonly ScheduledEntry[]): void {
  if (caller.roles.has('own') || bank.switches.laxRoles) return;
  const stays = entries.every(
    ({ counterparty }) => bank.tables.accounts.get(counterparty.accountId ?? 0)?.userId === account.userId,
  );
  if (!stays) throw insufficientAuthorisation();
}

export function pay(
  bank: Bank,
  account: Account,
  entry: ScheduledEntry,
  { header, batchId = null }: { header: (name: string) => string | undefined; batchId?: number | null },
) {
  const { attachmentIds } = entry;
  const geolocation = geolocationIn(header);
  const hasExtras = attachmentIds.length > 0 || geolocation !== null;
  const extras = { attachmentIds, scheduledId: null, addressBilling: null, addressShipping: null, geolocation };
  const payment = bookTransfer(bank, {
    ...entry,
    from: partyOfAccount(account),
    to: entry.counterparty,
    batchId,
    extras: hasExtras ? extras : null,
  });
  shareAttachments(bank, attachmentIds, entry.counterparty.accountId);
  return payment;
}
