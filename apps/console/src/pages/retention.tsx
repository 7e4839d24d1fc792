import { Group, Stack, Text } from '@mantine/core';
import { dryRunSchema, type Retention, retentionSchema } from '../answers/retention.js';
import { change, useAnswer } from '../api.js';
import { DataPlaces } from '../parts/data-places.js';
import { DataTable } from '../parts/data-table.js';
import { Download } from '../parts/download.js';
import { useFields } from '../parts/fields.js';
import { FormDialog } from '../parts/form-dialog.js';
import { useQuietly } from '../parts/quietly.js';
import { RegisterPage } from '../parts/register-page.js';
import { Section } from '../parts/section.js';
import { Answer } from '../parts/states.js';
import { CaseField } from '../parts/with-reason.js';
import { figure, Moment, Status } from '../parts/words.js';
import { Link } from '../router.js';

type Run = Retention['data'][number];

const isWorking = ({ data }: Retention) => data.some(({ status }) => status === 'working');

export function RetentionPage() {
  const retention = useQuietly('/retention-runs', retentionSchema, isWorking);
  return (
    <RegisterPage title="Data & retention" above={<DataPlaces />} of={retention}>
      {({ data, policy }) => (
        <>
          <DueNow
            policy={policy}
            mayAsk={!data.some(({ status }) => status === 'waiting' || status === 'working')}
            onAsked={retention.again}
          />
          {data.map((run) => (
            <RunOf key={run.id} run={run} onDecided={retention.again} />
          ))}
        </>
      )}
    </RegisterPage>
  );
}

function DueNow({ policy, mayAsk, onAsked }: { policy: Retention['policy']; mayAsk: boolean; onAsked(): void }) {
  const dryRun = useAnswer('/retention-runs/dry', dryRunSchema);
  const counted = dryRun.state === 'ready' ? dryRun.data.data : [];
  const due = counted.reduce((sum, one) => sum + one.due, 0);
  const countOf = ({ id }: { id: string }) => counted.find((one) => one.id === id);
  return (
    <Section title="What is due now" action={mayAsk && due > 0 && <AskForRun due={due} onAsked={onAsked} />}>
      <Answer of={dryRun}>
        {() => (
          <DataTable
            name="What is due now"
            caption="Counted just now; nothing was deleted"
            empty="Nothing is kept that has an end."
            of={policy}
            keyOf={({ id }) => id}
            columns={[
              ['What', ({ name }) => name],
              ['Kept', ({ kept, ground }) => <Kept kept={kept} ground={ground} />],
              ['Over before', (rule) => countOf(rule)?.cut_off.slice(0, 10), 'amount'],
              ['Due', (rule) => figure(countOf(rule)?.due ?? 0), 'figure'],
              ['On hold', (rule) => figure(countOf(rule)?.held ?? 0), 'figure'],
              ['Still needed', (rule) => figure(countOf(rule)?.needed ?? 0), 'figure'],
            ]}
          />
        )}
      </Answer>
    </Section>
  );
}

function Kept({ kept, ground }: { kept: string; ground: string }) {
  return (
    <>
      {kept}
      <Text size="xs" className="quiet">
        {ground}
      </Text>
    </>
  );
}

function AskForRun({ due, onAsked }: { due: number; onAsked(): void }) {
  const { values, field } = useFields({ case_reference: '' });
  return (
    <FormDialog
      label="Ask for a run"
      title={`Delete ${figure(due)} things that were kept long enough`}
      action="Ask for it"
      onSubmit={async () => {
        await change('/retention-runs', values);
        onAsked();
      }}
    >
      <Text size="sm">They are counted again now. Somebody else has to approve the run before anything goes.</Text>
      <CaseField {...field('case_reference')} />
    </FormDialog>
  );
}

function RunOf({ run, onDecided }: { run: Run; onDecided(): void }) {
  return (
    <Section title={`Run ${run.case_reference}`} action={<RunSteps run={run} onDecided={onDecided} />}>
      <Stack gap={4} mb="sm" align="start">
        <Status of={run.status} />
        <Text size="sm">
          Asked for <Moment at={run.asked_at} /> by {run.asked_by}
          {run.decided_by && `; decided by ${run.decided_by}`}
          {run.ended_at && (
            <>
              ; ended <Moment at={run.ended_at} />
            </>
          )}
        </Text>
        {run.approval !== null && (
          <Text size="sm">
            It waits for <Link to={`/approvals/${run.approval}`}>somebody else’s approval</Link>.
          </Text>
        )}
      </Stack>
      <DataTable
        name={`Run ${run.case_reference}`}
        empty="Nothing was due."
        of={run.classes.filter(({ due, deleted, held }) => due + deleted + held > 0)}
        keyOf={({ id }) => id}
        columns={[
          ['What', ({ name }) => name],
          ['Over before', ({ cut_off: cutOff }) => cutOff.slice(0, 10), 'amount'],
          ['Planned', ({ due }) => figure(due), 'figure'],
          ['Deleted', ({ deleted }) => figure(deleted), 'figure'],
          ['On hold', ({ held }) => figure(held), 'figure'],
        ]}
      />
    </Section>
  );
}

function RunSteps({ run: { id, status, approval }, onDecided }: { run: Run; onDecided(): void }) {
  const decide = async (step: string) => {
    await change(`/retention-runs/${id}/steps`, { step });
    onDecided();
  };
  if (status === 'done') return <Download path={`/retention-runs/${id}/certificate`}>Certificate</Download>;
  if (status !== 'waiting') return null;
  return (
    <Group gap="xs">
      {approval === null && (
        <FormDialog
          label="Ask for approval"
          title="Ask for approval once more"
          action="Ask"
          onSubmit={() => decide('ask_again')}
        >
          <Text size="sm">Nobody decided in time, or it was refused for now.</Text>
        </FormDialog>
      )}
      <FormDialog label="Drop" title="Drop the run" action="Drop it" onSubmit={() => decide('refuse')}>
        <Text size="sm">Nothing is deleted.</Text>
      </FormDialog>
    </Group>
  );
}
