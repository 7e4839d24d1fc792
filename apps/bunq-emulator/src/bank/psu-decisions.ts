import { accountsOf } from './accounts.js';
import type { Decision } from './authorisation.js';
import type { Bank } from './bank.js';
import { acceptDraft, rejectDraft } from './drafts.js';
import { acceptIssuerTransaction, endIssuerTransaction } from './issuer-transactions.js';
import { homeOf } from './customers.js';
import { acceptRequest, inquiryOf, refundRequest, rejectRequest, requestRefund, wantedAddresses } from './requests.js';
import { acceptPspDraft, endPspDraft } from './psp-drafts.js';
import type { Customer, IssuerTransaction } from './records.js';
import { invalid, notFound } from './refusal.js';
import type { RequestInquiry } from './request-records.js';

/**
 * The PSU's answer to an order on one of their accounts: a draft payment, or a PSP draft outside its authorisation page.
 *
 * @returns the new status
 */
export function decideDraft(bank: Bank, customer: Customer, id: number, word: Decision): string {
  const accounts = accountsOf(bank, customer);
  const draft = bank.tables.drafts.get(id);
  if (draft !== undefined && accounts.some((account) => account.id === draft.accountId)) {
    if (word === 'accept') acceptDraft(bank, draft, customer.id);
    else rejectDraft(bank, draft, customer.id);
    return draft.status;
  }
  const pspDraft = bank.tables.pspDrafts.get(id);
  if (pspDraft === undefined || !accounts.some((account) => account.iban === pspDraft.senderIban))
    throw notFound('draft');
  if (word === 'accept') acceptPspDraft(bank, pspDraft);
  else endPspDraft(bank, pspDraft, 'REJECTED');
  return pspDraft.status;
}

/**
 * The PSU's answer to a request for money on one of their accounts; addresses it asks for are the PSU's own.
 *
 * @param id of the response or of the inquiry it answers
 * @returns the new status
 */
export function decideRequest(bank: Bank, customer: Customer, id: number, word: Decision): string {
  const inquiry = askedOf(bank, customer, id);
  if (word === 'accept') acceptRequest(bank, inquiry, customer, wantedAddresses(inquiry, homeOf(customer)));
  else rejectRequest(bank, inquiry);
  return inquiry.status;
}

/** The PSU wants the money of a request back; then the bank gives it. @returns the new status */
export function decideRefund(bank: Bank, customer: Customer, id: number, step: 'ask' | 'give'): string {
  const inquiry = askedOf(bank, customer, id);
  if (step === 'ask') requestRefund(bank, inquiry, customer);
  else refundRequest(bank, inquiry);
  return inquiry.status;
}

function askedOf(bank: Bank, customer: Customer, id: number): RequestInquiry {
  const { requestInquiries, requestResponses } = bank.tables;
  const response = requestResponses.get(id) ?? requestResponses.get(requestInquiries.get(id)?.responseId ?? 0);
  const isOwn =
    response !== undefined && accountsOf(bank, customer).some((account) => account.id === response.accountId);
  if (!isOwn) throw notFound('request');
  return inquiryOf(bank, response);
}

/** The answer of whoever opened the page of an issuer transaction. */
export function decideIssuerTransaction(
  bank: Bank,
  customer: Customer,
  uuid: string,
  { decision, accountId }: { decision: Decision; accountId: number | undefined },
): IssuerTransaction {
  const transaction = bank.tables.issuerTransactions.first('uuid', uuid);
  if (transaction === undefined) throw notFound('transaction');
  if (decision === 'reject') {
    endIssuerTransaction(bank, transaction, 'REJECTED');
    return transaction;
  }
  const account = accountsOf(bank, customer).find(({ id }) => id === accountId);
  if (account === undefined) throw invalid('Choose one of your accounts.');
  acceptIssuerTransaction(bank, transaction, account);
  return transaction;
}
