import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { accountsOf } from '../bank/accounts.js';
import { acceptAuthorisation, type Decision, denyAuthorisation, readAuthorisation } from '../bank/authorisation.js';
import type { Bank } from '../bank/bank.js';
import { consentsOf, revokeConsent } from '../bank/consents.js';
import { isCustomer } from '../bank/customers.js';
import { acceptDraft, rejectDraft } from '../bank/drafts.js';
import { acceptIssuerTransaction, endIssuerTransaction } from '../bank/issuer-transactions.js';
import { acceptPspDraft, endPspDraft } from '../bank/psp-drafts.js';
import type { Customer } from '../bank/records.js';
import { invalid, notFound } from '../bank/refusal.js';
import { sendJson } from '../http/bank-api.js';
import { idIn } from '../http/endpoint.js';
import { fieldsOf } from '../http/incoming.js';
import { bodyAs } from './control-body.js';

const decision = z
  .enum(['accept', 'reject', 'deny'])
  .transform((word): Decision => (word === 'accept' ? word : 'reject'));
const authoriseBody = z.strictObject({
  url: z.url(),
  decision,
  accounts: z.array(z.number()).optional(),
  drafts: z.record(z.string(), decision).optional(),
});

/** The PSU's hand: everything a person can do on the bank's pages, without a browser. */
export function servePsuControl(app: FastifyInstance, bank: Bank): void {
  app.post('/_emulator/psu/:userId/authorise', (request, reply) => {
    const customer = psuIn(bank, fieldsOf(request.params));
    const body = bodyAs(authoriseBody, request);
    const asked = readAuthorisation(bank, Object.fromEntries(new URL(body.url).searchParams));
    if (body.decision === 'reject') {
      return sendJson(reply, 200, { redirect_to: denyAuthorisation(bank, asked, customer) });
    }
    const drafts = new Map(Object.entries(body.drafts ?? {}).map(([id, word]) => [Number(id), word]));
    const accountIds = body.accounts ?? accountsOf(bank, customer).map((account) => account.id);
    return sendJson(reply, 200, { redirect_to: acceptAuthorisation(bank, asked, customer, { accountIds, drafts }) });
  });

  app.post('/_emulator/psu/:userId/drafts/:draftId', (request, reply) => {
    const params = fieldsOf(request.params);
    const status = decideDraft(
      bank,
      psuIn(bank, params),
      idIn(params, 'draftId'),
      bodyAs(z.strictObject({ decision }), request).decision,
    );
    return sendJson(reply, 200, { status });
  });

  app.post('/_emulator/psu/:userId/issuer-transactions/:uuid', (request, reply) => {
    const params = fieldsOf(request.params);
    const customer = psuIn(bank, params);
    const body = bodyAs(z.strictObject({ decision, account_id: z.number().optional() }), request);
    const transaction = bank.tables.issuerTransactions.first('uuid', params['uuid']);
    if (transaction === undefined) throw notFound('transaction');
    const accounts = accountsOf(bank, customer);
    const account = body.account_id === undefined ? accounts[0] : accounts.find(({ id }) => id === body.account_id);
    if (account === undefined) throw invalid('This is not one of your accounts.');
    if (body.decision === 'accept') acceptIssuerTransaction(bank, transaction, account);
    else endIssuerTransaction(bank, transaction, 'REJECTED');
    return sendJson(reply, 200, { status: transaction.status, redirect_to: transaction.urlRedirect });
  });

  app.post('/_emulator/psu/:userId/revoke', (request, reply) => {
    const customer = psuIn(bank, fieldsOf(request.params));
    const { user_api_key_id: wanted } = bodyAs(z.strictObject({ user_api_key_id: z.number().optional() }), request);
    const active = consentsOf(bank, customer).filter((consent) => consent.status === 'ACTIVE');
    const chosen = active.filter((consent) => wanted === undefined || consent.id === wanted);
    if (wanted !== undefined && chosen.length === 0) throw notFound('connection');
    for (const consent of chosen) revokeConsent(bank, consent, 'psu');
    return sendJson(reply, 200, { revoked: chosen.map((consent) => consent.id) });
  });
}

function decideDraft(bank: Bank, customer: Customer, id: number, word: Decision): string {
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

function psuIn(bank: Bank, params: Record<string, string>): Customer {
  const user = bank.tables.users.get(idIn(params, 'userId'));
  if (!isCustomer(user)) throw notFound('user');
  return user;
}
