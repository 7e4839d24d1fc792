import { Alert, Stack, Text } from '@mantine/core';
import { type DataRequest, dataRequestSchema } from '../answers/data-requests.js';
import { DataRequestSteps } from '../parts/data-request-steps.js';
import { type Column, DataTable } from '../parts/data-table.js';
import { Download } from '../parts/download.js';
import { Facts } from '../parts/facts.js';
import { PageHead } from '../parts/page-head.js';
import { useQuietly } from '../parts/quietly.js';
import { Section } from '../parts/section.js';
import { Answer } from '../parts/states.js';
import { figure, inWords, Moment, Standing } from '../parts/words.js';
import { Link } from '../router.js';
import { requestKinds } from './data-requests.js';

const isWorking = ({ status }: DataRequest) => status === 'working';

export function DataRequestPage({ id }: { id: string }) {
  const request = useQuietly(`/data-requests/${id}`, dataRequestSchema, isWorking);
  return (
    <Answer of={request}>
      {(data) => (
        <Stack>
          <PageHead title={`Request ${data.case_reference}`} standing={<Standing of={data} />}>
            <DataRequestSteps of={data} onTaken={request.again} />
          </PageHead>
          {data.is_held && (
            <Alert color="orange" variant="outline" role="status">
              A legal hold keeps data of this person. Nothing is erased while it is in force.
            </Alert>
          )}
          <Section>
            <Facts
              of={[
                ['Asks', requestKinds.find(({ value }) => value === data.kind)?.label],
                ['Person', <code key="person">{data.person}</code>],
                ['Known by', data.identifier ? `${inWords(data.identifier.kind)} ${data.identifier.value}` : 'erased'],
                ['Came in on', data.received_on],
                ['Answer before', <Moment key="due" at={data.due_at} />],
                ['Extended', data.is_extended ? 'by two months' : ''],
                ['Entered', `${data.asked_by}, ${inWords(data.reason)}`],
                ['Decided', data.decided_by],
                ['Refused because', data.refusal && inWords(data.refusal)],
                ['Closed', data.ended_at && <Moment at={data.ended_at} />],
              ]}
            />
            <WhereItIs of={data} />
          </Section>
          {data.outcome ? <Outcome of={data.outcome} /> : <Found of={data} />}
        </Stack>
      )}
    </Answer>
  );
}

function WhereItIs({ of: { id, status, approval } }: { of: DataRequest }) {
  return (
    <Text size="sm" component="div" role="status">
      {status === 'working' && 'A worker is at it.'}
      {approval !== null && (
        <>
          It waits for <Link to={`/approvals/${approval}`}>somebody else’s approval</Link>.
        </>
      )}
      {status === 'ready' && <Download path={`/data-requests/${id}/file`}>Download the answer</Download>}
      {status === 'lapsed' && 'Nobody fetched the answer within a week, so it is gone. Make it again.'}
    </Text>
  );
}

function Found({ of: { found, kind } }: { of: DataRequest }) {
  return (
    <Section title="What is known">
      <DataTable
        name="What is known"
        empty="Nothing is found of this person."
        of={found}
        keyOf={({ id }) => id}
        columns={[
          ['What', ({ name }) => name],
          ['How many', ({ rows }) => figure(rows), 'figure'],
          ...(kind === 'erasure' ? [whenErased] : []),
        ]}
      />
    </Section>
  );
}

const whenErased: Column<DataRequest['found'][number]> = [
  'When it is erased',
  ({ staysBecause }) => (staysBecause ? `Stays: ${staysBecause}` : 'Goes'),
];

function Outcome({ of: { erased, kept } }: { of: NonNullable<DataRequest['outcome']> }) {
  return (
    <>
      <Section title="Erased">
        <DataTable
          name="Erased"
          empty="There was nothing to erase."
          of={erased}
          keyOf={({ id }) => id}
          columns={[
            ['What', ({ name }) => name],
            ['How many', ({ rows }) => figure(rows), 'figure'],
          ]}
        />
      </Section>
      <Section title="Kept">
        <DataTable
          name="Kept"
          empty="Nothing had to stay."
          of={kept}
          keyOf={({ id }) => id}
          columns={[
            ['What', ({ name }) => name],
            ['How many', ({ rows }) => figure(rows), 'figure'],
            ['On which ground', ({ because }) => because],
            ['Until', ({ until }) => until ?? 'not known yet'],
          ]}
        />
      </Section>
    </>
  );
}
