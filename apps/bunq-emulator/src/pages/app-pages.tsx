import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { ReactElement } from 'react';
import { accountsOf } from '../bank/accounts.js';
import type { Bank } from '../bank/bank.js';
import { parseCents } from '../bank/cents.js';
import { revokeConsent } from '../bank/consents.js';
import { isCustomer } from '../bank/customers.js';
import { decideDraft, decideIssuerTransaction, decideRefund, decideRequest } from '../bank/psu-decisions.js';
import type { Customer } from '../bank/records.js';
import { createRequest, refundRequest, revokeRequest } from '../bank/requests.js';
import { cancelSchedule } from '../bank/schedules.js';
import { invalid, notFound, Refusal } from '../bank/refusal.js';
import { idIn } from '../http/endpoint.js';
import { fieldsOf, formOf } from '../http/incoming.js';
import type { Outcome } from './app-frame.js';
import { PlannedPage } from './app-planned.js';
import { RequestsPage } from './app-requests.js';
import { TransactionsPage } from './app-transactions.js';
import { HomePage, ServicesPage, UsersPage } from './app-views.js';
import { sendPage } from './send-page.js';

const notices: Record<string, string> = {
  accepted: 'Done. The payment was made.',
  rejected: 'The payment was rejected.',
  declined: 'The request was declined.',
  asked: 'Your request is on its way.',
  withdrawn: 'Your request was withdrawn.',
  'refund-asked': 'The refund was asked for.',
  'given-back': 'The money went back.',
  cancelled: 'The planned payment was cancelled.',
  stopped: 'The service can no longer see or do anything.',
};

interface Visit {
  customer: Customer;
  params: Record<string, string>;
  query: Record<string, string>;
  form: URLSearchParams;
}

/** The PSU's bank app. There is no log-in: whoever runs the emulator is every one of its users. */
export function serveAppPages(app: FastifyInstance, bank: Bank): void {
  const visit = (request: FastifyRequest): Visit => {
    const params = fieldsOf(request.params);
    const customer = bank.tables.users.get(idIn(params, 'userId'));
    if (!isCustomer(customer)) throw notFound('user');
    return { customer, params, query: fieldsOf(request.query), form: formOf(request) };
  };
  const show = (path: string, page: (visit: Visit & Outcome) => ReactElement) =>
    app.get(path, (request, reply) => {
      const visited = visit(request);
      return sendPage(reply, 200, page({ ...visited, done: notices[visited.query['done'] ?? ''] }));
    });

  app.get('/', (_request, reply) => reply.redirect('/app', 303));
  app.get('/app', (request, reply) =>
    sendPage(reply, 200, <UsersPage bank={bank} search={fieldsOf(request.query)['q'] ?? ''} />),
  );
  show('/app/:userId', ({ customer, done }) => <HomePage {...{ bank, customer, done }} />);
  show('/app/:userId/requests', ({ customer, done }) => <RequestsPage {...{ bank, customer, done }} />);
  show('/app/:userId/planned', ({ customer, done }) => <PlannedPage {...{ bank, customer, done }} />);
  show('/app/:userId/services', ({ customer, done }) => <ServicesPage {...{ bank, customer, done }} />);
  show('/app/:userId/transactions', ({ customer, query }) => {
    const wanted = { text: query['q'] ?? '', accountId: numberIn(query['account']), before: numberIn(query['before']) };
    return <TransactionsPage {...{ bank, customer, wanted }} />;
  });

  app.post('/app/:userId/drafts/:draftId', (request, reply) => {
    const { customer, params, form } = visit(request);
    const decision = decisionIn(form);
    const home = (problem: string) => <HomePage {...{ bank, customer, problem }} />;
    return act(reply, { to: `/app/${customer.id}?done=${decision}ed`, otherwise: home }, () => {
      decideDraft(bank, customer, idIn(params, 'draftId'), decision);
    });
  });
  app.post('/app/:userId/issuer-transactions/:uuid', (request, reply) => {
    const { customer, params, form } = visit(request);
    const decision = decisionIn(form);
    const home = (problem: string) => <HomePage {...{ bank, customer, problem }} />;
    return act(reply, { to: `/app/${customer.id}?done=${decision}ed`, otherwise: home }, () => {
      const accountId = Number(form.get('account'));
      decideIssuerTransaction(bank, customer, params['uuid'] ?? '', { decision, accountId });
    });
  });
  app.post('/app/:userId/connections/:consentId/stop', (request, reply) => {
    const { customer, params } = visit(request);
    const home = (problem: string) => <HomePage {...{ bank, customer, problem }} />;
    return act(reply, { to: `/app/${customer.id}?done=stopped`, otherwise: home }, () => {
      const consent = bank.tables.users.get(idIn(params, 'consentId'));
      if (consent?.kind !== 'consent' || consent.grantedByUserId !== customer.id) throw notFound('connection');
      revokeConsent(bank, consent, 'psu');
    });
  });
  app.post('/app/:userId/schedules/:scheduleId/cancel', (request, reply) => {
    const { customer, params } = visit(request);
    const planned = (problem: string) => <PlannedPage {...{ bank, customer, problem }} />;
    return act(reply, { to: `/app/${customer.id}/planned?done=cancelled`, otherwise: planned }, () => {
      const schedule = bank.tables.schedules.get(idIn(params, 'scheduleId'));
      if (schedule === undefined || !owns(bank, customer, schedule.accountId)) throw notFound('schedule');
      cancelSchedule(bank, schedule);
    });
  });
  serveRequestForms(app, bank, visit);
}

function serveRequestForms(app: FastifyInstance, bank: Bank, visit: (request: FastifyRequest) => Visit): void {
  app.post('/app/:userId/requests', (request, reply) => {
    const { customer, form } = visit(request);
    const again = (problem: string) => <RequestsPage {...{ bank, customer, problem, entered: form }} />;
    return act(reply, { to: `/app/${customer.id}/requests?done=asked`, otherwise: again }, () => {
      const account = accountsOf(bank, customer).find(({ id }) => id === Number(form.get('account')));
      if (account === undefined) throw invalid('Choose one of your accounts.');
      const amount = parseCents((form.get('amount') ?? '').trim().replace(',', '.'));
      if (amount === undefined || amount <= 0n) throw invalid('The amount must look like 12.50.');
      createRequest(bank, account, customer, {
        amount,
        counterparty: pointerIn(form),
        allowBunqme: true,
        description: form.get('description') ?? '',
      });
    });
  });
  app.post('/app/:userId/requests/:requestId', (request, reply) => {
    const { customer, params, form } = visit(request);
    const decision = decisionIn(form);
    const done = decision === 'accept' ? 'accepted' : 'declined';
    const again = (problem: string) => <RequestsPage {...{ bank, customer, problem }} />;
    return act(reply, { to: `/app/${customer.id}/requests?done=${done}`, otherwise: again }, () => {
      decideRequest(bank, customer, idIn(params, 'requestId'), decision);
    });
  });
  app.post('/app/:userId/requests/:requestId/revoke', (request, reply) => {
    const { customer, params } = visit(request);
    const again = (problem: string) => <RequestsPage {...{ bank, customer, problem }} />;
    return act(reply, { to: `/app/${customer.id}/requests?done=withdrawn`, otherwise: again }, () => {
      const inquiry = bank.tables.requestInquiries.get(idIn(params, 'requestId'));
      if (inquiry === undefined || !owns(bank, customer, inquiry.accountId)) throw notFound('request');
      revokeRequest(bank, inquiry, customer);
    });
  });
  app.post('/app/:userId/requests/:requestId/refund', (request, reply) => {
    const { customer, params } = visit(request);
    const again = (problem: string) => <RequestsPage {...{ bank, customer, problem }} />;
    return act(reply, { to: `/app/${customer.id}/requests?done=refund-asked`, otherwise: again }, () => {
      decideRefund(bank, customer, idIn(params, 'requestId'), 'ask');
    });
  });
  app.post('/app/:userId/requests/:requestId/give-back', (request, reply) => {
    const { customer, params } = visit(request);
    const again = (problem: string) => <RequestsPage {...{ bank, customer, problem }} />;
    return act(reply, { to: `/app/${customer.id}/requests?done=given-back`, otherwise: again }, () => {
      const inquiry = bank.tables.requestInquiries.get(idIn(params, 'requestId'));
      if (inquiry === undefined || !owns(bank, customer, inquiry.accountId)) throw notFound('request');
      refundRequest(bank, inquiry);
    });
  });
}

/** Does it and goes to the next page, or shows again where it was asked for, with what stood in the way. */
function act(
  reply: FastifyReply,
  { to, otherwise }: { to: string; otherwise: (problem: string) => ReactElement },
  action: () => void,
): FastifyReply {
  try {
    action();
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return sendPage(reply, error.status, otherwise(error.message));
  }
  return reply.redirect(to, 303);
}

function decisionIn(form: URLSearchParams): 'accept' | 'reject' {
  return form.get('decision') === 'accept' ? 'accept' : 'reject';
}

function pointerIn(form: URLSearchParams) {
  const value = (form.get('to') ?? '').trim();
  const type = value.includes('@') ? 'EMAIL' : value.startsWith('+') ? 'PHONE_NUMBER' : 'IBAN';
  return { type, value, name: form.get('name') };
}

function owns(bank: Bank, customer: Customer, accountId: number): boolean {
  return accountsOf(bank, customer).some(({ id }) => id === accountId);
}

function numberIn(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,15}$/.test(text) ? Number(text) : undefined;
}
