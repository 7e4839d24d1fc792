import type { ReactNode } from 'react';
import type { z } from 'zod';
import { useAnswer } from '../../api.js';
import { consentStatuses, ListFilter, paymentStatuses } from '../../parts/list-filter.js';
import { Pager } from '../../parts/pager.js';
import { RegisterPage } from '../../parts/register-page.js';
import { ConsentTable, PaymentTable } from '../../parts/tables.js';
import { useLocation } from '../../router.js';
import { consentPageSchema, paymentPageSchema, requestPageSchema } from '../answers.js';
import { RequestTable } from '../request-table.js';

const statuses = {
  payments: paymentStatuses,
  consents: consentStatuses,
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
      table={(payments, empty) => <PaymentTable payments={payments} caption="Newest first" empty={empty} />}
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
      table={(consents, empty) => <ConsentTable consents={consents} caption="Newest first" empty={empty} />}
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
      table={(requests, empty) => <RequestTable requests={requests} caption="Newest first" empty={empty} />}
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
  table(items: T[], empty: string): ReactNode;
}) {
  const { query } = useLocation();
  const page = useAnswer(`/${list}?${query}`, schema);
  return (
    <RegisterPage
      title={title}
      above={<ListFilter to={`/${list}`} statuses={statuses[list]} query={query} />}
      of={page}
    >
      {({ data, next }) => (
        <>
          {table(data, none)}
          <Pager to={`/${list}`} query={query} next={next} />
        </>
      )}
    </RegisterPage>
  );
}
