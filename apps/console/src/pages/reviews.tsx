import { reviewsSchema } from '../answers/reviews.js';
import { useAnswer } from '../api.js';
import { DataTable } from '../parts/data-table.js';
import { RegisterPage } from '../parts/register-page.js';
import { inWords, Moment } from '../parts/words.js';
import { Link } from '../router.js';

/** What no rule can tell of. */
export function ReviewsPage() {
  const reviews = useAnswer('/reviews', reviewsSchema);
  return (
    <RegisterPage title="Reviews" of={reviews}>
      {({ data }) => (
        <DataTable
          name="Orders in review"
          caption="Longest waiting first"
          empty="Nothing is in review."
          of={data}
          keyOf={({ order }) => order}
          columns={[
            [
              'Order',
              ({ order, kind }) => <Link to={`/reviews/${order}`}>{`${inWords(kind)} …${order.slice(-8)}`}</Link>,
            ],
            ['Because', ({ reason }) => (reason ? inWords(reason) : '–')],
            ['Partner', ({ partner }) => partner.name],
            ['Rail', ({ rail }) => inWords(rail)],
            ['In review since', ({ in_review_since: since }) => <Moment at={since} />],
            ['Proposal', ({ proposal }) => (proposal ? 'waits for a second operator' : '–')],
          ]}
        />
      )}
    </RegisterPage>
  );
}
