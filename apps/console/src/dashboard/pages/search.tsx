import { SearchedPage, Understood } from '../../parts/searched.js';
import { ConsentTable, PaymentTable } from '../../parts/tables.js';
import { searchResultSchema } from '../answers.js';
import { RequestTable } from '../request-table.js';

export function SearchPage() {
  return (
    <SearchedPage hint="Type an id, an IBAN, a reference or a day." schema={searchResultSchema}>
      {({ understood_as: kind, payments, consents, requests }) => (
        <>
          <Understood as={kind} text="a reference" count={payments.length + consents.length + requests.length} />
          {payments.length > 0 && <PaymentTable payments={payments} caption="Payments, newest first" />}
          {consents.length > 0 && <ConsentTable consents={consents} caption="Consents, newest first" />}
          {requests.length > 0 && <RequestTable requests={requests} caption="Payment requests, newest first" />}
        </>
      )}
    </SearchedPage>
  );
}
