import { partyOfAccount } from './accounts.js';
import type { Bank } from './bank.js';
import { bookTransfer, requireBookable, requireFunds, requireOtherPayee } from './booking.js';
import { formatCents } from './cents.js';
import { planPayer } from './plan-payer.js';
import type { Customer, PspDraft } from './records.js';
import { invalid } from './refusal.js';

type NewPspDraft = Pick<
  PspDraft,
  'pspUserId' | 'senderIban' | 'senderName' | 'counterparty' | 'description' | 'amount'
>;

/** Lays a payment ready for the PSU, who meets it on the TPP's next authorisation page. */
export function createPspDraft(bank: Bank, wanted: NewPspDraft): PspDraft {
  requireOtherPayee(wanted.senderIban, [wanted.counterparty]);
  const row = bank.newRow();
  const draft = bank.tables.pspDrafts.insert({
    ...row,
    ...wanted,
    status: 'PENDING',
    expiresAt: row.createdAt + bank.switches.pspDraftSeconds * 1_000_000,
    paymentId: null,
  });
  bank.agenda.add({ at: draft.expiresAt, kind: 'psp_draft', id: draft.id });
  reportPspDraft(bank, draft, 'created');
  planPayer(bank, draft.id, draft.description);
  return draft;
}

/** What this TPP has laid ready for any account of this customer. */
export function pendingPspDrafts(bank: Bank, pspUserId: number, customer: Customer): PspDraft[] {
  return bank.tables.accounts
    .where('user', customer.id)
    .flatMap((account) => bank.tables.pspDrafts.where('sender', account.iban))
    .filter((draft) => draft.pspUserId === pspUserId && draft.status === 'PENDING');
}

/** @throws Refusal 400 when it is not pending or the account lacks the money; it then stays pending */
export function acceptPspDraft(bank: Bank, draft: PspDraft): void {
  requirePending(draft);
  const payment = bookTransfer(bank, bookingOf(bank, draft));
  draft.paymentId = payment.id;
  settlePspDraft(bank, draft, 'ACCEPTED');
}

/** @throws Refusal 400 when one of these cannot be paid, or an account cannot pay all that is accepted together */
export function requireAllPayable(bank: Bank, drafts: readonly PspDraft[]): void {
  const totals = new Map<string, bigint>();
  for (const draft of drafts) {
    requireBookable(bank, bookingOf(bank, draft));
    totals.set(draft.senderIban, (totals.get(draft.senderIban) ?? 0n) + draft.amount);
  }
  for (const [iban, total] of totals) {
    const account = bank.tables.accounts.first('iban', iban);
    if (account !== undefined) requireFunds(account, total);
  }
}

export function endPspDraft(bank: Bank, draft: PspDraft, status: 'REJECTED' | 'CANCELLED'): void {
  requirePending(draft);
  settlePspDraft(bank, draft, status);
}

export function settlePspDraft(bank: Bank, draft: PspDraft, status: Exclude<PspDraft['status'], 'PENDING'>): void {
  draft.status = status;
  draft.updatedAt = bank.now();
  reportPspDraft(bank, draft, status.toLowerCase());
}

function bookingOf(bank: Bank, { senderIban, counterparty, amount, description }: PspDraft) {
  const account = bank.tables.accounts.first('iban', senderIban);
  if (account === undefined) throw invalid('The sender of this payment is not an account of this bank.');
  return { from: partyOfAccount(account), to: counterparty, amount, description };
}

function requirePending(draft: PspDraft): void {
  if (draft.status !== 'PENDING') throw invalid(`This payment is ${draft.status} and can no longer change.`);
}

function reportPspDraft(bank: Bank, draft: PspDraft, event: string): void {
  bank.record(`psp_draft_${event}`, {
    psp_draft_id: draft.id,
    psp_user_id: draft.pspUserId,
    from_iban: draft.senderIban,
    to_iban: draft.counterparty.iban,
    amount: formatCents(draft.amount),
    description: draft.description,
    status: draft.status,
    payment_id: draft.paymentId,
  });
}
