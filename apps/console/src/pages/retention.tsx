import { Anchor, Group, Paper, Stack, Table, Text, TextInput, Title } from '@mantine/core';
import { useState } from 'react';
import { dryRunSchema, type Retention, retentionSchema } from '../answers/retention.js';
import { change, useAnswer } from '../api.js';
import { DataPlaces } from '../parts/data-places.js';
import { FormDialog } from '../parts/form-dialog.js';
import { PlainTable } from '../parts/plain-table.js';
import { useQuietly } from '../parts/quietly.js';
import { Answer } from '../parts/states.js';
import { caseHint } from '../parts/with-reason.js';
import { figure, Moment, Status } from '../parts/words.js';
import { Link } from '../router.js';

type Run = Retention['data'][number];

const isWorking = ({ data }: Retention) => data.some(({ status }) => status === 'working');

export function RetentionPage() {
  const retention = useQuietly('/retention-runs', retentionSchema, isWorking);
  const again = retention.state === 'ready' ? retention.again : () => undefined;
  return (
    <Stack>
      <Title order={1}>Data &amp; retention</Title>
      <DataPlaces />
      <Answer of={retention}>
        {({ data, policy }) => (
          <>
            <Rules
              policy={policy}
              mayAsk={!data.some(({ status }) => status === 'waiting' || status === 'working')}
              onAsked={again}
            />
            {data.map((run) => (
              <RunOf key={run.id} run={run} onDecided={again} />
            ))}
          </>
        )}
      </Answer>
    </Stack>
  );
}

function Rules({ policy, mayAsk, onAsked }: { policy: Retention['policy']; mayAsk: boolean; onAsked(): void }) {
  const dryRun = useAnswer('/retention-runs/dry', dryRunSchema);
  const [caseReference, setCaseReference] = useState('');
  const counted = dryRun.state === 'ready' ? dryRun.data.data : [];
  const due = counted.reduce((sum, one) => sum + one.due, 0);
  return (
    <Paper withBorder p="md">
      <Group justify="space-between" mb="sm">
        <Title order={2} size="h4">
          What is due now
        </Title>
        {mayAsk && due > 0 && (
          <FormDialog
            label="Ask for a run"
            title={`Delete ${figure(due)} things that were kept long enough`}
            action="Ask for it"
            onSubmit={async () => {
              await change('/retention-runs', { case_reference: caseReference });
              onAsked();
            }}
          >
            <Text size="sm">
              They are counted again now. Somebody else has to approve the run before anything goes.
            </Text>
            <TextInput
              label="Number of the case"
              description={caseHint}
              value={caseReference}
              onChange={(event) => setCaseReference(event.currentTarget.value)}
              required
              autoComplete="off"
            />
          </FormDialog>
        )}
      </Group>
      <Answer of={dryRun}>
        {({ data }) => (
          <PlainTable
            name="What is due now"
            caption="Counted just now; nothing was deleted"
            heads={['What', 'Kept', 'Over before', 'Due', 'On hold', 'Still needed']}
          >
            {policy.map((rule) => {
              const count = data.find(({ id }) => id === rule.id);
              return (
                <Table.Tr key={rule.id}>
                  <Table.Td>{rule.name}</Table.Td>
                  <Table.Td>
                    {rule.kept}
                    <Text size="xs" className="quiet">
                      {rule.ground}
                    </Text>
                  </Table.Td>
                  <Table.Td className="amount">{count?.cut_off.slice(0, 10)}</Table.Td>
                  <Table.Td className="amount">{figure(count?.due ?? 0)}</Table.Td>
                  <Table.Td className="amount">{figure(count?.held ?? 0)}</Table.Td>
                  <Table.Td className="amount">{figure(count?.needed ?? 0)}</Table.Td>
                </Table.Tr>
              );
            })}
          </PlainTable>
        )}
      </Answer>
    </Paper>
  );
}

function RunOf({ run, onDecided }: { run: Run; onDecided(): void }) {
  const decide = async (step: string) => {
    await change(`/retention-runs/${run.id}/steps`, { step });
    onDecided();
  };
  return (
    <Paper withBorder p="md">
      <Group justify="space-between" mb="sm" align="start">
        <Stack gap={4}>
          <Title order={2} size="h4">
            Run {run.case_reference}
          </Title>
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
        <Group gap="xs">
          {run.status === 'waiting' && (
            <>
              {run.approval === null && (
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
            </>
          )}
          {run.status === 'done' && (
            <Anchor href={`/console/api/retention-runs/${run.id}/certificate`} download>
              Certificate
            </Anchor>
          )}
        </Group>
      </Group>
      <PlainTable name={`Run ${run.case_reference}`} heads={['What', 'Over before', 'Planned', 'Deleted', 'On hold']}>
        {run.classes
          .filter(({ due, deleted, held }) => due + deleted + held > 0)
          .map((one) => (
            <Table.Tr key={one.id}>
              <Table.Td>{one.name}</Table.Td>
              <Table.Td className="amount">{one.cut_off.slice(0, 10)}</Table.Td>
              <Table.Td className="amount">{figure(one.due)}</Table.Td>
              <Table.Td className="amount">{figure(one.deleted)}</Table.Td>
              <Table.Td className="amount">{figure(one.held)}</Table.Td>
            </Table.Tr>
          ))}
      </PlainTable>
    </Paper>
  );
}
