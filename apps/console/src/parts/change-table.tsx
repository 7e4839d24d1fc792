import { Table } from '@mantine/core';
import type { ChangeSummary } from '../answers/changes.js';
import { Link } from '../router.js';
import { focusable } from './tables.js';
import { inWords, Moment, Status } from './words.js';

const changeNames: Record<string, string> = {
  'partner.status': 'Going live or stopping',
  'partner.redirect_uri': 'Redirect URI',
  'partner.request_limit': 'Request limit',
  'partner.spending_limits': 'Spending limits',
  'personal_data.bulk_reveal': 'Payments in clear',
  'personal_data.erasure': 'Erasure of personal data',
  'personal_data.retention_run': 'Deletion of what was kept long enough',
};

export function nameOfChange(kind: string): string {
  return changeNames[kind] ?? inWords(kind);
}

export function ChangeTable({ changes, caption }: { changes: ChangeSummary[]; caption: string }) {
  return (
    <Table.ScrollContainer minWidth={680} scrollAreaProps={focusable(caption)}>
      <Table verticalSpacing="xs" highlightOnHover>
        <Table.Caption>{caption}</Table.Caption>
        <Table.Thead>
          <Table.Tr>
            {['Change', 'Status', 'Of', 'Asked by', 'Asked', 'Waits until'].map((name) => (
              <Table.Th key={name} scope="col">
                {name}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {changes.map((change) => (
            <Table.Tr key={change.id}>
              <Table.Td>
                <Link to={`/approvals/${change.id}`}>{nameOfChange(change.kind)}</Link>
              </Table.Td>
              <Table.Td>
                <Status of={change.status} />
              </Table.Td>
              <Table.Td>{change.partner?.name ?? inWords(change.subject.type)}</Table.Td>
              <Table.Td>{change.asked_by}</Table.Td>
              <Table.Td>
                <Moment at={change.asked_at} />
              </Table.Td>
              <Table.Td>
                <Moment at={change.expires_at} />
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}
