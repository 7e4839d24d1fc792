import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { accountsOf, blockAccount } from '../bank/accounts.js';
import { acceptAuthorisation, type Decision, denyAuthorisation, readAuthorisation } from '../bank/authorisation.js';
import type { Bank } from '../bank/bank.js';
import { issueCard, payByCard } from '../bank/cards.js';
import { consentsOf, revokeConsent } from '../bank/consents.js';
import { isCustomer } from '../bank/customers.js';
import { pendingPspDrafts } from '../bank/psp-drafts.js';
import { decideDraft, decideIssuerTransaction, decideRefund, decideRequest } from '../bank/psu-decisions.js';
import type { Customer } from '../bank/records.js';
import { notFound } from '../bank/refusal.js';
import { payByLink } from '../bank/requests.js';
import { sendJson } from '../http/bank-api.js';
import { idIn } from '../http/endpoint.js';
import { fieldsOf } from '../http/incoming.js';
import { bodyAs, centsIn } from './control-body.js';

const decision = z
  .enum(['accept', 'reject', 'deny'])
  .transform((word): Decision => (word === 'accept' ? word : 'reject'));
const authoriseBody = z.strictObject({
  url: z.url(),
  decision,
  accounts: z.array(z.number()).optional(),
  drafts: z.record(z.string(), decision).optional(),
});

/** Everything, or only what goes out; false lifts it. */
const blocking = z.union([z.literal(false), z.enum(['COMPLETELY', 'ONLY_ACCEPTING_INCOMING'])]);

const cardPayment = z.strictObject({
  amount: z.string(),
  merchant: z.string().min(1).default('Koffiebar'),
  city: z.string().min(1).default('Amsterdam'),
});

/** Somebody with an account at another bank. */
const guest = z.strictObject({
  iban: z.string().default('NL91ABNA0417164300'),
  name: z.string().min(1).default('G. Gast'),
});

/** The PSU's hand: everything a person can do on the bank's pages, without a browser. */
export function servePsuControl(app: FastifyInstance, bank: Bank): void {
  app.post('/_emulator/psu/:userId/authorise', (request, reply) => {
    const customer = psuIn(bank, fieldsOf(request.params));
    const body = bodyAs(authoriseBody, request);
    const asked = readAuthorisation(bank, Object.fromEntries(new URL(body.url).searchParams));
    const shown = pendingPspDrafts(bank, asked.client.userId, customer).map((draft) => draft.id);
    if (body.decision === 'reject') {
      return sendJson(reply, 200, { redirect_to: denyAuthorisation(bank, asked, customer, shown) });
    }
    const drafts = new Map(shown.map((id) => [id, body.drafts?.[String(id)] ?? 'accept']));
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

  app.post('/_emulator/psu/:userId/requests/:requestId', (request, reply) => {
    const params = fieldsOf(request.params);
    const { decision: word } = bodyAs(z.strictObject({ decision }), request);
    return sendJson(reply, 200, { status: decideRequest(bank, psuIn(bank, params), idIn(params, 'requestId'), word) });
  });

  app.post('/_emulator/psu/:userId/requests/:requestId/refund', (request, reply) => {
    const params = fieldsOf(request.params);
    const { step } = bodyAs(z.strictObject({ step: z.enum(['ask', 'give']) }), request);
    return sendJson(reply, 200, { status: decideRefund(bank, psuIn(bank, params), idIn(params, 'requestId'), step) });
  });

  app.post('/_emulator/links/:requestId/pay', (request, reply) => {
    const inquiry = bank.tables.requestInquiries.get(idIn(fieldsOf(request.params), 'requestId'));
    if (inquiry === undefined) throw notFound('request');
    payByLink(bank, inquiry, bodyAs(guest, request));
    return sendJson(reply, 200, { status: inquiry.status });
  });

  app.post('/_emulator/psu/:userId/accounts/:accountId', (request, reply) => {
    const params = fieldsOf(request.params);
    const account = accountsOf(bank, psuIn(bank, params)).find(({ id }) => id === idIn(params, 'accountId'));
    if (account === undefined) throw notFound('account');
    blockAccount(bank, account, bodyAs(z.strictObject({ blocked: blocking }), request).blocked);
    return sendJson(reply, 200, { status: account.status, sub_status: account.subStatus });
  });

  app.post('/_emulator/psu/:userId/cards', (request, reply) => {
    const customer = psuIn(bank, fieldsOf(request.params));
    const { account_id: wanted } = bodyAs(z.strictObject({ account_id: z.number().optional() }), request);
    const account = accountsOf(bank, customer).find(({ id }) => wanted === undefined || id === wanted);
    if (account === undefined) throw notFound('account');
    return sendJson(reply, 200, { card_id: issueCard(bank, customer, account).id });
  });

  app.post('/_emulator/psu/:userId/cards/:cardId/payments', (request, reply) => {
    const params = fieldsOf(request.params);
    const card = bank.tables.cards.get(idIn(params, 'cardId'));
    if (card === undefined || card.userId !== psuIn(bank, params).id) throw notFound('card');
    const { amount, ...where } = bodyAs(cardPayment, request);
    const { id, decision, paymentId } = payByCard(bank, card, { amount: centsIn(amount), ...where });
    return sendJson(reply, 200, { card_transaction_id: id, decision, payment_id: paymentId });
  });

  app.post('/_emulator/psu/:userId/issuer-transactions/:uuid', (request, reply) => {
    const params = fieldsOf(request.params);
    const customer = psuIn(bank, params);
    const body = bodyAs(z.strictObject({ decision, account_id: z.number().optional() }), request);
    const transaction = decideIssuerTransaction(bank, customer, params['uuid'] ?? '', {
      decision: body.decision,
      accountId: body.account_id ?? accountsOf(bank, customer)[0]?.id,
    });
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

function psuIn(bank: Bank, params: Record<string, string>): Customer {
  const user = bank.tables.users.get(idIn(params, 'userId'));
  if (!isCustomer(user)) throw notFound('user');
  return user;
}
