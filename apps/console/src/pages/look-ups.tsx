import { Group, Stack, Table, Text, Title } from '@mantine/core';
import { lookUpPageSchema } from '../answers.js';
import { useAnswer } from '../api.js';
import { Answer, Nothing } from '../parts/states.js';
import { focusable } from '../parts/tables.js';
import { figure, inWords, Moment } from '../parts/words.js';
import { Link, useLocation } from '../router.js';

export function LookUpsPage({ maySeeAll }: { maySeeAll: boolean }) {
  const { query } = useLocation();
  const isAll = query.get('of') === 'all' && maySeeAll;
  const before = query.get('before');
  const page = useAnswer(`/look-ups${isAll ? '' : '/own'}${before ? `?before=${before}` : ''}`, lookUpPageSchema);
  const of = isAll ? 'of=all' : 'of=own';
  return (
    <Stack>
      <Title order={1}>{isAll ? 'Everybody’s look-ups' : 'Your look-ups'}</Title>
      {maySeeAll && <Link to={isAll ? '/look-ups' : '/look-ups?of=all'}>{isAll ? 'Only yours' : 'Everybody’s'}</Link>}
      <Answer of={page}>
        {({ data, next }) => (
          <>
            {data.length === 0 && <Nothing>Nobody looked at anything yet.</Nothing>}
            <Table.ScrollContainer minWidth={640} scrollAreaProps={focusable('Look-ups')}>
              <Table>
                <Table.Caption>Newest first, as they stand in the audit trail</Table.Caption>
                <Table.Thead>
                  <Table.Tr>
                    {['When', 'Who', 'Did', 'What', 'Reason'].map((name) => (
                      <Table.Th key={name} scope="col">
                        {name}
                      </Table.Th>
                    ))}
                  </Table.Tr>
                </Table.Thead>
                <Table.Tbody>
                  {data.map(({ id, at, staff, action, subject, outcome, reason, details }) => (
                    <Table.Tr key={id}>
                      <Table.Td>
                        <Moment at={at} />
                      </Table.Td>
                      <Table.Td>{staff.name ?? staff.id}</Table.Td>
                      <Table.Td>
                        <Did action={action} outcome={outcome} details={details} />
                      </Table.Td>
                      <Table.Td>
                        <Subject {...subject} />
                      </Table.Td>
                      <Table.Td>
                        {[reason && inWords(reason), details['case']].filter(Boolean).map(String).join(', ') || '–'}
                      </Table.Td>
                    </Table.Tr>
                  ))}
                </Table.Tbody>
              </Table>
            </Table.ScrollContainer>
            <Group>{next && <Link to={`/look-ups?${of}&before=${next}`}>Older</Link>}</Group>
          </>
        )}
      </Answer>
    </Stack>
  );
}

/** By its checksum a file is known again: `sha256sum` of the file says whether it is the one, and whole. */
function Did({ action, outcome, details }: { action: string; outcome: string; details: Record<string, unknown> }) {
  const { rows, sha256 } = details;
  if (!action.startsWith('export') || typeof rows !== 'number') return <>{inWords(action)}</>;
  const count = `${figure(rows)} ${rows === 1 ? 'row' : 'rows'}`;
  if (outcome !== 'done') return <>{`export broken off after ${count}`}</>;
  return (
    <>
      {`${inWords(action)}, ${count}`}
      {typeof sha256 === 'string' && (
        <Text size="xs" className="id">
          SHA-256 {sha256}
        </Text>
      )}
    </>
  );
}

function Subject({ type, id }: { type: string; id: string }) {
  if (type === 'payment' || type === 'consent') return <Link to={`/${type}s/${id}`}>{`${type} …${id.slice(-8)}`}</Link>;
  return <>{`${inWords(type)} ${id.length > 30 ? `…${id.slice(-8)}` : id}`}</>;
}
