import type { Bank } from '../bank/bank.js';
import { formatCents } from '../bank/cents.js';
import type { Customer } from '../bank/records.js';

function iso(micros: number): string {
  return new Date(micros / 1000).toISOString();
}

/** A customer with everything a test or a local stack needs to act for them. */
export function userView(bank: Bank, user: Customer) {
  const alias = (type: string) => user.aliases.find((candidate) => candidate.type === type)?.value ?? null;
  return {
    user_id: user.id,
    type: user.kind,
    name: user.kind === 'person' ? `${user.firstName} ${user.lastName}`.trim() : user.name,
    display_name: user.displayName,
    api_key: bank.tables.apiKeys.first('user', user.id)?.secret ?? null,
    accounts: bank.tables.accounts.where('user', user.id).map((account) => ({
      id: account.id,
      iban: account.iban,
      name: account.displayName,
      balance: formatCents(account.balance),
    })),
    email: alias('EMAIL'),
    phone: alias('PHONE_NUMBER'),
  };
}

/** Everything the bank did, in order. */
export function journalView(bank: Bank, since: number) {
  return bank.tables.journal
    .all()
    .filter((entry) => entry.id > since)
    .map(({ id, at, ...rest }) => ({ seq: id, at: iso(at), ...rest }));
}

/** Everything the bank holds, as a test compares it with what the platform believes. */
export function stateView(bank: Bank) {
  const { tables } = bank;
  const accounts = tables.accounts.all();
  return {
    now: iso(bank.time()),
    world_balance: formatCents(bank.worldBalance),
    accounts: accounts.map((account) => ({
      id: account.id,
      user_id: account.userId,
      iban: account.iban,
      balance: formatCents(account.balance),
    })),
    payments: tables.payments.all().map((payment) => ({
      id: payment.id,
      transfer_id: payment.transferId,
      account_id: payment.accountId,
      iban: tables.accounts.get(payment.accountId)?.iban ?? null,
      counterparty_iban: payment.counterparty.iban,
      amount: formatCents(payment.amount),
      description: payment.description,
      merchant_reference: payment.merchantReference,
      created: iso(payment.createdAt),
    })),
    drafts: tables.drafts.all().map((draft) => ({
      id: draft.id,
      account_id: draft.accountId,
      created_by_user_id: draft.createdByUserId,
      status: draft.status,
      payment_ids: draft.paymentIds,
      created: iso(draft.createdAt),
      entries: draft.entries.map((entry) => ({
        amount: formatCents(entry.amount),
        counterparty_iban: entry.counterparty.iban,
        description: entry.description,
        merchant_reference: entry.merchantReference,
      })),
    })),
    psp_drafts: tables.pspDrafts.all().map((draft) => ({
      id: draft.id,
      psp_user_id: draft.pspUserId,
      sender_iban: draft.senderIban,
      receiver_iban: draft.counterparty.iban,
      amount: formatCents(draft.amount),
      description: draft.description,
      status: draft.status,
      payment_id: draft.paymentId,
      created: iso(draft.createdAt),
    })),
    issuer_transactions: tables.issuerTransactions.all().map((transaction) => ({
      id: transaction.id,
      public_uuid: transaction.publicUuid,
      psp_user_id: transaction.pspUserId,
      payer_account_id: transaction.payerAccountId,
      counterparty_iban: transaction.counterparty.iban,
      amount: formatCents(transaction.amount),
      description: transaction.description,
      url_redirect: transaction.urlRedirect,
      status: transaction.status,
      payment_id: transaction.paymentId,
      created: iso(transaction.createdAt),
    })),
    requests: tables.requestInquiries.all().map((inquiry) => ({
      id: inquiry.id,
      response_id: inquiry.responseId,
      account_id: inquiry.accountId,
      payer_account_id: tables.requestResponses.get(inquiry.responseId ?? 0)?.accountId ?? null,
      created_by_user_id: inquiry.createdByUserId,
      counterparty_iban: inquiry.counterparty.iban,
      amount: formatCents(inquiry.amount),
      description: inquiry.description,
      merchant_reference: inquiry.merchantReference,
      status: inquiry.status,
      payment_id: inquiry.paymentId,
      created: iso(inquiry.createdAt),
    })),
    schedules: tables.schedules.all().map((schedule) => ({
      id: schedule.id,
      account_id: schedule.accountId,
      status: schedule.status,
      amount: formatCents(schedule.entries.reduce((sum, { amount }) => sum + amount, 0n)),
      merchant_reference: schedule.entries[0]?.merchantReference ?? null,
      runs: schedule.runs,
      next_run_at: schedule.nextRunAt === null ? null : iso(schedule.nextRunAt),
      payment_ids: tables.scheduleInstances.where('schedule', schedule.id).flatMap(({ paymentIds }) => paymentIds),
    })),
    card_transactions: tables.cardTransactions.all().map((transaction) => ({
      id: transaction.id,
      account_id: transaction.accountId,
      amount: formatCents(transaction.amount),
      decision: transaction.decision,
      payment_id: transaction.paymentId,
    })),
    consents: tables.users.all().flatMap((user) =>
      user.kind === 'consent'
        ? [
            {
              user_api_key_id: user.id,
              granted_by_user_id: user.grantedByUserId,
              requested_by_user_id: user.requestedByUserId,
              account_ids: user.accountIds,
              status: user.status,
            },
          ]
        : [],
    ),
  };
}
