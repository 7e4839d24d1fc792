import { Group, NativeSelect, Stack, TextInput, Title } from '@mantine/core';
import type { ReactNode } from 'react';
import type { z } from 'zod';
import { useAnswer } from '../../api.js';
import { Answer, Nothing } from '../../parts/states.js';
import { ConsentTable, PaymentTable } from '../../parts/tables.js';
import { inWords } from '../../parts/words.js';
import { navigate, useLocation } from '../../router.js';
import { consentPageSchema, paymentPageSchema, requestPageSchema } from '../answers.js';
import { Pager } from '../parts.js';
import { RequestTable } from '../request-table.js';

const statuses = {
  payments: [
    'received',
    'submitting',
    'outcome_unknown',
    'awaiting_authorisation',
    'authorised',
    'executed',
    'partially_executed',
    'in_review',
    'rejected',
    'cancelled',
    'expired',
    'failed',
  ],
  consents: ['awaiting_authorisation', 'authorised', 'rejected', 'failed', 'expired', 'revoked'],
  requests: [
    'received',
    'submitting',
    'outcome_unknown',
    'pending',
    'accepted',
    'refund_requested',
    'refunded',
    'in_review',
    'rejected',
    'revoked',
    'expired',
    'failed',
  ],
};

export function PaymentsPage() {
  return (
    <List
      list="payments"
      title="Payments"
      none="No payment fits. One made with the API shows up here at once."
      schema={paymentPageSchema}
      table={(payments) => <PaymentTable payments={payments} caption="Newest first" />}
    />
  );
}

export function ConsentsPage() {
  return (
    <List
      list="consents"
      title="Consents"
      none="No consent fits."
      schema={consentPageSchema}
      table={(consents) => <ConsentTable consents={consents} caption="Newest first" />}
    />
  );
}

export function RequestsPage() {
  return (
    <List
      list="requests"
      title="Payment requests"
      none="No payment request fits."
      schema={requestPageSchema}
      table={(requests) => <RequestTable requests={requests} caption="Newest first" />}
    />
  );
}

function List<T>({
  list,
  title,
  none,
  schema,
  table,
}: {
  list: keyof typeof statuses;
  title: string;
  none: string;
  schema: z.ZodType<{ data: T[]; next: string | null }>;
  table(items: T[]): ReactNode;
}) {
  const { query } = useLocation();
  const page = useAnswer(`/${list}?${query}`, schema);
  const set = (key: string, value: string) => {
    const next = new URLSearchParams(query);
    next.delete('before');
    if (value === '') next.delete(key);
    else next.set(key, value);
    navigate(`/${list}?${next}`);
  };
  return (
    <Stack>
      <Title order={1}>{title}</Title>
      <Group align="end" gap="sm">
        <NativeSelect
          label="Status"
          value={query.get('status') ?? ''}
          onChange={(event) => set('status', event.currentTarget.value)}
          data={[{ value: '', label: 'all' }, ...statuses[list].map((value) => ({ value, label: inWords(value) }))]}
        />
        {['from', 'until'].map((name) => (
          <TextInput
            key={name}
            label={name === 'from' ? 'From' : 'Until'}
            type="date"
            value={query.get(name) ?? ''}
            onChange={(event) => set(name, event.currentTarget.value)}
          />
        ))}
      </Group>
      <Answer of={page}>
        {({ data, next }) => (
          <>
            {data.length === 0 ? <Nothing>{none}</Nothing> : table(data)}
            <Pager list={list} query={query} next={next} />
          </>
        )}
      </Answer>
    </Stack>
  );
}
