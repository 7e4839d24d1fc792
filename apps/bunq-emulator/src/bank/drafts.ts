import { partyOfAccount } from './accounts.js';
import { shareAttachments } from './attachments.js';
import type { Bank } from './bank.js';
import { addBatch, requireAllBookable } from './batches.js';
import { bookTransfer, requireOtherPayee } from './booking.js';
import { formatCents } from './cents.js';
import { planPayer } from './plan-payer.js';
import type { Account, Draft, Plan, User } from './records.js';
import { invalid } from './refusal.js';
import { startSchedule } from './schedules.js';
import { scriptIn } from './scripts.js';

export const maxDraftEntries = 350;

type NewEntry = Omit<Draft['entries'][number], 'id'>;

/** Lays an order ready on an account; the PSU says yes or no in the app. */
export function createDraft(
  bank: Bank,
  account: Account,
  creator: User,
  { entries, plan = null }: { entries: readonly NewEntry[]; plan?: Plan | null },
): Draft {
  requireEntries(entries, account.iban);
  const draft = bank.tables.drafts.insert({
    ...bank.newRow(),
    accountId: account.id,
    createdByUserId: creator.id,
    entries: entries.map((entry) => ({ ...entry, id: bank.nextId() })),
    status: 'PENDING',
    respondedByUserId: null,
    batchId: null,
    paymentIds: [],
    plan,
    scheduleId: null,
  });
  report(bank, draft, 'CREATED');
  planPayer(bank, draft.id, entries.map(({ description }) => description).join('\n'));
  return draft;
}

/**
 * Executes a draft: every entry is paid, or none.
 *
 * @throws Refusal 400 when it is no longer pending, and when the account cannot pay all entries (it then stays pending)
 */
export function acceptDraft(bank: Bank, draft: Draft, responderUserId: number): void {
  requirePending(draft);
  const account = accountOf(bank, draft);
  if (draft.plan === null) payNow(bank, draft, account);
  else {
    const kind = draft.entries.length > 1 ? 'payment-batch' : 'payment';
    const entries = draft.entries.map(({ id: _id, ...entry }) => entry);
    const order = { kind, entries, plan: draft.plan, purpose: null, createdByUserId: responderUserId } as const;
    draft.scheduleId = startSchedule(bank, account, order).id;
  }
  settle(bank, draft, 'ACCEPTED', responderUserId);
}

function payNow(bank: Bank, draft: Draft, account: Account): void {
  requireAllBookable(bank, account, draft.entries);
  const row = draft.entries.length > 1 ? bank.newRow() : undefined;
  draft.batchId = row?.id ?? null;
  for (const entry of draft.entries) {
    const isLeftOut = bank.switches.leaveUnpaidIbans.includes(entry.counterparty.iban ?? '');
    if (isLeftOut || scriptIn(entry.description) === 'unpaid') continue;
    const { attachmentIds } = entry;
    const extras = { attachmentIds, scheduledId: null, addressBilling: null, addressShipping: null, geolocation: null };
    const payment = bookTransfer(bank, {
      from: partyOfAccount(account),
      to: entry.counterparty,
      amount: entry.amount,
      description: entry.description,
      merchantReference: entry.merchantReference,
      batchId: draft.batchId,
      extras: attachmentIds.length === 0 ? null : extras,
    });
    shareAttachments(bank, attachmentIds, entry.counterparty.accountId);
    draft.paymentIds.push(payment.id);
  }
  if (row !== undefined) addBatch(bank, { ...row, accountId: account.id, paymentIds: draft.paymentIds });
}

/** Other payments or another time, as long as nobody has decided. */
export function changeDraft(
  bank: Bank,
  draft: Draft,
  { entries, plan }: { entries?: readonly NewEntry[] | undefined; plan?: Plan | null | undefined },
): void {
  requirePending(draft);
  if (entries !== undefined) {
    requireEntries(entries, accountOf(bank, draft).iban);
    draft.entries = entries.map((entry) => ({ ...entry, id: bank.nextId() }));
  }
  if (plan !== undefined) draft.plan = plan;
  draft.updatedAt = bank.now();
  report(bank, draft, 'UPDATED');
}

export function rejectDraft(bank: Bank, draft: Draft, responderUserId: number): void {
  requirePending(draft);
  settle(bank, draft, 'REJECTED', responderUserId);
}

export function cancelDraft(bank: Bank, draft: Draft): void {
  requirePending(draft);
  settle(bank, draft, 'CANCELLED', null);
}

/** Nobody decided in time. */
export function expireDraft(bank: Bank, draft: Draft): void {
  requirePending(draft);
  settle(bank, draft, 'EXPIRED', null);
}

export function totalOf(draft: Draft): bigint {
  return draft.entries.reduce((sum, entry) => sum + entry.amount, 0n);
}

function accountOf(bank: Bank, draft: Draft): Account {
  const account = bank.tables.accounts.get(draft.accountId);
  if (account === undefined) throw new Error(`draft ${draft.id} has no account`);
  return account;
}

function requireEntries(entries: readonly NewEntry[], iban: string): void {
  if (entries.length === 0) throw invalid('A draft payment needs at least one entry.');
  if (entries.length > maxDraftEntries) throw invalid(`A draft payment can have at most ${maxDraftEntries} entries.`);
  requireOtherPayee(
    iban,
    entries.map(({ counterparty }) => counterparty),
  );
}

function requirePending(draft: Draft): void {
  if (draft.status !== 'PENDING') throw invalid(`This draft payment is ${draft.status} and can no longer change.`);
}

function settle(
  bank: Bank,
  draft: Draft,
  status: 'ACCEPTED' | 'REJECTED' | 'CANCELLED' | 'EXPIRED',
  responderUserId: number | null,
): void {
  draft.status = status;
  draft.respondedByUserId = responderUserId;
  draft.updatedAt = bank.now();
  report(bank, draft, status);
}

function report(
  bank: Bank,
  draft: Draft,
  event: 'CREATED' | 'UPDATED' | 'ACCEPTED' | 'REJECTED' | 'CANCELLED' | 'EXPIRED',
): void {
  bank.record(`draft_${event.toLowerCase()}`, {
    draft_id: draft.id,
    account_id: draft.accountId,
    created_by_user_id: draft.createdByUserId,
    from_iban: bank.tables.accounts.get(draft.accountId)?.iban ?? null,
    to_iban: draft.entries.length === 1 ? (draft.entries[0]?.counterparty.iban ?? null) : null,
    entries: draft.entries.length,
    amount: formatCents(totalOf(draft)),
    merchant_reference: draft.entries[0]?.merchantReference ?? null,
    status: draft.status,
    payment_id: draft.paymentIds[0] ?? null,
  });
  bank.notify({ kind: 'draft', draft, event });
}
