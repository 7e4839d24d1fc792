import type { FastifyInstance, FastifyReply } from 'fastify';
import type { Bank } from '../bank/bank.js';
import { revokeConsent } from '../bank/consents.js';
import { isCustomer } from '../bank/customers.js';
import { decideDraft, decideIssuerTransaction } from '../bank/psu-decisions.js';
import type { Customer } from '../bank/records.js';
import { notFound, Refusal } from '../bank/refusal.js';
import { idIn } from '../http/endpoint.js';
import { fieldsOf, formOf } from '../http/incoming.js';
import { HomePage, UsersPage } from './app-views.js';
import { sendPage } from './send-page.js';

const notices: Record<string, string> = {
  accepted: 'Done. The payment was made.',
  rejected: 'The payment was rejected.',
  stopped: 'The service can no longer see or do anything.',
};

/** The PSU's bank app. There is no log-in: whoever runs the emulator is every one of its users. */
export function serveAppPages(app: FastifyInstance, bank: Bank): void {
  app.get('/', (_request, reply) => reply.redirect('/app', 303));
  app.get('/app', (_request, reply) => sendPage(reply, 200, <UsersPage bank={bank} />));
  app.get('/app/:userId', (request, reply) => {
    const customer = customerIn(bank, fieldsOf(request.params));
    const done = notices[fieldsOf(request.query)['done'] ?? ''];
    return sendPage(reply, 200, <HomePage {...{ bank, customer, done }} />);
  });

  app.post('/app/:userId/drafts/:draftId', (request, reply) => {
    const params = fieldsOf(request.params);
    const customer = customerIn(bank, params);
    const decision = formOf(request).get('decision') === 'accept' ? 'accept' : 'reject';
    return act(reply, { bank, customer, done: `${decision}ed` }, () => {
      decideDraft(bank, customer, idIn(params, 'draftId'), decision);
    });
  });
  app.post('/app/:userId/issuer-transactions/:uuid', (request, reply) => {
    const params = fieldsOf(request.params);
    const customer = customerIn(bank, params);
    const form = formOf(request);
    const decision = form.get('decision') === 'accept' ? 'accept' : 'reject';
    return act(reply, { bank, customer, done: `${decision}ed` }, () => {
      decideIssuerTransaction(bank, customer, params['uuid'] ?? '', {
        decision,
        accountId: Number(form.get('account')),
      });
    });
  });
  app.post('/app/:userId/connections/:consentId/stop', (request, reply) => {
    const params = fieldsOf(request.params);
    const customer = customerIn(bank, params);
    return act(reply, { bank, customer, done: 'stopped' }, () => {
      const consent = bank.tables.users.get(idIn(params, 'consentId'));
      if (consent?.kind !== 'consent' || consent.grantedByUserId !== customer.id) throw notFound('connection');
      revokeConsent(bank, consent, 'psu');
    });
  });
}

/** Does it and shows the home page again, or the same page with what stood in the way. */
function act(
  reply: FastifyReply,
  { bank, customer, done }: { bank: Bank; customer: Customer; done: string },
  action: () => void,
): FastifyReply {
  try {
    action();
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return sendPage(reply, error.status, <HomePage {...{ bank, customer }} problem={error.message} />);
  }
  return reply.redirect(`/app/${customer.id}?done=${done}`, 303);
}

function customerIn(bank: Bank, params: Record<string, string>): Customer {
  const user = bank.tables.users.get(idIn(params, 'userId'));
  if (!isCustomer(user)) throw notFound('user');
  return user;
}
