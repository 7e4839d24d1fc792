import { Stack, Text } from '@mantine/core';
import { type Incident, incidentFiguresSchema, incidentSchema } from '../answers/incidents.js';
import { useAnswer } from '../api.js';
import { Download } from '../parts/download.js';
import { Facts } from '../parts/facts.js';
import { IncidentClocks } from '../parts/incident-clocks.js';
import { IncidentFiguresPanel } from '../parts/incident-figures.js';
import { IncidentSteps } from '../parts/incident-steps.js';
import { Journal } from '../parts/journal.js';
import { PageHead } from '../parts/page-head.js';
import { Section } from '../parts/section.js';
import { Answer } from '../parts/states.js';
import { figure, inWords, Moment, Status } from '../parts/words.js';

export function IncidentPage({ id, mayChange, mayExport }: { id: string; mayChange: boolean; mayExport: boolean }) {
  const incident = useAnswer(`/incidents/${id}`, incidentSchema);
  return (
    <Answer of={incident}>
      {(data) => (
        <Stack>
          <PageHead
            title={`Incident ${data.case_reference}`}
            standing={
              <>
                <Status of={data.status} />
                <Status of={data.classification} />
              </>
            }
          >
            {mayChange && data.status === 'open' && <IncidentSteps of={data} onTaken={incident.again} />}
          </PageHead>
          <Section>
            <Facts
              of={[
                ['About', inWords(data.nature)],
                ['Noticed', <Moment key="noticed" at={data.detected_at} />],
                ['Began', <Moment key="began" at={data.started_at} />],
                ['Over', <Moment key="over" at={data.ended_at} />],
              ]}
            />
          </Section>
          <IncidentClocks of={data} />
          <IncidentFiguresPanel id={id} entries={data.entries.length} />
          <Section title="Entries">
            <Journal
              name="Entries"
              entries={data.entries.map((entry) => ({
                number: entry.number,
                at: entry.made_at,
                by: entry.made_by,
                title: titleOf(entry),
                text: entry.text,
                below: <FiguresThen of={entry.facts['figures']} />,
              }))}
            />
          </Section>
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
