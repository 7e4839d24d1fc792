import { Table } from '@mantine/core';
import { Amount, Moment, Status } from '../parts/words.js';
import { Link } from '../router.js';
import type { RequestSummary } from './answers.js';
import { Rows } from './parts.js';

export function RequestTable({ requests, caption }: { requests: RequestSummary[]; caption: string }) {
  return (
    <Rows caption={caption} names={['Request', 'Status', 'Amount', 'Of', 'Made']}>
      {requests.map(({ id, status, amount, debtor, reference, created_at: createdAt }) => (
        <Table.Tr key={id}>
          <Table.Td>
            <Link to={`/requests/${id}`}>{reference ?? `…${id.slice(-8)}`}</Link>
          </Table.Td>
          <Table.Td>
            <Status of={status} />
          </Table.Td>
          <Table.Td>
            <Amount of={amount} />
          </Table.Td>
          <Table.Td className="amount">{debtor.account ?? '–'}</Table.Td>
          <Table.Td>
            <Moment at={createdAt} />
          </Table.Td>
        </Table.Tr>
      ))}
    </Rows>
  );
}
