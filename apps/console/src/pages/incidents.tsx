import {
  Anchor,
  Badge,
  Group,
  NativeSelect,
  Paper,
  Stack,
  Table,
  Text,
  Textarea,
  TextInput,
  Title,
} from '@mantine/core';
import { useState } from 'react';
import { type Incident, incidentFiguresSchema, incidentListSchema, incidentSchema } from '../answers/incidents.js';
import { post, useAnswer } from '../api.js';
import { FormDialog } from '../parts/form-dialog.js';
import { Facts } from '../parts/facts.js';
import { IncidentFiguresPanel } from '../parts/incident-figures.js';
import { IncidentSteps } from '../parts/incident-steps.js';
import { Answer, Nothing } from '../parts/states.js';
import { caseHint } from '../parts/with-reason.js';
import { focusable } from '../parts/tables.js';
import { figure, inWords, Moment, Status } from '../parts/words.js';
import { momentOf, nowInUtc } from '../parts/utc-field.js';
import { Link, navigate, useLocation } from '../router.js';

const lists = ['open', 'closed', 'all'];
const natures = ['availability', 'security', 'data', 'payments', 'third_party', 'other'];

export function IncidentsPage({ mayOpen, mayExport }: { mayOpen: boolean; mayExport: boolean }) {
  const { query } = useLocation();
  const list = query.get('list') ?? 'open';
  const incidents = useAnswer(`/incidents?list=${list}`, incidentListSchema);
  return (
    <Stack>
      <Group justify="space-between">
        <Title order={1}>Incidents</Title>
        {mayOpen && <Open />}
      </Group>
      <Group component="nav" aria-label="Lists of incidents" gap="md">
        {lists.map((one) =>
          one === list ? (
            <Text key={one} fw={600} aria-current="page">
              {inWords(one)}
            </Text>
          ) : (
            <Link key={one} to={`/incidents?list=${one}`}>
              {inWords(one)}
            </Link>
          ),
        )}
      </Group>
      <Answer of={incidents}>
        {({ data }) =>
          data.length === 0 ? (
            <Nothing>No incident is in this list.</Nothing>
          ) : (
            <Table.ScrollContainer minWidth={760} scrollAreaProps={focusable('Incidents')}>
              <Table>
                <Table.Caption>{list === 'open' ? 'What is due first stands first' : 'Newest first'}</Table.Caption>
                <Table.Thead>
                  <Table.Tr>
                    {['Case', 'Classified', 'About', 'Noticed', 'Next', 'Before'].map((name) => (
                      <Table.Th key={name} scope="col">
                        {name}
                      </Table.Th>
                    ))}
                  </Table.Tr>
                </Table.Thead>
                <Table.Tbody>
                  {data.map((incident) => (
                    <Table.Tr key={incident.id}>
                      <Table.Td>
                        <Link to={`/incidents/${incident.id}`}>{incident.case_reference}</Link>
                      </Table.Td>
                      <Table.Td>
                        <Status of={incident.classification} />
                      </Table.Td>
                      <Table.Td>{inWords(incident.nature)}</Table.Td>
                      <Table.Td>
                        <Moment at={incident.detected_at} />
                      </Table.Td>
                      <Table.Td>
                        {incident.next === null ? (
                          '–'
                        ) : (
                          <Group gap="xs" wrap="nowrap">
                            {inWords(incident.next.report)}
                            <ClockState of={incident.next.state} />
                          </Group>
                        )}
                      </Table.Td>
                      <Table.Td>
                        <Moment at={incident.next?.due_at ?? null} />
                      </Table.Td>
                    </Table.Tr>
                  ))}
                </Table.Tbody>
              </Table>
            </Table.ScrollContainer>
          )
        }
      </Answer>
      {mayExport && (
        <Text size="sm">
          The register as <Download path="/incidents/file?format=csv">CSV</Download> or{' '}
          <Download path="/incidents/file?format=json">JSON</Download>, without what people wrote.
        </Text>
      )}
    </Stack>
  );
}

const stateColours: Record<string, string> = { running: 'green', near: 'orange', overdue: 'red', owed: 'orange' };

function ClockState({ of }: { of: string }) {
  return (
    <Badge variant="outline" color={stateColours[of] ?? 'gray'} tt="none" className="status">
      {of === 'running' ? 'in time' : of}
    </Badge>
  );
}

function Download({ path, children }: { path: string; children: string }) {
  return (
    <Anchor href={`${import.meta.env.BASE_URL}api${path}`} inherit underline="always" download>
      {children}
    </Anchor>
  );
}

function Open() {
  const [fields, setFields] = useState({
    case_reference: '',
    nature: 'availability',
    detected_at: nowInUtc(),
    started_at: '',
    text: '',
  });
  const set = (name: keyof typeof fields) => (event: { currentTarget: { value: string } }) =>
    setFields({ ...fields, [name]: event.currentTarget.value });
  return (
    <FormDialog
      label="Open an incident"
      title="Open an incident"
      action="Open"
      onSubmit={async () => {
        const { id } = await post(
          '/incidents',
          {
            ...fields,
            detected_at: momentOf(fields.detected_at),
            started_at: fields.started_at === '' ? undefined : momentOf(fields.started_at),
          },
          incidentSchema,
        );
        navigate(`/incidents/${id}`);
      }}
    >
      <TextInput
        label="Number of the case"
        description={caseHint}
        value={fields.case_reference}
        onChange={set('case_reference')}
        required
        autoComplete="off"
      />
      <NativeSelect
        label="About"
        data={natures.map((value) => ({ value, label: inWords(value) }))}
        value={fields.nature}
        onChange={set('nature')}
      />
      <TextInput
        label="Noticed at (UTC)"
        description="When the company became aware: the clocks run from here"
        type="datetime-local"
        value={fields.detected_at}
        onChange={set('detected_at')}
        required
      />
      <TextInput
        label="Began at (UTC)"
        description="If that was earlier"
        type="datetime-local"
        value={fields.started_at}
        onChange={set('started_at')}
      />
      <Textarea
        label="What was noticed, and by whom"
        description="Kept encrypted"
        value={fields.text}
        onChange={set('text')}
        required
      />
    </FormDialog>
  );
}

export function IncidentPage({ id, mayChange, mayExport }: { id: string; mayChange: boolean; mayExport: boolean }) {
  const incident = useAnswer(`/incidents/${id}`, incidentSchema);
  const again = incident.state === 'ready' ? incident.again : () => undefined;
  return (
    <Answer of={incident}>
      {(data) => (
        <Stack>
          <Group justify="space-between" align="start">
            <Stack gap={4}>
              <Title order={1}>Incident {data.case_reference}</Title>
              <Group gap="xs">
                <Status of={data.status} />
                <Status of={data.classification} />
              </Group>
            </Stack>
            {mayChange && data.status === 'open' && <IncidentSteps of={data} onTaken={again} />}
          </Group>
          <Paper withBorder p="md">
            <Facts
              of={[
                ['About', inWords(data.nature)],
                ['Noticed', <Moment at={data.detected_at} />],
                ['Began', <Moment at={data.started_at} />],
                ['Over', <Moment at={data.ended_at} />],
              ]}
            />
          </Paper>
          <Clocks of={data} />
          <IncidentFiguresPanel id={id} entries={data.entries.length} />
          <Paper withBorder p="md">
            <Title order={2} size="h4">
              Entries
            </Title>
            <ol className="timeline">
              {data.entries.map((entry) => (
                <li key={entry.number}>
                  <Text size="xs" className="quiet">
                    <Moment at={entry.made_at} /> · {entry.made_by}
                  </Text>
                  <Text size="sm" fw={600}>
                    {titleOf(entry)}
                  </Text>
                  <Text size="sm" className="page-text">
                    {entry.text}
                  </Text>
                  <FiguresThen of={entry.facts['figures']} />
                </li>
              ))}
            </ol>
          </Paper>
          {mayExport && (
            <Text size="sm">
              All of it, with the figures that went with each report, as{' '}
              <Download path={`/incidents/${id}/file?format=csv`}>CSV</Download> or{' '}
              <Download path={`/incidents/${id}/file?format=json`}>JSON</Download>.
            </Text>
          )}
        </Stack>
      )}
    </Answer>
  );
}

function Clocks({ of: { clocks } }: { of: Incident }) {
  return (
    <Paper withBorder p="md">
      <Title order={2} size="h4">
        Clocks
      </Title>
      <Table.ScrollContainer minWidth={560} scrollAreaProps={focusable('Clocks')}>
        <Table>
          <Table.Thead>
            <Table.Tr>
              {['Report', 'State', 'Limit', 'Done', 'May wait until'].map((name) => (
                <Table.Th key={name} scope="col">
                  {name}
                </Table.Th>
              ))}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {clocks.map((clock) => (
              <Table.Tr key={clock.report}>
                <Table.Td>{inWords(clock.report)}</Table.Td>
                <Table.Td>
                  <ClockState of={clock.state} />
                </Table.Td>
                <Table.Td>
                  <Moment at={clock.due_at} />
                </Table.Td>
                <Table.Td>
                  <Moment at={clock.done_at} />
                </Table.Td>
                <Table.Td>
                  <Moment at={clock.free_day_until} />
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
      <Text size="xs" className="quiet" mt="xs">
        DORA, Delegated Regulation (EU) 2025/301 art. 5. A report may wait by art. 5(4) when its limit falls on a free
        day, unless your authority or NIS2 takes that away.
      </Text>
    </Paper>
  );
}

/** What went with a report; all of it is in the file. */
function FiguresThen({ of }: { of: unknown }) {
  const figures = incidentFiguresSchema.safeParse(of);
  if (!figures.success) return null;
  const { payments, touched } = figures.data;
  return (
    <Text size="xs" className="quiet">
      Figures then: {figure(payments.attempted)} payments ordered, {figure(payments.failed)} failed,{' '}
      {figure(payments.in_doubt)} in doubt, {figure(touched.partners)} partners and {figure(touched.payers)} payers
      touched
    </Text>
  );
}

function titleOf({ kind, facts }: Incident['entries'][number]): string {
  if (kind === 'classified') return `classified: ${facts['major'] === true ? 'major' : 'not major'}`;
  if (kind === 'delay_told') return `told that the ${inWords(String(facts['report']))} report comes late`;
  if (kind !== 'reported') return inWords(kind);
  const late = facts['was_late'] === true ? ', late' : '';
  return `${inWords(String(facts['report']))} report sent${late}: ${String(facts['reference'])}`;
}
