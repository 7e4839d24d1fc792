/** One thing that can be done, as one request. */
export interface Action {
  name: string;
  method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** `{id}` and the like become arguments, in their order. */
  path: string;
  what: string;
  /** Query parameters that become options: `consent_id` is `--consent-id`. */
  filters?: readonly string[];
  /** A list in pages: `--limit`, `--after` and `--all`. */
  isPaged?: true;
  /** Takes fields for its body. */
  takesBody?: true;
  /** Goes with an idempotency key. */
  takesKey?: true;
  /** What is shown of each entry of its answer's `data`; without them the answer is one resource. */
  columns?: readonly string[];
  example?: string;
}

export interface Resource {
  /** As it is typed and as it stands in the path. */
  name: string;
  what: string;
  actions: readonly Action[];
}

const creditor = 'creditor.name="Koffie & Zo" creditor.iban=NL27BUNQ2060000025';

function list(path: string, columns: readonly string[], filters: readonly string[] = []): Action {
  return { name: 'list', method: 'GET', path, what: 'list them, newest first', filters, isPaged: true, columns };
}

function get(path: string): Action {
  return { name: 'get', method: 'GET', path: `${path}/{id}`, what: 'show one' };
}

function create(path: string, example: string): Action {
  return { name: 'create', method: 'POST', path, what: 'make one', takesBody: true, takesKey: true, example };
}

/** A request without a body that changes one: `payments cancel`. */
function act(name: string, path: string, what: string): Action {
  return { name, method: 'POST', path: `${path}/{id}/${name}`, what };
}

function timeline(path: string): Action {
  const columns = ['version', 'status', 'bank_status', 'actor', 'reason', 'at'];
  return {
    name: 'timeline',
    method: 'GET',
    path: `${path}/timeline`,
    what: 'show what became of it, step by step',
    columns,
  };
}

/** A planned order pays more than once. */
function instances(path: string): Action {
  return {
    name: 'instances',
    method: 'GET',
    path: `${path}/{id}/instances`,
    what: 'list the times at which a planned one fell due',
    isPaged: true,
    columns: ['id', 'status', 'bank_status', 'planned_at', 'created_at'],
  };
}

/** What partners can do by the command line: the operations of the API, of which a test says that none is left out. */
export const resources: readonly Resource[] = [
  {
    name: 'payments',
    what: 'orders to pay',
    actions: [
      list(
        '/v1/payments',
        ['id', 'status', 'amount', 'creditor', 'reference', 'created_at'],
        ['status', 'reference', 'created_from', 'created_until', 'payment_link_id'],
      ),
      get('/v1/payments'),
      create(
        '/v1/payments',
        `amount=12.50 ${creditor} remittance_information="Order 1042" redirect_uri=http://localhost:4300/return`,
      ),
      act('cancel', '/v1/payments', 'cancel one that is not authorised yet'),
      timeline('/v1/payments/{id}'),
      instances('/v1/payments'),
      act('client-token', '/v1/payments', 'make a token by which a page may read how it stands'),
    ],
  },
  {
    name: 'refunds',
    what: 'money back to who paid',
    actions: [
      {
        name: 'list',
        method: 'GET',
        path: '/v1/payments/{payment_id}/refunds',
        what: 'list those of a payment',
        columns: ['id', 'status', 'amount', 'creditor', 'created_at'],
      },
      { name: 'get', method: 'GET', path: '/v1/payments/{payment_id}/refunds/{refund_id}', what: 'show one' },
      {
        ...create('/v1/payments/{payment_id}/refunds', 'pay_01m7xvayp0emhv6njqmkx1p135 amount=2.50'),
        what: 'refund a payment, whole or in part',
      },
      {
        name: 'cancel',
        method: 'POST',
        path: '/v1/payments/{payment_id}/refunds/{refund_id}/cancel',
        what: 'cancel one that did not go out',
      },
      timeline('/v1/payments/{payment_id}/refunds/{refund_id}'),
    ],
  },
  {
    name: 'payouts',
    what: 'money from an account of yours',
    actions: [
      list('/v1/payouts', ['id', 'status', 'amount', 'creditor', 'reference', 'created_at'], ['status', 'reference']),
      get('/v1/payouts'),
      create(
        '/v1/payouts',
        'amount=1.00 creditor.name="A. Visser" creditor.iban=NL49BUNQ2060000017 remittance_information="Deposit back"',
      ),
      act('cancel', '/v1/payouts', 'cancel one that did not go out'),
      timeline('/v1/payouts/{id}'),
      instances('/v1/payouts'),
    ],
  },
  {
    name: 'payout-batches',
    what: 'many payouts in one order',
    actions: [
      list('/v1/payout-batches', ['id', 'status', 'amount', 'reference', 'created_at'], ['status', 'reference']),
      get('/v1/payout-batches'),
      create('/v1/payout-batches', '--data @payouts.json'),
      act('cancel', '/v1/payout-batches', 'cancel one that did not go out, or end its plan'),
      timeline('/v1/payout-batches/{id}'),
      instances('/v1/payout-batches'),
    ],
  },
  {
    name: 'payment-links',
    what: 'links and QR codes that can be paid by whoever opens them',
    actions: [
      list('/v1/payment-links', ['id', 'status', 'use', 'amount', 'creditor', 'url']),
      get('/v1/payment-links'),
      create('/v1/payment-links', `amount=4.20 ${creditor} remittance_information="Table 4"`),
      act('deactivate', '/v1/payment-links', 'end one'),
    ],
  },
  {
    name: 'payment-requests',
    what: 'asking somebody for money in their bunq app',
    actions: [
      list(
        '/v1/payment-requests',
        ['id', 'status', 'amount', 'debtor', 'reference', 'created_at'],
        ['status', 'reference', 'batch_id'],
      ),
      get('/v1/payment-requests'),
      create('/v1/payment-requests', 'amount=4.20 debtor.email=a.visser@example.com remittance_information="Table 4"'),
      act('revoke', '/v1/payment-requests', 'take one back'),
    ],
  },
  {
    name: 'payment-request-batches',
    what: 'many requests at once',
    actions: [get('/v1/payment-request-batches'), create('/v1/payment-request-batches', '--data @requests.json')],
  },
  {
    name: 'incoming-payment-requests',
    what: 'what others ask of your accounts',
    actions: [
      list('/v1/incoming-payment-requests', ['id', 'status', 'amount', 'creditor', 'created_at'], ['status']),
      get('/v1/incoming-payment-requests'),
      { ...act('accept', '/v1/incoming-payment-requests', 'pay one'), takesBody: true },
      act('reject', '/v1/incoming-payment-requests', 'refuse one'),
    ],
  },
  {
    name: 'consents',
    what: 'what payers allow you',
    actions: [
      list('/v1/consents', ['id', 'type', 'status', 'psu_reference', 'valid_until']),
      get('/v1/consents'),
      create('/v1/consents', 'type=payment_initiation redirect_uri=http://localhost:4300/return'),
      act('revoke', '/v1/consents', 'end one, with what was begun under it'),
      {
        ...act('renew', '/v1/consents', 'ask the payer to prolong one'),
        takesBody: true,
        takesKey: true,
      },
    ],
  },
  {
    name: 'accounts',
    what: 'what a consent lets you read',
    actions: [
      {
        name: 'list',
        method: 'GET',
        path: '/v1/accounts',
        what: 'list those of a consent: --consent-id',
        filters: ['consent_id'],
        columns: ['id', 'iban', 'name', 'currency'],
      },
      { ...get('/v1/accounts'), filters: ['consent_id'] },
      {
        name: 'balances',
        method: 'GET',
        path: '/v1/accounts/{id}/balances',
        what: 'read its balances; one of the four readings that the law allows a day',
        filters: ['consent_id'],
        columns: ['type', 'amount'],
      },
      {
        name: 'transactions',
        method: 'GET',
        path: '/v1/accounts/{id}/transactions',
        what: 'list what was booked',
        filters: ['consent_id', 'from', 'to', 'amount', 'amount_min', 'amount_max', 'counterparty', 'status', 'view'],
        isPaged: true,
        columns: ['id', 'amount', 'counterparty', 'remittance_information', 'booked_at'],
      },
    ],
  },
  {
    name: 'funds-confirmations',
    what: 'whether there is enough money',
    actions: [
      list(
        '/v1/funds-confirmations',
        ['id', 'status', 'funds_available', 'amount', 'answered_at'],
        ['consent_id', 'batch_id'],
      ),
      get('/v1/funds-confirmations'),
      create('/v1/funds-confirmations', 'consent_id=con_01m7xvfp54eeysbx9tct8b7zte amount=12.50'),
    ],
  },
  {
    name: 'funds-confirmation-batches',
    what: 'many such questions at once',
    actions: [
      get('/v1/funds-confirmation-batches'),
      create('/v1/funds-confirmation-batches', '--data @questions.json'),
    ],
  },
  {
    name: 'bank-connections',
    what: 'your own accounts at the bank',
    actions: [
      list('/v1/bank-connections', ['id', 'status', 'method', 'accounts', 'created_at']),
      get('/v1/bank-connections'),
      create('/v1/bank-connections', 'method=oauth redirect_uri=http://localhost:4300/return'),
      { name: 'disconnect', method: 'DELETE', path: '/v1/bank-connections/{id}', what: 'end one' },
    ],
  },
  {
    name: 'attachments',
    what: 'pictures and files of requests',
    actions: [get('/v1/attachments')],
  },
  {
    name: 'spending-rules',
    what: 'how much may be ordered, and was',
    actions: [
      list('/v1/spending-rules', [
        'id',
        'scope',
        'per_payment.limit',
        'per_day.limit',
        'per_day.used',
        'per_month.limit',
      ]),
      get('/v1/spending-rules'),
    ],
  },
  {
    name: 'events',
    what: 'what you were told',
    actions: [
      list('/v1/events', ['id', 'type', 'data.id', 'resource_version', 'created_at'], ['type']),
      get('/v1/events'),
      {
        name: 'deliveries',
        method: 'GET',
        path: '/v1/events/{id}/deliveries',
        what: 'show how it was delivered, endpoint by endpoint',
        columns: ['webhook_endpoint_id', 'status', 'next_attempt_at', 'delivered_at'],
      },
      { ...act('redeliver', '/v1/events', 'deliver it again'), takesBody: true },
    ],
  },
  {
    name: 'webhook-endpoints',
    what: 'where you are told',
    actions: [
      {
        name: 'list',
        method: 'GET',
        path: '/v1/webhook-endpoints',
        what: 'list them',
        columns: ['id', 'status', 'url', 'event_types'],
      },
      get('/v1/webhook-endpoints'),
      create('/v1/webhook-endpoints', 'url=https://shop.example/hooks event_types[]=payment.*'),
      { name: 'update', method: 'PATCH', path: '/v1/webhook-endpoints/{id}', what: 'change one', takesBody: true },
      { name: 'delete', method: 'DELETE', path: '/v1/webhook-endpoints/{id}', what: 'delete one' },
      {
        ...act('rotate-secret', '/v1/webhook-endpoints', 'replace its secret'),
        takesBody: true,
        takesKey: true,
      },
      {
        ...act('test', '/v1/webhook-endpoints', 'send it a test event, or a sample of the type named'),
        takesBody: true,
        example: 'whe_01m7xvayp0emhv6njqmkx1p135 type=payment.executed',
      },
      {
        name: 'deliveries',
        method: 'GET',
        path: '/v1/webhook-endpoints/{id}/deliveries',
        what: 'list what was delivered to it, and what was not: --status dead',
        filters: ['status', 'type', 'from', 'until'],
        isPaged: true,
        columns: ['id', 'status', 'created_at', 'next_attempt_at', 'delivered_at'],
      },
      {
        ...act(
          'redeliver',
          '/v1/webhook-endpoints',
          'deliver again what failed, or what was delivered, in a span of time',
        ),
        takesBody: true,
      },
    ],
  },
  {
    name: 'test',
    what: 'the test world',
    actions: [
      {
        name: 'clock',
        method: 'POST',
        path: '/v1/test/clock',
        what: 'let all that is yours grow older, in test mode',
        takesBody: true,
        takesKey: true,
        example: 'advance=P30D',
      },
    ],
  },
];
