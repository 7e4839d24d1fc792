import { partnerListSchema } from '../answers/partners.js';
import { useAnswer } from '../api.js';
import { DataTable } from '../parts/data-table.js';
import { RegisterPage } from '../parts/register-page.js';
import { Moment, Status } from '../parts/words.js';
import { Link } from '../router.js';

/** The businesses that call the API. */
export function PartnersPage() {
  const partners = useAnswer('/partners', partnerListSchema);
  return (
    <RegisterPage title="Partners" of={partners}>
      {({ data }) => (
        <DataTable
          name="Partners"
          caption="By name, those first that are not live yet"
          empty="There is no partner yet."
          of={data}
          keyOf={({ id }) => id}
          columns={[
            ['Partner', ({ id, name }) => <Link to={`/partners/${id}`}>{name}</Link>],
            ['Status', ({ status }) => <Status of={status} />],
            ['Since', ({ created_at: at }) => <Moment at={at} />],
          ]}
        />
      )}
    </RegisterPage>
  );
}
