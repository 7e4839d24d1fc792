import { DataTable } from '../parts/data-table.js';
import { Amount, Moment, Status } from '../parts/words.js';
import { Link } from '../router.js';
import type { RequestSummary } from './answers.js';

export function RequestTable({
  requests,
  caption,
  empty = 'No payment request fits.',
}: {
  requests: RequestSummary[];
  caption: string;
  empty?: string;
}) {
  return (
    <DataTable
      caption={caption}
      empty={empty}
      of={requests}
      keyOf={({ id }) => id}
      columns={[
        ['Request', ({ id, reference }) => <Link to={`/requests/${id}`}>{reference ?? `…${id.slice(-8)}`}</Link>],
        ['Status', ({ status }) => <Status of={status} />],
        ['Amount', ({ amount }) => <Amount of={amount} />, 'figure'],
        ['Of', ({ debtor }) => debtor.account ?? '–', 'amount'],
        ['Made', ({ created_at: at }) => <Moment at={at} />],
      ]}
    />
  );
}
