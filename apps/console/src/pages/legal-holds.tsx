import { Group, Stack, Table, Text, TextInput, Title } from '@mantine/core';
import { useState } from 'react';
import { legalHoldsSchema } from '../answers/legal-holds.js';
import { change, useAnswer } from '../api.js';
import { DataPlaces } from '../parts/data-places.js';
import { FormDialog } from '../parts/form-dialog.js';
import { PlainTable } from '../parts/plain-table.js';
import { Answer, Nothing } from '../parts/states.js';
import { ReasonFields, type Reason } from '../parts/with-reason.js';
import { figure, Id, inWords, Moment } from '../parts/words.js';

export function LegalHoldsPage() {
  const holds = useAnswer('/legal-holds', legalHoldsSchema);
  const again = holds.state === 'ready' ? holds.again : () => undefined;
  return (
    <Stack>
      <Group justify="space-between">
        <Title order={1}>Data &amp; retention</Title>
        <Place onPlaced={again} />
      </Group>
      <DataPlaces />
      <Answer of={holds}>
        {({ data }) =>
          data.length === 0 ? (
            <Nothing>Nothing is on hold.</Nothing>
          ) : (
            <PlainTable
              name="Legal holds"
              caption="Those in force first, then newest first"
              heads={['On', 'Reason', 'Keeps', 'Placed', 'Released']}
            >
              {data.map((hold) => (
                <Table.Tr key={hold.id}>
                  <Table.Td>
                    {inWords(hold.kind)}
                    <br />
                    <Id>{hold.subject}</Id>
                  </Table.Td>
                  <Table.Td>
                    {inWords(hold.reason)}, {hold.case_reference}
                  </Table.Td>
                  <Table.Td>
                    {hold.released_at !== null
                      ? '–'
                      : hold.kind === 'partner'
                        ? 'everything'
                        : `${figure(hold.things)} payments and consents`}
                  </Table.Td>
                  <Table.Td>
                    <Moment at={hold.placed_at} />, {hold.placed_by}
                  </Table.Td>
                  <Table.Td>
                    {hold.released_at === null ? (
                      <FormDialog
                        label="Release"
                        title={`Release the hold of case ${hold.case_reference}`}
                        action="Release it"
                        onSubmit={async () => {
                          await change(`/legal-holds/${hold.id}/release`, {});
                          again();
                        }}
                      >
                        <Text size="sm">
                          From then on it may be erased, and is deleted when it was kept long enough. Your name stays on
                          record.
                        </Text>
                      </FormDialog>
                    ) : (
                      <>
                        <Moment at={hold.released_at} />, {hold.released_by}
                      </>
                    )}
                  </Table.Td>
                </Table.Tr>
              ))}
            </PlainTable>
          )
        }
      </Answer>
    </Stack>
  );
}

function Place({ onPlaced }: { onPlaced(): void }) {
  const [subject, setSubject] = useState('');
  const [reason, setReason] = useState<Reason>({ reason: 'supervisor', case_reference: '' });
  return (
    <FormDialog
      label="Put on hold"
      title="Put on legal hold"
      action="Hold it"
      onSubmit={async () => {
        await change('/legal-holds', { subject, ...reason });
        onPlaced();
      }}
    >
      <TextInput
        label="What"
        description="Id of a payment, a consent, a partner, or a person who asked about their data (dsu_…)"
        value={subject}
        onChange={(event) => setSubject(event.currentTarget.value)}
        required
        autoComplete="off"
      />
      <ReasonFields of={reason} onChange={setReason} />
    </FormDialog>
  );
}
