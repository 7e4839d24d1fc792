import { mainAccountOf } from './accounts.js';
import type { Bank } from './bank.js';
import { consentsOf, revokeConsent } from './consents.js';
import { customerByAlias, findCustomer, homeOf } from './customers.js';
import { acceptDraft, expireDraft, rejectDraft } from './drafts.js';
import { acceptIssuerTransaction, endIssuerTransaction, settleIssuerTransaction } from './issuer-transactions.js';
import { acceptPspDraft, endPspDraft, settlePspDraft } from './psp-drafts.js';
import type { Account, Customer, Draft, IssuerTransaction, PspDraft } from './records.js';
import { Refusal } from './refusal.js';
import type { RequestInquiry } from './request-records.js';
import { acceptRequest, payByLink, rejectRequest, responseTo, settleRequest, wantedAddresses } from './requests.js';
import { type Script, scriptIn } from './scripts.js';

/** Who pays what nobody in particular was asked to pay. */
const richAlias = 'sugardaddy@bunq.com';
const guest = { iban: 'NL91ABNA0417164300', name: 'G. Gast' };

/** What a payer can do with something that waits for them. */
interface Waiting {
  accept(): void;
  reject(): void;
  expire(): void;
  /** The bank holds another amount than was ordered. */
  distort?(): void;
  payer?: Customer | undefined;
}

/**
 * The payer of a scripted order decides by themselves, a moment after it was laid ready. What cannot be paid is rejected: a
 * script always comes to an end.
 */
export function actAsPayer(bank: Bank, id: number): void {
  const found = find(bank, id);
  if (found === undefined) return;
  const { script, waiting } = found;
  if (script === 'expired') {
    waiting.expire();
    return;
  }
  if (script === 'rejected' || script === 'insufficient_funds') {
    waiting.reject();
    return;
  }
  if (script === 'mismatch') waiting.distort?.();
  try {
    waiting.accept();
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    waiting.reject();
  }
  if (script === 'consent_revoked' && waiting.payer !== undefined) revokeAll(bank, waiting.payer);
}

function find(bank: Bank, id: number): { script: Script; waiting: Waiting } | undefined {
  const { pspDrafts, issuerTransactions, drafts, requestInquiries } = bank.tables;
  const [pspDraft, transaction] = [pspDrafts.get(id), issuerTransactions.get(id)];
  if (pspDraft !== undefined) return ofScript(pspDraft, pspDraft.description, () => ofPspDraft(bank, pspDraft));
  if (transaction !== undefined)
    return ofScript(transaction, transaction.description, () => ofIssuerTransaction(bank, transaction));
  const [draft, inquiry] = [drafts.get(id), requestInquiries.get(id)];
  if (draft !== undefined) return ofScript(draft, textOf(draft), () => ofDraft(bank, draft));
  return inquiry && ofScript(inquiry, inquiry.description, () => ofRequest(bank, inquiry));
}

function ofScript({ status }: { status: string }, text: string, waiting: () => Waiting) {
  const script = scriptIn(text);
  return script === undefined || status !== 'PENDING' ? undefined : { script, waiting: waiting() };
}

/** An order of many follows the first of its entries that says anything. */
export function textOf({ entries }: Pick<Draft, 'entries'>): string {
  return entries.map(({ description }) => description).join('\n');
}

function ofPspDraft(bank: Bank, draft: PspDraft): Waiting {
  return {
    accept: () => acceptPspDraft(bank, draft),
    reject: () => endPspDraft(bank, draft, 'REJECTED'),
    expire: () => settlePspDraft(bank, draft, 'EXPIRED'),
    distort: () => (draft.amount += 1n),
    payer: ownerOf(bank, bank.tables.accounts.first('iban', draft.senderIban)),
  };
}

function ofIssuerTransaction(bank: Bank, transaction: IssuerTransaction): Waiting {
  const rich = customerByAlias(bank, richAlias);
  return {
    accept() {
      const account = rich && mainAccountOf(bank, rich);
      if (account === undefined) endIssuerTransaction(bank, transaction, 'REJECTED');
      else acceptIssuerTransaction(bank, transaction, account);
    },
    reject: () => endIssuerTransaction(bank, transaction, 'REJECTED'),
    expire: () => settleIssuerTransaction(bank, transaction, 'EXPIRED'),
    distort: () => (transaction.amount += 1n),
  };
}

function ofDraft(bank: Bank, draft: Draft): Waiting {
  const payer = ownerOf(bank, bank.tables.accounts.get(draft.accountId));
  const payerId = payer?.id ?? draft.createdByUserId;
  return {
    accept: () => acceptDraft(bank, draft, payerId),
    reject: () => rejectDraft(bank, draft, payerId),
    expire: () => expireDraft(bank, draft),
    distort: () => (draft.entries = draft.entries.map((entry) => ({ ...entry, amount: entry.amount + 1n }))),
    payer,
  };
}

function ofRequest(bank: Bank, inquiry: RequestInquiry): Waiting {
  const account = bank.tables.accounts.get(responseTo(bank, inquiry)?.accountId ?? 0);
  const payer = ownerOf(bank, account);
  return {
    accept: () =>
      payer === undefined
        ? payByLink(bank, inquiry, guest)
        : acceptRequest(bank, inquiry, payer, wantedAddresses(inquiry, homeOf(payer))),
    reject: () => rejectRequest(bank, inquiry),
    expire: () => settleRequest(bank, inquiry, 'EXPIRED'),
    payer,
  };
}

function ownerOf(bank: Bank, account: Account | undefined): Customer | undefined {
  return account && findCustomer(bank, String(account.userId));
}

function revokeAll(bank: Bank, payer: Customer): void {
  for (const consent of consentsOf(bank, payer)) if (consent.status === 'ACTIVE') revokeConsent(bank, consent, 'psu');
}
