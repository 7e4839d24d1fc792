import {
  Alert,
  Anchor,
  Badge,
  Button,
  Group,
  NativeSelect,
  Paper,
  Stack,
  Table,
  Text,
  TextInput,
  Title,
} from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { type DataRequest, dataRequestListSchema, dataRequestSchema } from '../answers/data-requests.js';
import { asApiError, change, post, useAnswer } from '../api.js';
import { DataPlaces } from '../parts/data-places.js';
import { Facts } from '../parts/facts.js';
import { FormDialog } from '../parts/form-dialog.js';
import { PlainTable } from '../parts/plain-table.js';
import { useQuietly } from '../parts/quietly.js';
import { Answer, Nothing } from '../parts/states.js';
import { ReasonFields, type Reason } from '../parts/with-reason.js';
import { figure, inWords, Moment, Status } from '../parts/words.js';
import { Link, navigate, useLocation } from '../router.js';

const lists = ['open', 'overdue', 'closed'];
const kinds = [
  { value: 'access', label: 'What is known of them (art. 15)' },
  { value: 'erasure', label: 'That it is erased (art. 17)' },
];
const identifiers = [
  { value: 'iban', label: 'IBAN' },
  { value: 'email', label: 'E-mail address' },
  { value: 'phone', label: 'Phone number, +31…' },
  { value: 'bank_user', label: 'Number of the user at bunq' },
];
const refusals = ['not_the_person', 'nothing_found', 'law_keeps_all', 'withdrawn'].map((value) => ({
  value,
  label: inWords(value),
}));

export function DataRequestsPage() {
  const { query } = useLocation();
  const list = query.get('list') ?? 'open';
  const requests = useAnswer(`/data-requests?list=${list}`, dataRequestListSchema);
  return (
    <Stack>
      <Group justify="space-between">
        <Title order={1}>Data &amp; retention</Title>
        <Enter />
      </Group>
      <DataPlaces />
      <Group component="nav" aria-label="Lists of requests" gap="md">
        {lists.map((one) =>
          one === list ? (
            <Text key={one} size="sm" fw={600} aria-current="true">
              {inWords(one)}
            </Text>
          ) : (
            <Text key={one} size="sm">
              <Link to={`/data?list=${one}`}>{inWords(one)}</Link>
            </Text>
          ),
        )}
      </Group>
      <Answer of={requests}>
        {({ data }) =>
          data.length === 0 ? (
            <Nothing>No request is in this list.</Nothing>
          ) : (
            <PlainTable
              name="Requests of people"
              caption={list === 'closed' ? 'Newest first' : 'What is due first stands first'}
              heads={['Case', 'Status', 'Asks', 'Came in', 'Answer before', 'Entered by', 'Decided by']}
            >
              {data.map((request) => (
                <Table.Tr key={request.id}>
                  <Table.Td>
                    <Link to={`/data/${request.id}`}>{request.case_reference}</Link>
                  </Table.Td>
                  <Table.Td>
                    <Standing of={request} />
                  </Table.Td>
                  <Table.Td>{inWords(request.kind)}</Table.Td>
                  <Table.Td>{request.received_on}</Table.Td>
                  <Table.Td>
                    <Moment at={request.due_at} />
                  </Table.Td>
                  <Table.Td>{request.asked_by}</Table.Td>
                  <Table.Td>{request.decided_by ?? '–'}</Table.Td>
                </Table.Tr>
              ))}
            </PlainTable>
          )
        }
      </Answer>
    </Stack>
  );
}

function Standing({ of: { status, is_overdue: isOverdue } }: { of: { status: string; is_overdue: boolean } }) {
  return (
    <Group gap="xs" wrap="nowrap">
      <Status of={status} />
      {isOverdue && (
        <Badge variant="outline" color="red" tt="none" className="status">
          overdue
        </Badge>
      )}
    </Group>
  );
}

function Enter() {
  const [kind, setKind] = useState('access');
  const [identifier, setIdentifier] = useState({ kind: 'iban', value: '' });
  const [receivedOn, setReceivedOn] = useState(new Date().toISOString().slice(0, 10));
  const [reason, setReason] = useState<Reason>({ reason: 'data_subject', case_reference: '' });
  return (
    <FormDialog
      label="Enter a request"
      title="A person asks about their data"
      action="Enter"
      onSubmit={async () => {
        const body = { kind, identifier, received_on: receivedOn, ...reason };
        const { id } = await post('/data-requests', body, dataRequestSchema);
        navigate(`/data/${id}`);
      }}
    >
      <NativeSelect label="Asks" data={kinds} value={kind} onChange={(event) => setKind(event.currentTarget.value)} />
      <NativeSelect
        label="Known by"
        data={identifiers}
        value={identifier.kind}
        onChange={(event) => setIdentifier({ ...identifier, kind: event.currentTarget.value })}
      />
      <TextInput
        label="Which"
        description="Kept encrypted, under a key of this person"
        value={identifier.value}
        onChange={(event) => setIdentifier({ ...identifier, value: event.currentTarget.value })}
        required
        autoComplete="off"
      />
      <TextInput
        label="Came in on"
        type="date"
        value={receivedOn}
        onChange={(event) => setReceivedOn(event.currentTarget.value)}
        required
      />
      <ReasonFields of={reason} onChange={setReason} />
    </FormDialog>
  );
}

const isWorking = ({ status }: DataRequest) => status === 'working';

export function DataRequestPage({ id }: { id: string }) {
  const request = useQuietly(`/data-requests/${id}`, dataRequestSchema, isWorking);
  return (
    <Answer of={request}>
      {(data) => (
        <Stack>
          <Group justify="space-between" align="start">
            <Stack gap={4}>
              <Title order={1}>Request {data.case_reference}</Title>
              <Standing of={data} />
            </Stack>
            <Steps of={data} onTaken={request.state === 'ready' ? request.again : () => undefined} />
          </Group>
          {data.is_held && (
            <Alert color="orange" variant="outline" role="status">
              A legal hold keeps data of this person. Nothing is erased while it is in force.
            </Alert>
          )}
          <Paper withBorder p="md">
            <Facts
              of={[
                ['Asks', kinds.find(({ value }) => value === data.kind)?.label],
                ['Person', <code key="person">{data.person}</code>],
                ['Known by', data.identifier ? `${inWords(data.identifier.kind)} ${data.identifier.value}` : 'erased'],
                ['Came in on', data.received_on],
                ['Answer before', <Moment key="due" at={data.due_at} />],
                ['Extended', data.is_extended ? 'by two months' : ''],
                ['Entered', `${data.asked_by}, ${inWords(data.reason)}`],
                ['Decided', data.decided_by],
                ['Refused because', data.refusal && inWords(data.refusal)],
                ['Closed', data.ended_at && <Moment key="ended" at={data.ended_at} />],
              ]}
            />
            <div role="status">
              {data.status === 'working' && <Text size="sm">A worker is at it.</Text>}
              {data.approval !== null && (
                <Text size="sm">
                  It waits for <Link to={`/approvals/${data.approval}`}>somebody else’s approval</Link>.
                </Text>
              )}
              {data.status === 'ready' && (
                <Anchor href={`/console/api/data-requests/${data.id}/file`} download>
                  Download the answer
                </Anchor>
              )}
              {data.status === 'lapsed' && (
                <Text size="sm">Nobody fetched the answer within a week, so it is gone. Make it again.</Text>
              )}
            </div>
          </Paper>
          {data.outcome ? <Outcome of={data.outcome} /> : <Found of={data} />}
        </Stack>
      )}
    </Answer>
  );
}

function Found({ of: { found, kind } }: { of: DataRequest }) {
  return (
    <Part title="What is known">
      {found.length === 0 ? (
        <Nothing>Nothing is found of this person.</Nothing>
      ) : (
        <PlainTable
          name="What is known"
          heads={['What', 'How many', ...(kind === 'erasure' ? ['When it is erased'] : [])]}
        >
          {found.map((one) => (
            <Table.Tr key={one.id}>
              <Table.Td>{one.name}</Table.Td>
              <Table.Td className="amount">{figure(one.rows)}</Table.Td>
              {kind === 'erasure' && <Table.Td>{one.staysBecause ? `Stays: ${one.staysBecause}` : 'Goes'}</Table.Td>}
            </Table.Tr>
          ))}
        </PlainTable>
      )}
    </Part>
  );
}

function Outcome({ of: { erased, kept } }: { of: NonNullable<DataRequest['outcome']> }) {
  return (
    <>
      <Part title="Erased">
        {erased.length === 0 ? (
          <Nothing>There was nothing to erase.</Nothing>
        ) : (
          <PlainTable name="Erased" heads={['What', 'How many']}>
            {erased.map((one) => (
              <Table.Tr key={one.id}>
                <Table.Td>{one.name}</Table.Td>
                <Table.Td className="amount">{figure(one.rows)}</Table.Td>
              </Table.Tr>
            ))}
          </PlainTable>
        )}
      </Part>
      <Part title="Kept">
        {kept.length === 0 ? (
          <Nothing>Nothing had to stay.</Nothing>
        ) : (
          <PlainTable name="Kept" heads={['What', 'How many', 'On which ground', 'Until']}>
            {kept.map((one) => (
              <Table.Tr key={one.id}>
                <Table.Td>{one.name}</Table.Td>
                <Table.Td className="amount">{figure(one.rows)}</Table.Td>
                <Table.Td>{one.because}</Table.Td>
                <Table.Td>{one.until ?? 'not known yet'}</Table.Td>
              </Table.Tr>
            ))}
          </PlainTable>
        )}
      </Part>
    </>
  );
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <Paper withBorder p="md">
      <Title order={2} size="h4" mb="sm">
        {title}
      </Title>
      {children}
    </Paper>
  );
}

function Steps({ of: data, onTaken }: { of: DataRequest; onTaken(): void }) {
  const [refusal, setRefusal] = useState('withdrawn');
  const [error, setError] = useState<string>();
  const take = async (body: object) => {
    await change(`/data-requests/${data.id}/steps`, body);
    onTaken();
  };
  const at = (step: string) => () => {
    setError(undefined);
    take({ step }).catch((failure: unknown) => setError(asApiError(failure).message));
  };
  if (data.ended_at !== null) return null;
  return (
    <Stack gap="xs">
      <Group gap="xs">
        {!data.is_extended && !data.is_overdue && (
          <FormDialog label="Extend" title="Two more months" action="Extend" onSubmit={() => take({ step: 'extend' })}>
            <Text size="sm">
              Only for many or difficult requests. The person has to be told within the first month, with the reason.
            </Text>
          </FormDialog>
        )}
        {data.kind === 'erasure' && data.status === 'waiting' && (
          <>
            {data.approval === null && !data.is_held && (
              <Button variant="default" onClick={at('ask_again')}>
                Ask for approval
              </Button>
            )}
            <FormDialog
              label="Refuse"
              title="Refuse the request"
              action="Refuse"
              onSubmit={() => take({ step: 'refuse', refusal })}
            >
              <NativeSelect
                label="Why"
                description="The person is told, and that they may complain"
                data={refusals}
                value={refusal}
                onChange={(event) => setRefusal(event.currentTarget.value)}
              />
            </FormDialog>
          </>
        )}
        {data.status === 'lapsed' && (
          <Button variant="default" onClick={at('make_again')}>
            Make it again
          </Button>
        )}
        {data.status === 'ready' && (
          <Button variant="default" onClick={at('close')}>
            The person has it
          </Button>
        )}
      </Group>
      {error && (
        <Alert color="red" variant="outline" role="alert">
          {error}
        </Alert>
      )}
    </Stack>
  );
}
