import type { ReactNode } from 'react';
import { consentPageSchema } from '../answers/consents.js';
import { paymentPageSchema } from '../answers/payments.js';
import { useAnswer } from '../api.js';
import { AskBulkReveal } from '../parts/bulk-reveal.js';
import { ExportButtons } from '../parts/exports.js';
import { consentStatuses, ListFilter, paymentStatuses } from '../parts/list-filter.js';
import { Pager } from '../parts/pager.js';
import { RegisterPage } from '../parts/register-page.js';
import { SavedFilters } from '../parts/saved-filters.js';
import { ConsentTable, PaymentTable } from '../parts/tables.js';
import { useLocation } from '../router.js';

export function PaymentsPage({ mayExport, mayReveal }: { mayExport: boolean; mayReveal: boolean }) {
  const { query } = useLocation();
  const page = useAnswer(`/payments?${query}`, paymentPageSchema);
  const filter = filterOf(query);
  return (
    <RegisterPage
      title="Payments"
      action={
        <>
          {mayReveal && <AskBulkReveal filter={filter} />}
          {mayExport && <ExportButtons path="/exports/payments" body={filter} name="payments" />}
        </>
      }
      above={<Filters list="payments" statuses={paymentStatuses} />}
      of={page}
    >
      {({ data, next }) => (
        <>
          <PaymentTable isOfManyPartners payments={data} caption="Newest first" />
          <Pager to="/payments" query={query} next={next} />
        </>
      )}
    </RegisterPage>
  );
}

export function ConsentsPage({ mayExport }: { mayExport: boolean }) {
  const { query } = useLocation();
  const page = useAnswer(`/consents?${query}`, consentPageSchema);
  return (
    <RegisterPage
      title="Consents"
      action={mayExport && <ExportButtons path="/exports/consents" body={filterOf(query)} name="consents" />}
      above={<Filters list="consents" statuses={consentStatuses} />}
      of={page}
    >
      {({ data, next }) => (
        <>
          <ConsentTable isOfManyPartners consents={data} caption="Newest first" />
          <Pager to="/consents" query={query} next={next} />
        </>
      )}
    </RegisterPage>
  );
}

function Filters({ list, statuses }: { list: string; statuses: string[] }): ReactNode {
  const { query } = useLocation();
  return (
    <SavedFilters key={`filters ${query}`} list={list} filter={filterOf(query)}>
      {(save) => (
        <ListFilter to={`/${list}`} statuses={statuses} query={query}>
          {save}
        </ListFilter>
      )}
    </SavedFilters>
  );
}

const filterNames = ['status', 'partner', 'from', 'until'];

function filterOf(query: URLSearchParams): Record<string, string> {
  return Object.fromEntries([...query].filter(([key]) => filterNames.includes(key)));
}
