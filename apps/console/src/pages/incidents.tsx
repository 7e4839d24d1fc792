import { Group, NativeSelect, Stack, Text, TextInput } from '@mantine/core';
import { incidentListSchema, incidentSchema } from '../answers/incidents.js';
import { post, useAnswer } from '../api.js';
import { DataTable } from '../parts/data-table.js';
import { Download } from '../parts/download.js';
import { choicesOf, useFields } from '../parts/fields.js';
import { FormDialog } from '../parts/form-dialog.js';
import { ClockState } from '../parts/incident-clocks.js';
import { RegisterPage, useLists } from '../parts/register-page.js';
import { KeptText } from '../parts/steps.js';
import { momentOf, nowInUtc } from '../parts/utc-field.js';
import { CaseField } from '../parts/with-reason.js';
import { inWords, Moment, Status } from '../parts/words.js';
import { Link, navigate } from '../router.js';

const natures = choicesOf(['availability', 'security', 'data', 'payments', 'third_party', 'other']);

export function IncidentsPage({ mayOpen, mayExport }: { mayOpen: boolean; mayExport: boolean }) {
  const { list, links } = useLists('Lists of incidents', '/incidents', ['open', 'closed', 'all']);
  const incidents = useAnswer(`/incidents?list=${list}`, incidentListSchema);
  return (
    <Stack>
      <RegisterPage title="Incidents" action={mayOpen && <OpenIncident />} above={links} of={incidents}>
        {({ data }) => (
          <DataTable
            name="Incidents"
            caption={list === 'open' ? 'What is due first stands first' : 'Newest first'}
            empty="No incident is in this list."
            of={data}
            keyOf={({ id }) => id}
            columns={[
              ['Case', ({ id, case_reference: reference }) => <Link to={`/incidents/${id}`}>{reference}</Link>],
              ['Classified', ({ classification }) => <Status of={classification} />],
              ['About', ({ nature }) => inWords(nature)],
              ['Noticed', ({ detected_at: at }) => <Moment at={at} />],
              ['Next', ({ next }) => next && <NextReport {...next} />],
              ['Before', ({ next }) => <Moment at={next?.due_at ?? null} />],
            ]}
          />
        )}
      </RegisterPage>
      {mayExport && (
        <Text size="sm">
          The register as <Download path="/incidents/file?format=csv">CSV</Download> or{' '}
          <Download path="/incidents/file?format=json">JSON</Download>, without what people wrote.
        </Text>
      )}
    </Stack>
  );
}

function NextReport({ report, state }: { report: string; state: string }) {
  return (
    <Group gap="xs" wrap="nowrap">
      {inWords(report)}
      <ClockState of={state} />
    </Group>
  );
}

function OpenIncident() {
  const { values, field } = useFields({
    case_reference: '',
    nature: 'availability',
    detected_at: nowInUtc(),
    started_at: '',
    text: '',
  });
  const open = async () => {
    const { detected_at: detectedAt, started_at: startedAt, ...rest } = values;
    const times = {
      detected_at: momentOf(detectedAt),
      started_at: startedAt === '' ? undefined : momentOf(startedAt),
    };
    const { id } = await post('/incidents', { ...rest, ...times }, incidentSchema);
    navigate(`/incidents/${id}`);
  };
  return (
    <FormDialog label="Open an incident" title="Open an incident" action="Open" onSubmit={open}>
      <CaseField {...field('case_reference')} />
      <NativeSelect label="About" data={natures} {...field('nature')} />
      <TextInput
        label="Noticed at (UTC)"
        description="When the company became aware: the clocks run from here"
        type="datetime-local"
        {...field('detected_at')}
        required
      />
      <TextInput
        label="Began at (UTC)"
        description="If that was earlier"
        type="datetime-local"
        {...field('started_at')}
      />
      <KeptText label="What was noticed, and by whom" {...field('text')} />
    </FormDialog>
  );
}
