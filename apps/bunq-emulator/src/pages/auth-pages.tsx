import type { FastifyInstance, FastifyReply } from 'fastify';
import { toString as qrCode } from 'qrcode';
import {
  acceptAuthorisation,
  type AuthorisationRequest,
  type Decision,
  denyAuthorisation,
  readAuthorisation,
} from '../bank/authorisation.js';
import type { Bank } from '../bank/bank.js';
import { findCustomer } from '../bank/customers.js';
import type { Customer } from '../bank/records.js';
import { Refusal } from '../bank/refusal.js';
import { fieldsOf, formOf } from '../http/incoming.js';
import { ConsentPage, WhoPage } from './auth-views.js';
import { sendPage } from './send-page.js';

const oauthFields = ['response_type', 'client_id', 'redirect_uri', 'state'];

/** The page a TPP sends a PSU to. `/app/authorise` is the same request opened on a phone. */
export function serveAuthPages(app: FastifyInstance, bank: Bank, publicUrl: () => string): void {
  for (const path of ['/auth', '/app/authorise']) {
    app.get(path, async (request, reply) => {
      const query = fieldsOf(request.query);
      const { client } = readAuthorisation(bank, query);
      const fields = pick(query);
      const customer = findCustomer(bank, query['user']);
      if (customer !== undefined) {
        return sendPage(reply, 200, <ConsentPage {...{ bank, client, fields, customer }} problem={undefined} />);
      }
      const qrSvg = path === '/auth' ? await qrOf(`${publicUrl()}/app/authorise`, fields) : undefined;
      return sendPage(reply, 200, <WhoPage {...{ bank, client, fields, qrSvg }} search={query['q'] ?? ''} />);
    });
  }

  app.post('/auth', (request, reply) => {
    const form = formOf(request);
    const fields = pick(Object.fromEntries(form));
    const asked = readAuthorisation(bank, fields);
    const customer = findCustomer(bank, form.get('user') ?? undefined);
    return decide(reply, { bank, asked, form, fields, customer });
  });
}

interface Answered {
  bank: Bank;
  asked: AuthorisationRequest;
  form: URLSearchParams;
  fields: Record<string, string>;
  customer: Customer | undefined;
}

function decide(reply: FastifyReply, { bank, asked, form, fields, customer }: Answered): FastifyReply {
  const drafts = draftDecisions(form);
  if (form.get('decision') !== 'accept' || customer === undefined) {
    return reply.redirect(denyAuthorisation(bank, asked, customer, drafts.keys()), 303);
  }
  try {
    const accountIds = form.getAll('account').map(Number);
    return reply.redirect(acceptAuthorisation(bank, asked, customer, { accountIds, drafts }), 303);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const { client } = asked;
    return sendPage(reply, 400, <ConsentPage {...{ bank, client, fields, customer }} problem={error.message} />);
  }
}

function draftDecisions(form: URLSearchParams): Map<number, Decision> {
  const decisions = new Map<number, Decision>();
  for (const [name, value] of form) {
    const id = /^draft_(\d+)$/.exec(name)?.[1];
    if (id !== undefined) decisions.set(Number(id), value === 'accept' ? 'accept' : 'reject');
  }
  return decisions;
}

function pick(source: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(source).filter(([name]) => oauthFields.includes(name)));
}

function qrOf(address: string, fields: Record<string, string>): Promise<string> {
  return qrCode(`${address}?${new URLSearchParams(fields).toString()}`, { type: 'svg', margin: 0 });
}
