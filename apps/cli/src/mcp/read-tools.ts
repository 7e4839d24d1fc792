import type { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import type { PaymentsListQuery, Sluis } from '@sluis/sdk';
import { z } from 'zod';
import { answer, answering } from './tool-answer.js';

const page = {
  limit: z.int().min(1).max(50).default(10),
  after: z.string().optional().describe('`next_cursor` of the page before: goes on to what is older.'),
};
const time = z.iso.datetime({ offset: true }).optional();
const annotations = { readOnlyHint: true, openWorldHint: false } as const;
const fresh = z
  .boolean()
  .default(false)
  .describe(
    'False: what was read before will do. True: the bank is asked, and as the payer is not there this takes one of the four ' +
      'readings a day that the law allows for each account.',
  );
const readAt = (isFresh: boolean) => (isFresh ? {} : { headers: { 'Cache-Control': 'only-if-cached' } });

const paymentStatuses = [
  'received',
  'submitting',
  'outcome_unknown',
  'awaiting_authorisation',
  'authorised',
  'in_review',
  'executed',
  'partially_executed',
  'rejected',
  'cancelled',
  'expired',
  'failed',
] as const satisfies NonNullable<PaymentsListQuery['status']>[];
const listNames = [
  'payment_links',
  'consents',
  'payouts',
  'payment_requests',
  'incoming_payment_requests',
  'bank_connections',
  'spending_rules',
  'funds_confirmations',
  'webhook_endpoints',
] as const;
type ListName = (typeof listNames)[number];

/** How a resource is read by its id. */
function readers(sluis: Sluis): Record<string, (id: string) => Promise<unknown>> {
  return {
    pay: (id) => sluis.payments.get(id),
    lnk: (id) => sluis.paymentLinks.get(id),
    con: (id) => sluis.consents.get(id),
    pot: (id) => sluis.payouts.get(id),
    prq: (id) => sluis.paymentRequests.get(id),
    bco: (id) => sluis.bankConnections.get(id),
    evt: (id) => sluis.events.get(id),
    ipr: (id) => sluis.incomingPaymentRequests.get(id),
    prb: (id) => sluis.paymentRequestBatches.get(id),
    fcf: (id) => sluis.fundsConfirmations.get(id),
    fcb: (id) => sluis.fundsConfirmationBatches.get(id),
    spr: (id) => sluis.spendingRules.get(id),
    att: (id) => sluis.attachments.get(id),
    whe: (id) => sluis.webhookEndpoints.get(id),
  };
}

type Query = { limit: number; after?: string | undefined };

function lists(sluis: Sluis): Record<ListName, (query: Query) => PromiseLike<unknown>> {
  return {
    payment_links: (query) => sluis.paymentLinks.list(query),
    consents: (query) => sluis.consents.list(query),
    payouts: (query) => sluis.payouts.list(query),
    payment_requests: (query) => sluis.paymentRequests.list(query),
    incoming_payment_requests: (query) => sluis.incomingPaymentRequests.list(query),
    bank_connections: (query) => sluis.bankConnections.list(query),
    spending_rules: (query) => sluis.spendingRules.list(query),
    funds_confirmations: (query) => sluis.fundsConfirmations.list(query),
    webhook_endpoints: () => sluis.webhookEndpoints.list(),
  };
}

/** Everything that looks and changes nothing. */
export function registerReadTools(server: McpServer, sluis: Sluis): void {
  const [one, many] = [readers(sluis), lists(sluis)];
  server.registerTool(
    'get',
    {
      description:
        'Reads one thing by its id, whatever it is: payment pay_…, consent con_…, payout pot_…, payment link lnk_…, payment ' +
        'request prq_…, event evt_…, webhook endpoint whe_… and others.',
      inputSchema: { id: z.string().regex(/^[a-z]{3}_\w+$/) },
      annotations,
    },
    ({ id }) =>
      answering(async () => {
        const read = one[id.slice(0, 3)];
        return answer(
          read ? await read(id) : { detail: `Nothing of this kind is read by its id: ${id.slice(0, 3)}_…` },
        );
      }),
  );
  server.registerTool(
    'list',
    {
      description: 'Lists things of one kind, newest first. For payments and events there are tools of their own.',
      inputSchema: { kind: z.enum(listNames), ...page },
      annotations,
    },
    ({ kind, limit, after }) => answering(async () => answer(await many[kind]({ limit, after }))),
  );
  server.registerTool(
    'search_payments',
    {
      description: 'Finds payments by status, reference, payment link or time, newest first.',
      inputSchema: {
        status: z.enum(paymentStatuses).optional(),
        reference: z.string().optional(),
        payment_link_id: z.string().optional(),
        created_from: time,
        created_until: time,
        ...page,
      },
      annotations,
    },
    (query) => answering(async () => answer(await sluis.payments.list(query))),
  );
  server.registerTool(
    'payment_history',
    {
      description: 'What happened to a payment, step by step, and its refunds.',
      inputSchema: { id: z.string() },
      annotations,
    },
    ({ id }) =>
      answering(async () => {
        const [{ data: steps }, { data: refunds }] = await Promise.all([
          sluis.payments.timeline(id),
          sluis.payments.refunds.list(id),
        ]);
        return answer({ steps, refunds });
      }),
  );
  server.registerTool(
    'list_events',
    {
      description: 'What the application was told, newest first; with an id, how telling it went.',
      inputSchema: { type: z.string().optional(), deliveries_of: z.string().optional().describe('evt_…'), ...page },
      annotations,
    },
    ({ deliveries_of: id, ...query }) =>
      answering(async () =>
        answer(id === undefined ? await sluis.events.list(query) : await sluis.events.deliveries(id)),
      ),
  );
  registerAccountTools(server, sluis);
}

function registerAccountTools(server: McpServer, sluis: Sluis): void {
  const account = { account_id: z.string(), consent_id: z.string(), fresh };
  server.registerTool(
    'list_accounts',
    {
      description: 'The accounts that a payer shares under a consent of the type account_information.',
      inputSchema: { consent_id: z.string(), fresh },
      annotations,
    },
    ({ fresh: isFresh, ...query }) => answering(async () => answer(await sluis.accounts.list(query, readAt(isFresh)))),
  );
  server.registerTool(
    'account_balances',
    { description: 'What is on an account.', inputSchema: account, annotations },
    ({ account_id: id, fresh: isFresh, ...query }) =>
      answering(async () => answer(await sluis.accounts.balances(id, query, readAt(isFresh)))),
  );
  server.registerTool(
    'account_transactions',
    {
      description: 'What was booked on an account, newest first.',
      inputSchema: {
        ...account,
        from: z.iso.date().optional(),
        to: z.iso.date().optional(),
        counterparty: z.string().optional(),
        ...page,
      },
      annotations,
    },
    ({ account_id: id, fresh: isFresh, ...query }) =>
      answering(async () => answer(await sluis.accounts.transactions(id, query, readAt(isFresh)))),
  );
}
